import type { Cloud, Resource } from "../cloud";
import { type AzureType, NAMED } from "../azure-type";
import { allocation, addressVersion } from "../checks";
import { digest, known } from "../computed";
import { address, ranges, usable, type Range } from "../prefix";
import { isGatewaySubnet, configurations, freeAddresses } from "../subnets";
import { ACCELERATED_NETWORKING } from "../rules/vm-sizes";
import { PUBLIC_ADDRESSES } from "../rules/public-addresses";
import { WRITES_MACHINE } from "../rules/machine-deletion";

const userOf = (id: string, type: string, cloud: Cloud) => cloud.usersOf(id).find((user) => user.type === type);

/** Of an interface, in the range of Microsoft's that Azure's machines have. */
export const macAddress = (id: string): string =>
  `00-0D-3A-${digest(id).slice(0, 6).toUpperCase().match(/../g)!.join("-")}`;

/** A sentence on the first static address of which `wrong` holds. */
function firstStatic(
  nic: Resource,
  cloud: Cloud,
  wrong: (value: bigint, subnet: Range, subnetId: string) => boolean,
): string | undefined {
  for (const { private_ip_address: text, private_ip_address_allocation, subnet_id } of configurations(nic)) {
    const given = private_ip_address_allocation === "Static" ? address(text) : undefined;
    const subnet = ranges(cloud.get(String(subnet_id))?.attributes.address_prefixes).find(
      ({ family }) => family === given?.family,
    );
    if (given && subnet && wrong(given.value, subnet, String(subnet_id))) {
      return `Static IP address ${text} of ${nic.id} cannot be used in subnet ${subnet_id}`;
    }
  }
  return undefined;
}

const compute: AzureType["compute"] = (attributes, id, cloud) => {
  const ipConfiguration = configurations({ attributes }).map((one, i) => {
    const family = one.private_ip_address_version === "IPv6" ? 6 : 4;
    const [dynamic] = freeAddresses(String(one.subnet_id), family, 1, id, cloud);
    return {
      ...one,
      private_ip_address: known(one.private_ip_address, dynamic ?? null),
      primary: known(one.primary, i === 0),
    };
  });
  const addresses = ipConfiguration.map((one) => one.private_ip_address);
  return {
    ip_configuration: ipConfiguration,
    private_ip_address: addresses[0] ?? null,
    private_ip_addresses: addresses,
    internal_domain_name_suffix: `${digest(id).slice(0, 26)}.internal.cloudapp.net`,
  };
};

export const networkInterface: AzureType = {
  path: "Microsoft.Network/networkInterfaces/<name>",
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
        const ipv6 = all.filter((one) => one.private_ip_address_version === "IPv6");
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
        configurations(nic).some(({ subnet_id }) => isGatewaySubnet(cloud.get(String(subnet_id))))
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
      broken: (nic, cloud) =>
        firstStatic(nic, cloud, (value, _, subnetId) =>
          cloud
            .usersOf(subnetId)
            .filter((other) => other.id.toLowerCase() !== nic.id.toLowerCase())
            .some((other) => configurations(other).some((one) => address(one.private_ip_address)?.value === value)),
        ),
    },
    ACCELERATED_NETWORKING,
    WRITES_MACHINE,
    {
      code: "NicInUse",
      on: ["delete"],
      text: "Network Interface <id> is used by existing resource <id>. In order to delete the network interface, it must be dissociated from the resource.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/8105",
      broken: (nic, cloud) => {
        const user = cloud.usersOf(nic.id).find(({ type }) => type === "azurerm_linux_virtual_machine");
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
    "ip_configuration.gateway_load_balancer_frontend_ip_configuration_id": "",
    "ip_configuration.public_ip_address_id": "",
  },
  derived: {
    // Azure gives both when the machine is made.
    mac_address: ({ id }, cloud) => (userOf(id, "azurerm_linux_virtual_machine", cloud) ? macAddress(id) : ""),
    virtual_machine_id: ({ id }, cloud) => userOf(id, "azurerm_linux_virtual_machine", cloud)?.id ?? "",
  },
  compute,
};
