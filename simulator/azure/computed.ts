import { createHash } from "node:crypto";
import { elements, isObject, type Attributes, type Value } from "../protocol/values";
import type { Cloud } from "./cloud";
import { address, ipv4Text, ipv6Text, range, usable } from "./prefix";

/** What Azure adds to a resource that it has accepted: the values that Terraform knows after apply only. */
type Compute = (attributes: Attributes, id: string, cloud: Cloud) => Attributes;

const digest = (text: string) => createHash("sha256").update(text.toLowerCase()).digest("hex");

/** The same for the same id, so that a deployment done again looks the same. */
function guid(id: string): string {
  const hex = digest(id);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** The blocks that RFC 5737 sets aside for documentation, without network and broadcast addresses. */
const PUBLIC = ["203.0.113", "198.51.100"].flatMap((net) => Array.from({ length: 254 }, (_, i) => `${net}.${i + 1}`));

/** A free public address. It starts from a place that the id gives, so that the order of creation hardly matters. */
function publicAddress(id: string, cloud: Cloud): string {
  const taken = new Set(cloud.ofType("azurerm_public_ip").map(({ attributes }) => attributes.ip_address));
  const start = parseInt(digest(id).slice(0, 8), 16) % PUBLIC.length;
  const found = PUBLIC.map((_, i) => PUBLIC[(start + i) % PUBLIC.length]!).find((one) => !taken.has(one));
  if (!found) throw new Error(`the simulated cloud has ${PUBLIC.length} public addresses, and all are in use`);
  return found;
}

const configurations = (attributes: Attributes) => elements(attributes.ip_configuration).filter(isObject);

/** Addresses of a subnet that are in use, by interfaces and gateways. */
function inUse(subnetId: string, id: string, cloud: Cloud): Set<bigint> {
  const texts = cloud
    .usersOf(subnetId)
    .filter((user) => user.id.toLowerCase() !== id.toLowerCase())
    .flatMap(({ attributes }) => [
      ...configurations(attributes).map((one) => one.private_ip_address),
      ...elements(attributes.bgp_settings)
        .filter(isObject)
        .flatMap((settings) => elements(settings.peering_addresses).filter(isObject))
        .flatMap((peering) => elements(peering.default_addresses)),
    ]);
  return new Set(texts.flatMap((text) => address(text)?.value ?? []));
}

/** The first addresses of a subnet that are free, in the family that is asked for. */
function freeAddresses(subnetId: string, family: 4 | 6, count: number, id: string, cloud: Cloud): string[] {
  const subnet = elements(cloud.get(subnetId)?.attributes.address_prefixes)
    .flatMap((text) => range(text) ?? [])
    .find((one) => one.family === family);
  if (!subnet) return [];
  const taken = inUse(subnetId, id, cloud);
  const { first, last } = usable(subnet);
  const found: string[] = [];
  for (let value = first; value <= last && found.length < count; value++) {
    if (!taken.has(value)) found.push(family === 4 ? ipv4Text(value) : ipv6Text(value));
  }
  return found;
}

const networkInterface: Compute = (attributes, id, cloud) => {
  const ipConfiguration = configurations(attributes).map((one, i) => {
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

/** Of an interface, in the range of Microsoft's that Azure's machines have. */
export const macAddress = (id: string): string =>
  `00-0D-3A-${digest(id).slice(0, 6).toUpperCase().match(/../g)!.join("-")}`;

/** The two names of one setting: the first is new in 4.62.0, the second is gone in 5.0. */
function bgp({ bgp_enabled, enable_bgp }: Attributes): Attributes {
  const enabled = known(bgp_enabled, known(enable_bgp, false));
  return { bgp_enabled: enabled, enable_bgp: enabled };
}

/** Instances get an address of GatewaySubnet each, which the provider shows as BGP peering addresses. */
const gateway: Compute = (attributes, id, cloud) => {
  const all = configurations(attributes);
  const own = freeAddresses(String(all[0]?.subnet_id), 4, all.length, id, cloud);
  const peerings = all.map(({ name, public_ip_address_id }, i) => ({
    ip_configuration_name: name!,
    apipa_addresses: [],
    default_addresses: own.slice(i, i + 1),
    tunnel_ip_addresses: [cloud.get(String(public_ip_address_id))?.attributes.ip_address ?? null],
  }));
  return {
    ...bgp(attributes),
    active_active: known(attributes.active_active, false),
    generation: known(attributes.generation, "Generation1"),
    bgp_settings: elements(attributes.bgp_settings).length
      ? attributes.bgp_settings!
      : [{ asn: 65515, peer_weight: 0, peering_addresses: peerings }],
  };
};

const connection: Compute = (attributes, id) => ({
  // Azure makes a key where none is given.
  shared_key: known(attributes.shared_key, digest(`key of ${id}`)),
  ...bgp(attributes),
  express_route_gateway_bypass: known(attributes.express_route_gateway_bypass, false),
  routing_weight: known(attributes.routing_weight, 0),
  use_policy_based_traffic_selectors: known(attributes.use_policy_based_traffic_selectors, false),
  connection_protocol: known(attributes.connection_protocol, "IKEv2"),
  ipsec_policy: elements(attributes.ipsec_policy)
    .filter(isObject)
    .map((policy) => ({
      ...policy,
      sa_datasize: known(policy.sa_datasize, 0),
      sa_lifetime: known(policy.sa_lifetime, 0),
    })),
});

const virtualMachine: Compute = (attributes, id, cloud) => {
  const nics = elements(attributes.network_interface_ids).map((nic) => cloud.get(String(nic))?.attributes ?? {});
  const publicIps = nics.flatMap((nic) =>
    configurations(nic).flatMap(
      (one) => cloud.get(String(one.public_ip_address_id))?.attributes.ip_address ?? ([] as const),
    ),
  );
  const privateIps = nics.flatMap((nic) => elements(nic.private_ip_addresses));
  const disks = elements(attributes.os_disk)
    .filter(isObject)
    .map((disk) => {
      const name = known(disk.name, `${attributes.name}_OsDisk_1`);
      const diskId = id.replace(/\/virtualMachines\/[^/]+$/, `/disks/${String(name)}`);
      return { ...disk, name, disk_size_gb: known(disk.disk_size_gb, 30), id: diskId };
    });
  return {
    allow_extension_operations: known(attributes.allow_extension_operations, true),
    computer_name: known(attributes.computer_name, attributes.name!),
    disable_password_authentication: known(attributes.disable_password_authentication, true),
    os_disk: disks,
    os_managed_disk_id: disks[0]?.id ?? null,
    patch_assessment_mode: known(attributes.patch_assessment_mode, "ImageDefault"),
    patch_mode: known(attributes.patch_mode, "ImageDefault"),
    private_ip_address: privateIps[0] ?? null,
    private_ip_addresses: privateIps,
    provision_vm_agent: known(attributes.provision_vm_agent, true),
    public_ip_address: publicIps[0] ?? null,
    public_ip_addresses: publicIps,
    virtual_machine_id: guid(id),
    vm_agent_platform_updates_enabled: known(attributes.vm_agent_platform_updates_enabled, false),
  };
};

const COMPUTED: Readonly<Record<string, Compute>> = {
  azurerm_virtual_network: (_, id) => ({ guid: guid(id) }),
  azurerm_public_ip: ({ ip_address }, id, cloud) => ({ ip_address: known(ip_address, () => publicAddress(id, cloud)) }),
  azurerm_network_interface: networkInterface,
  azurerm_virtual_network_gateway: gateway,
  azurerm_virtual_network_gateway_connection: connection,
  azurerm_linux_virtual_machine: virtualMachine,
};

/** A value, or what stands for one that is unset. */
function known(value: Value | undefined, fallback: Value | (() => Value)): Value {
  if (value !== null && value !== undefined) return value;
  return typeof fallback === "function" ? fallback() : fallback;
}

/** The attributes with everything that Azure computes for a resource of this type. */
export function compute(type: string, attributes: Attributes, id: string, cloud: Cloud): Attributes {
  return { ...attributes, id, ...COMPUTED[type]?.(attributes, id, cloud) };
}
