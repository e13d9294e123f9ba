import { ADDRESS_BITS, addressAt, contains, parsePrefix } from "../lib/addressing/cidr";
import { dualStack, FAMILIES, FAMILY_NAMES, familyOf, type DualStack, type Family } from "../lib/model/dual-stack";
import { cidrs } from "../lib/model/network";
import type { Prefix } from "../lib/model/prefix";
import type { OnPremisesSite, Translation, Wan } from "../lib/model/site";
import { ROUTER_INTERFACES } from "../lib/model/topology";
import { UserError } from "../lib/model/user-error";
import { isRouter, ShownState, type OnPremises, type Resource } from "./inputs";

/** An interface of the router, with the length of its subnet: `10.2.0.4/27`, `2001:db8:2:1::4/64`. */
export interface Interface {
  /** The router's name of it. */
  readonly name: string;
  readonly ipv4: string;
  readonly ipv6?: string;
  /** The next router on its link, with the length: Azure's, or the provider's. */
  readonly gateway: string;
  /** Whether the router has a default route there that its file says nothing of. */
  readonly isDefault: boolean;
  readonly nat: Translation;
  /** What the Internet sees in the place of its address. Absent: it does not lead to the Internet. */
  readonly publicAddress?: string;
  /** The address or the name by which the gateway knows it. */
  readonly peer?: string;
  /** The VRF that the router has it in, where the file leaves the interfaces to the router. */
  readonly vrf?: string;
}

/** An interface that tunnels can leave through. */
export type Exit = Interface & Required<Pick<Interface, "publicAddress" | "peer">>;

/** Addresses of the machine in a network: one in each of its prefixes, the IPv6 ones none where it has none. */
export type Machine = DualStack<readonly string[]>;

/** Inner addresses of an instance of the gateway; without IPv6 where its network has none. */
export type Inner = Pick<DualStack<string>, "ipv4"> & Partial<DualStack<string>>;

export interface Topology {
  /** The one towards the network behind the router, and those that tunnels leave through. */
  readonly interfaces: readonly Interface[];
  /** In the network behind the router. */
  readonly app: Machine;
  /** Where the site leads what is not local. */
  readonly routes: readonly { readonly prefix: string; readonly via: string }[];
  readonly instances: readonly [Inner, Inner];
  /** In the network behind the gateway. */
  readonly hub: Machine;
}

/**
 * What surrounds the two ends: both networks, a machine in each, and what translates addresses. Of a site in Azure its
 * state tells that, of one on premises the config.
 *
 * @throws UserError where a state lacks a part of it
 */
export const topologyOf = (gateway: ShownState, site: ShownState | OnPremises): Topology =>
  site instanceof ShownState ? simulated(gateway, site) : onPremises(gateway, site);

/** The families that both networks have. */
export const familiesOf = ({ app, hub }: Pick<Topology, "app" | "hub">): readonly Family[] =>
  FAMILIES.filter((family) => app[family].length > 0 && hub[family].length > 0);

function simulated(gateway: ShownState, site: ShownState): Topology {
  const router = site.one("azurerm_linux_virtual_machine", "with two interfaces or more", isRouter);
  const interfaces = router.network_interface_ids.map((id, i) => interfaceOf(site, id, i));
  const used = new Set(interfaces.map((one) => one.subnetId));
  const routed = new Set(
    site.all("azurerm_subnet_route_table_association").map(({ subnet_id: id }) => id.toLowerCase()),
  );
  const app = site.one("azurerm_subnet", "with a route table, beside the router's", ({ id }) => {
    return routed.has(id.toLowerCase()) && !used.has(id.toLowerCase());
  });
  const inside = gateway.one("azurerm_subnet", "beside GatewaySubnet", isInside);
  return {
    interfaces,
    app: dualStack((family) => [machineIn(app, family)]),
    routes: site.all("azurerm_route").flatMap(({ address_prefix: prefix, next_hop_in_ip_address: via }) =>
      // Both route tables have the same routes, so each comes twice, which does no harm.
      via ? [{ prefix, via }] : [],
    ),
    instances: instancesIn(gateway, FAMILIES),
    hub: dualStack((family) => [machineIn(inside, family)]),
  };
}

/**
 * What surrounds a router that is on premises. What the config does not have is made up, from addresses that are
 * kept for benchmarks (RFC 2544, RFC 5180), and nothing is proved of it: the link between the router and the networks
 * behind it, a machine in each prefix, an address that changes, and the provider's router.
 */
function onPremises(gateway: ShownState, { site, hub }: OnPremises): Topology {
  const inside = gateway.all("azurerm_subnet").filter(isInside);
  const families = FAMILIES.filter((family) => hub[family].length > 0);
  const wans = site.connections.map(({ wan }, i) => wanOf(wan, i + 1));
  if (new Set(wans.map(({ ipv4 }) => ipv4)).size < wans.length) {
    throw new UserError(`the WANs of ${site.name} have one address, and the lab tells WANs apart by it`);
  }
  return {
    interfaces: [lanOf(site), ...wans],
    app: dualStack((family) => site.network[family].map(addressIn)),
    routes: cidrs(hub).map((prefix) => ({ prefix, via: prefix.includes(":") ? LAN.ipv6 : LAN.ipv4 })),
    instances: instancesIn(gateway, families),
    // In a subnet of the prefix where the state has one beside GatewaySubnet.
    hub: dualStack((family) =>
      hub[family].map((prefix) => {
        const there = inside.map((one) => machineIn(one, family));
        return there.find((one) => contains(prefix, parsePrefix(host(one), family))) ?? addressIn(prefix);
      }),
    ),
  };
}

const LAN = { ipv4: "198.18.0.2", ipv6: "2001:2::2" } as const;

/**
 * The link to the networks behind the router. Its default route leads there, unless one of a WAN does: so a packet
 * that the file has no route for leaves the router, and it can be seen.
 */
function lanOf({ connections }: OnPremisesSite): Interface {
  return {
    name: "LAN",
    ipv4: `${LAN.ipv4}/30`,
    ipv6: `${LAN.ipv6}/128`,
    gateway: "198.18.0.1/30",
    isDefault: connections.every(({ wan }) => wan.nextHop !== undefined || wan.vrf !== undefined),
    nat: "none",
  };
}

/** The subnet of a WAN is not known, so its length is that of the one address, and every next hop is on its link. */
function wanOf({ interface: name, address, nextHop, vrf, nat, peer }: Wan, i: number): Exit {
  const own = address ?? `198.18.${i}.2`;
  const known = peer && "address" in peer ? peer.address : undefined;
  const publicAddress = known ?? (nat === "none" ? own : `198.18.${i}.3`);
  return {
    name,
    ipv4: `${own}/32`,
    gateway: `${nextHop === undefined || nextHop === "dhcp" ? `198.18.${i}.1` : nextHop}/32`,
    isDefault: nextHop === undefined,
    nat,
    publicAddress,
    peer: peer && "fqdn" in peer ? peer.fqdn : publicAddress,
    ...(vrf !== undefined && { vrf }),
  };
}

function interfaceOf(site: ShownState, id: string, i: number): Exit & { readonly subnetId: string } {
  const nic = site.one("azurerm_network_interface", id, (one) => one.id.toLowerCase() === id.toLowerCase());
  const of = (version: string) => nic.ip_configuration.find((one) => one.private_ip_address_version === version);
  const [ipv4, ipv6] = [of("IPv4"), of("IPv6")];
  if (!ipv4 || !ipv6) throw new UserError(`${id} is not dual-stack`);
  const subnet = site.one(
    "azurerm_subnet",
    ipv4.subnet_id,
    (one) => one.id.toLowerCase() === ipv4.subnet_id.toLowerCase(),
  );
  const [range, range6] = FAMILIES.map((family) => prefixOf(subnet, family));
  const publicIp = site.one(
    "azurerm_public_ip",
    `of ${id}`,
    (ip) => ip.id.toLowerCase() === ipv4.public_ip_address_id?.toLowerCase(),
  );
  return {
    name: Object.values(ROUTER_INTERFACES)[i] ?? `GigabitEthernet${i + 1}`,
    subnetId: subnet.id.toLowerCase(),
    ipv4: `${ipv4.private_ip_address}/${range!.length}`,
    ipv6: `${ipv6.private_ip_address}/${range6!.length}`,
    gateway: `${addressAt(range!, 1)}/${range!.length}`,
    // From Azure's DHCP.
    isDefault: true,
    nat: "static",
    publicAddress: publicIp.ip_address,
    peer: publicIp.ip_address,
  };
}

type Subnet = Resource<"azurerm_subnet">;

const isInside = ({ name }: Subnet) => name !== "GatewaySubnet";

function instancesIn(gateway: ShownState, families: readonly Family[]): Topology["instances"] {
  const subnet = gateway.one("azurerm_subnet", "GatewaySubnet", (one) => !isInside(one));
  const instance = (index: number) =>
    Object.fromEntries(
      families.map((family) => [family, `${addressAt(prefixOf(subnet, family), 4 + index)}/${ADDRESS_BITS[family]}`]),
    ) as unknown as Inner;
  return [instance(0), instance(1)];
}

function prefixOf({ name, address_prefixes: list }: Subnet, family: Family): Prefix {
  const text = list.find((prefix) => familyOf(prefix) === family);
  if (!text) throw new UserError(`subnet ${name} has no ${FAMILY_NAMES[family]} prefix`);
  const prefix = parsePrefix(text, family);
  // https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#how-small-and-how-large-can-virtual-networks-and-subnets-be
  const [smallest, fits] =
    family === "ipv4" ? ["a /29 or larger", prefix.length <= 29] : ["a /64", prefix.length === 64];
  if (!fits) throw new UserError(`subnet ${name} has ${prefix.cidr}; in Azure it is ${smallest}`);
  return prefix;
}

/** The first address that Azure gives out in a subnet (.4, ::4). */
const machineIn = (subnet: Subnet, family: Family): string => addressAt(prefixOf(subnet, family), 4);

/** An address in a prefix that is no instance's. */
const addressIn = (prefix: Prefix): string =>
  addressAt(prefix, ADDRESS_BITS[prefix.family] - prefix.length >= 3 ? 6 : 0);

/** What a traffic selector of a whole family is. */
export const EVERYTHING: DualStack<string> = { ipv4: "0.0.0.0/0", ipv6: "::/0" };

/** `10.2.0.4/27` without its length. */
export const bare = (address: string): string => address.split("/")[0]!;

/** An address as a prefix of its own. */
export const host = (address: string): string => `${address}/${ADDRESS_BITS[familyOf(address)]}`;

/** The link-local address that Azure's IPv6 router has on every link. */
export const AZURE_LINK_LOCAL = "fe80::1234:5678:9abc/64";
