import { addressAt, parsePrefix } from "../lib/addressing/cidr";
import { dualStack, FAMILY_NAMES, familyOf, type DualStack, type Family } from "../lib/model/dual-stack";
import type { Prefix } from "../lib/model/prefix";
import { UserError } from "../lib/model/user-error";
import { isRouter, type ShownState } from "./inputs";

/** An address of each family with its length: `10.2.0.4/27`, `2001:db8:2:1::4/64`. */
export type Pair = DualStack<string>;

/** One of the router's interfaces in its subnet. */
export interface Interface extends Pair {
  /** Azure's router in the subnet, with the length. */
  readonly gateway: string;
  readonly publicAddress: string;
}

export interface Topology {
  /** GigabitEthernet1, 2 and, where tunnels leave through two interfaces, 3. */
  readonly interfaces: readonly Interface[];
  /** The network behind the router. */
  readonly app: Segment;
  /** Where the site's route tables send what is not local. */
  readonly routes: readonly { readonly prefix: string; readonly via: string }[];
  /** Inner addresses of the gateway's two instances, in GatewaySubnet. */
  readonly instances: readonly [Pair, Pair];
  /** The network behind the gateway. */
  readonly hub: Segment;
}

/** A subnet with one machine in it. */
export interface Segment {
  readonly machine: Pair;
  readonly gateway: Pair;
}

/**
 * Reads from the states what surrounds the two ends: both networks, their machines and Azure's 1:1 NAT.
 *
 * @throws UserError where a state lacks a part of it
 */
export function topologyOf(gateway: ShownState, site: ShownState): Topology {
  const router = site.one("azurerm_linux_virtual_machine", "with two interfaces or more", isRouter);
  const interfaces = router.network_interface_ids.map((id) => interfaceOf(site, id));
  const used = new Set(interfaces.map((one) => one.subnetId));
  const routed = new Set(
    site.all("azurerm_subnet_route_table_association").map(({ subnet_id: id }) => id.toLowerCase()),
  );
  const app = site.one("azurerm_subnet", "with a route table, beside the router's", ({ id }) => {
    return routed.has(id.toLowerCase()) && !used.has(id.toLowerCase());
  });
  const inside = gateway.one("azurerm_subnet", "beside GatewaySubnet", ({ name }) => name !== "GatewaySubnet");
  const own = prefixes(gateway.one("azurerm_subnet", "GatewaySubnet", ({ name }) => name === "GatewaySubnet"));
  const instance = (index: number): Pair => ({
    ipv4: `${addressAt(own.ipv4, 4 + index)}/32`,
    ipv6: `${addressAt(own.ipv6, 4 + index)}/128`,
  });
  const local = prefixes(app);
  return {
    interfaces,
    app: segment(local),
    routes: site.all("azurerm_route").flatMap(({ address_prefix: prefix, next_hop_in_ip_address: via }) =>
      // Both route tables have the same routes, so each comes twice, which does no harm.
      via ? [{ prefix, via }] : [],
    ),
    instances: [instance(0), instance(1)],
    hub: segment(prefixes(inside)),
  };
}

function interfaceOf(site: ShownState, id: string): Interface & { readonly subnetId: string } {
  const nic = site.one("azurerm_network_interface", id, (one) => one.id.toLowerCase() === id.toLowerCase());
  const of = (version: string) => nic.ip_configuration.find((one) => one.private_ip_address_version === version);
  const [ipv4, ipv6] = [of("IPv4"), of("IPv6")];
  if (!ipv4 || !ipv6) throw new UserError(`${id} is not dual-stack`);
  const subnet = site.one(
    "azurerm_subnet",
    ipv4.subnet_id,
    (one) => one.id.toLowerCase() === ipv4.subnet_id.toLowerCase(),
  );
  const { ipv4: range, ipv6: range6 } = prefixes(subnet);
  const publicIp = site.one(
    "azurerm_public_ip",
    `of ${id}`,
    (ip) => ip.id.toLowerCase() === ipv4.public_ip_address_id?.toLowerCase(),
  );
  return {
    subnetId: subnet.id.toLowerCase(),
    ipv4: `${ipv4.private_ip_address}/${range.length}`,
    ipv6: `${ipv6.private_ip_address}/${range6.length}`,
    gateway: `${addressAt(range, 1)}/${range.length}`,
    publicAddress: publicIp.ip_address,
  };
}

function prefixes({
  name,
  address_prefixes: list,
}: {
  readonly name: string;
  readonly address_prefixes: readonly string[];
}) {
  const find = (family: Family): Prefix => {
    const text = list.find((prefix) => familyOf(prefix) === family);
    if (!text) throw new UserError(`subnet ${name} has no ${FAMILY_NAMES[family]} prefix`);
    const prefix = parsePrefix(text, family);
    // https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#how-small-and-how-large-can-virtual-networks-and-subnets-be
    const [smallest, fits] =
      family === "ipv4" ? ["a /29 or larger", prefix.length <= 29] : ["a /64", prefix.length === 64];
    if (!fits) throw new UserError(`subnet ${name} has ${prefix.cidr}; in Azure it is ${smallest}`);
    return prefix;
  };
  return dualStack(find);
}

/** A subnet whose machine has the first address that Azure gives out (.4, ::4). */
function segment(subnet: DualStack<Prefix>): Segment {
  const pair = (offset: number): Pair =>
    dualStack((family) => `${addressAt(subnet[family], offset)}/${subnet[family].length}`);
  return { machine: pair(4), gateway: pair(1) };
}

/** `10.2.0.4/27` without its length. */
export const bare = (address: string): string => address.split("/")[0]!;

/** The link-local address that Azure's IPv6 router has on every link. */
export const AZURE_LINK_LOCAL = "fe80::1234:5678:9abc/64";
