import type { Attributes, Value } from "../../protocol/values";
import { NAMED, type AzureType } from "../azure-type";
import { addressVersion, allocation } from "../checks";
import type { Cloud } from "../cloud";
import { digest } from "../computed";
import { address, usable, type Range } from "../prefix";
import { WRITES_MACHINE } from "../rules/machine-deletion";
import { PUBLIC_ADDRESSES } from "../rules/public-addresses";
import { ACCELERATED_NETWORKING } from "../rules/vm-sizes";
import { configurations, freeAddresses, idIn, isGatewaySubnet, prefixesOf } from "../subnets";
import { filled, shown } from "../translation";
import type { Resource } from "../resource";
import { at, objects, property } from "../resource";

const MACHINE = "Microsoft.Compute/virtualMachines";
const addresses = (value: Value) => objects(value).map((one) => at(one, "properties.privateIPAddress") ?? null);

/** Of an interface, in the range of Microsoft's that Azure's machines have. */
const macAddress = (id: string): string => `00-0D-3A-${digest(id).slice(0, 6).toUpperCase().match(/../g)!.join("-")}`;

/** The static addresses of an interface, each with its configuration and the prefix of its subnet. */
const statics = (nic: Resource, cloud: Cloud) =>
  objects(property(nic, "ipConfigurations")).flatMap(({ name, properties }) => {
    const { privateIPAddress: text, privateIPAllocationMethod: method } = properties as Attributes;
    const subnetId = idIn(properties as Attributes, "subnet");
    const given = method === "Static" ? address(text) : undefined;
    const subnet = prefixesOf(cloud.get(subnetId)).find(({ family }) => family === given?.family);
    return given && subnet ? [{ name: String(name), text, value: given.value, subnetId, subnet }] : [];
  });

/** A sentence on the first static address of which `wrong` holds. */
function firstStatic(
  nic: Resource,
  cloud: Cloud,
  wrong: (value: bigint, subnet: Range) => boolean,
): string | undefined {
  const found = statics(nic, cloud).find(({ value, subnet }) => wrong(value, subnet));
  return found && `Static IP address ${found.text} of ${nic.id} cannot be used in subnet ${found.subnetId}`;
}

const compute: AzureType["compute"] = ({ id, properties }, cloud) => ({
  ...filled(properties, { "dnsSettings.internalDomainNameSuffix": `${digest(id).slice(0, 26)}.internal.cloudapp.net` }),
  ipConfigurations: objects(properties.ipConfigurations).map((one, i) => {
    const given = one.properties as Attributes;
    const family = given.privateIPAddressVersion === "IPv6" ? 6 : 4;
    const [dynamic] = freeAddresses(idIn(given, "subnet"), family, 1, id, cloud);
    return { ...one, properties: filled(given, { primary: i === 0, ...(dynamic && { privateIPAddress: dynamic }) }) };
  }),
});

export const networkInterface: AzureType = {
  path: "Microsoft.Network/networkInterfaces/<name>",
  words: {
    accelerated_networking_enabled: "properties.enableAcceleratedNetworking",
    applied_dns_servers: "properties.dnsSettings.appliedDnsServers",
    dns_servers: "properties.dnsSettings.dnsServers",
    internal_dns_name_label: "properties.dnsSettings.internalDnsNameLabel",
    internal_domain_name_suffix: "properties.dnsSettings.internalDomainNameSuffix",
    ip_forwarding_enabled: "properties.enableIPForwarding",
    "ip_configuration.gateway_load_balancer_frontend_ip_configuration_id": "properties.gatewayLoadBalancer.id",
    "ip_configuration.primary": "properties.primary",
    "ip_configuration.private_ip_address": "properties.privateIPAddress",
    "ip_configuration.private_ip_address_allocation": "properties.privateIPAllocationMethod",
    "ip_configuration.private_ip_address_version": "properties.privateIPAddressVersion",
    "ip_configuration.public_ip_address_id": "properties.publicIPAddress.id",
    "ip_configuration.subnet_id": "properties.subnet.id",
    mac_address: shown("properties.macAddress"),
    private_ip_address: shown("properties.ipConfigurations", (value) => addresses(value)[0]),
    private_ip_addresses: shown("properties.ipConfigurations", addresses),
    virtual_machine_id: shown("properties.virtualMachine.id"),
  },
  completion: {
    replaces: [...NAMED, "edge_zone"],
    defaults: {
      ip_forwarding_enabled: false,
      accelerated_networking_enabled: false,
      "ip_configuration.private_ip_address_version": "IPv4",
    },
  },
  checks: {
    "ip_configuration.private_ip_address_allocation": allocation,
    "ip_configuration.private_ip_address_version": addressVersion,
  },
  rules: [
    PUBLIC_ADDRESSES,
    {
      code: "PrimaryIpConfigurationMustBeIPv4",
      text: "the first configuration of an interface is IPv6, or more than one is",
      source: "https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
      inferred: "the page has the rule; no public report shows the code",
      broken: (nic) => {
        const all = configurations(nic);
        const ipv6 = all.filter((one) => one.privateIPAddressVersion === "IPv6");
        const primary = all.find((one) => one.primary === true) ?? all[0];
        if (primary && ipv6.includes(primary)) return `The primary IP configuration of ${nic.id} must be IPv4`;
        return ipv6.length > 1 ? `${nic.id} has ${ipv6.length} IPv6 configurations; one is allowed` : undefined;
      },
    },
    {
      code: "GatewaySubnet",
      text: "an interface lies in GatewaySubnet",
      source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
      inferred: "the page has the rule; the code is that of public lists of Azure's codes for interfaces",
      broken: (nic, cloud) =>
        configurations(nic).some((one) => isGatewaySubnet(cloud.get(idIn(one, "subnet"))))
          ? `${nic.id} cannot be in GatewaySubnet, which is for gateways alone`
          : undefined,
    },
    {
      code: "PrivateIPAddressNotInSubnet",
      text: "a static address lies outside of its subnet",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/4225",
      broken: (nic, cloud) => firstStatic(nic, cloud, (value, subnet) => value < subnet.first || value > subnet.last),
    },
    {
      code: "PrivateIPAddressInReservedRange",
      text: "a static address is one of those that Azure keeps in each subnet",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/4225",
      broken: (nic, cloud) =>
        firstStatic(nic, cloud, (value, subnet) => {
          const { first, last } = usable(subnet);
          return value >= subnet.first && value <= subnet.last && (value < first || value > last);
        }),
    },
    {
      code: "PrivateIPAddressIsAllocated",
      text: "IP configuration <id> is using the private IP address <address> which is already allocated to resource <id>.",
      source: "https://github.com/daniel-rhoades/acs-engine-terraform/issues/10",
      broken: (nic, cloud) => {
        for (const { name, text, value, subnetId } of statics(nic, cloud)) {
          const other = cloud
            .usersOf(subnetId)
            .filter(({ id }) => id.toLowerCase() !== nic.id.toLowerCase())
            .find((one) => configurations(one).some((its) => address(its.privateIPAddress)?.value === value));
          if (other)
            return `IP configuration ${nic.id}/ipConfigurations/${name} is using the private IP address ${text} which is already allocated to resource ${other.id}.`;
        }
        return undefined;
      },
    },
    ACCELERATED_NETWORKING,
    WRITES_MACHINE,
    {
      code: "NicInUse",
      on: ["delete"],
      text: "Network Interface <id> is used by existing resource <id>. In order to delete the network interface, it must be dissociated from the resource.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/8105",
      broken: (nic, cloud) => {
        const user = cloud.usersOf(nic.id).find(({ type }) => type === MACHINE);
        return (
          user &&
          `Network Interface ${nic.id} is used by existing resource ${user.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`
        );
      },
    },
  ],
  empty: {
    auxiliary_mode: "",
    auxiliary_sku: "",
    edge_zone: "",
    internal_dns_name_label: "",
    mac_address: "",
    virtual_machine_id: "",
    "ip_configuration.gateway_load_balancer_frontend_ip_configuration_id": "",
    "ip_configuration.public_ip_address_id": "",
  },
  keeps: ["networkSecurityGroup"],
  // Azure gives both when the machine is made.
  shows: ({ id }, cloud): Attributes => {
    const machine = cloud.usersOf(id).find(({ type }) => type === MACHINE);
    return machine ? { macAddress: macAddress(id), virtualMachine: { id: machine.id } } : {};
  },
  compute,
};
