import { maskOf } from "../addressing/cidr";
import { FAMILIES } from "../model/dual-stack";
import type { IpsecPolicy } from "../model/ipsec-policy";
import type { AddressSpace, Network, SiteRole } from "../model/network";
import type { Placement } from "../model/placement";
import type { OnPremisesSite, SimulatedRouter, SimulatedSite, Tunnel, Wan } from "../model/site";
import { ROUTER_INTERFACES } from "../model/topology";
import { toIosXe, type IosXePolicy } from "./ios-xe-policy";

/** Azure's router on every IPv6 link, which it announces as next hop; see the article's `show ipv6 route`. */
const AZURE_IPV6_ROUTER = "FE80::1234:5678:9ABC";

/**
 * Administrative distance of the routes to Null0. While no tunnel is up, a far prefix has no other route than the
 * default one: by it Azure gets its packets back, and the router too, until their hop limit ends; a real site's go
 * to its provider. A route with a distance below 250 wins over them.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
 */
const DISCARD_DISTANCE = 250;

/** Seconds between packets that keep a port translation alive, where Azure has nothing to send. */
const NAT_KEEPALIVE_SECONDS = 20;

/** What the configuration says of a router that Azure has. */
export type RouterOptions = Pick<SimulatedRouter, "name" | "namePrefix" | "throughputMbps" | "ntpServers">;

/** What the configuration says of a site. */
export type RoutedSite =
  | (Omit<SimulatedSite, keyof Placement | "testVm" | "router" | "name" | "dpdTimeoutSeconds"> & {
      readonly router: RouterOptions;
    })
  | Omit<OnPremisesSite, "name" | "dpdTimeoutSeconds">;

/** The far end of a tunnel. Both may be Terraform tokens; no code looks at them. */
export interface FarEnd {
  /** Public IPv4 address of the tunnel's instance of the VPN gateway. */
  readonly gatewayAddress: string;
  readonly sharedKey: string;
}

export interface CatalystViewProps {
  /** The config file that all of it comes from. */
  readonly config: string;
  readonly gatewayName: string;
  readonly gatewayNetwork: AddressSpace;
  readonly site: RoutedSite;
  readonly farEnd: (tunnel: Tunnel) => FarEnd;
}

/** The algorithms of a policy under names that contain them, so that another policy's stand beside them. */
interface Suite {
  readonly proposal: IosXePolicy["proposal"] & { readonly name: string };
  readonly transformSet: { readonly name: string; readonly transform: string };
}

interface TunnelView extends FarEnd, Omit<Tunnel, "connection"> {
  /** Azure's name of the connection. */
  readonly connection: string;
  /** Which key of the connection it has; nothing of the first. */
  readonly keyVersion: number | false;
  readonly policy: IosXePolicy;
  /** Names of the transform sets, the preferred one first, with blanks between them. */
  readonly transformSets: string;
  /** Counts from 1 in the names of keyrings and profiles. */
  readonly number: number;
  /** The router's interface that the tunnel leaves through. */
  readonly exit: string;
  /** Its address, or its name where the address changes. */
  readonly source: string;
  /** What follows `match address local`. */
  readonly local: string;
  /** The address that the router gives as its own, where that is not the source's. */
  readonly identity: string | false;
  readonly natKeepalive: number | false;
  readonly nextHop: string | false;
  /** The VRF of the interface. */
  readonly vrf: string | false;
}

/** Everything that the template prints, decided and spelt as IOS-XE takes it. */
export interface CatalystView {
  readonly router: string;
  readonly gateway: string;
  readonly config: string;
  readonly namePrefix: string;
  /** What a router in Azure is told beside its tunnels. */
  readonly simulated: SimulatedView | false;
  /** Addresses that tunnels leave from; none where one of them changes. */
  readonly sources: readonly string[];
  readonly proposals: readonly Suite["proposal"][];
  readonly transformSets: readonly Suite["transformSet"][];
  readonly tunnels: readonly TunnelView[];
  readonly dualStack: boolean;
  /** What follows `tunnel mode ipsec`. */
  readonly tunnelMode: "dual-overlay" | "ipv4";
  /** The ways to the gateway's instances, where no other route leads there. */
  readonly hostRoutes: readonly TunnelView[];
  readonly discardDistance: number;
  /** The gateway's prefixes. */
  readonly remoteIpv4: readonly { readonly network: string; readonly mask: string }[];
  readonly remoteIpv6: readonly { readonly prefix: string }[];
  /** For the inbound access list of a WAN, which is the site's own. */
  readonly openings: readonly {
    readonly exit: string;
    readonly to: string;
    readonly esp: boolean;
    readonly gateways: readonly { readonly gateway: string }[];
  }[];
}

interface SimulatedView {
  readonly throughputMbps: number;
  readonly ntpServers: readonly string[];
  readonly vrfs: readonly string[];
  /** One of them has the IPv6 default route: three would share what leaves. */
  readonly interfaces: readonly {
    readonly name: string;
    readonly defaultRoute: boolean;
    readonly vrf: string | false;
  }[];
  readonly app: {
    readonly ipv4: string;
    readonly ipv4Mask: string;
    readonly nextHop: string;
    readonly ipv6: string;
    readonly ipv6Interface: string;
    readonly ipv6NextHop: string;
  };
}

export function catalystView({ config, gatewayName, gatewayNetwork, site, farEnd }: CatalystViewProps): CatalystView {
  const { router, connections, nextIpsecPolicy } = site;
  const wans = connections.map(({ wan }) => wan);
  const suiteOf = (policy: IpsecPolicy) => suite(router.namePrefix, toIosXe(policy));
  const next = nextIpsecPolicy ? [suiteOf(nextIpsecPolicy)] : [];
  const accepted = [...site.tunnels.map((one) => suiteOf(connections[one.connection]!.ipsecPolicy)), ...next];
  const tunnels = site.tunnels.map((tunnel, i): TunnelView => {
    const { name, keyVersion, ipsecPolicy, wan } = connections[tunnel.connection]!;
    return {
      ...tunnel,
      ...farEnd(tunnel),
      number: i + 1,
      connection: name,
      keyVersion: keyVersion > 1 && keyVersion,
      policy: toIosXe(ipsecPolicy),
      transformSets: byName([suiteOf(ipsecPolicy), ...next].map(({ transformSet }) => transformSet))
        .map((one) => one.name)
        .join(" "),
      ...wanView(wan),
    };
  });
  const dualStack = FAMILIES.every((family) => site.network[family].length > 0);
  const sources = wans.map(({ address }) => address).filter((address) => address !== undefined);
  return {
    router: router.name,
    gateway: gatewayName,
    config,
    namePrefix: router.namePrefix,
    simulated: site.kind === "simulated" && simulatedView(site.router, site.network, wans),
    sources: sources.length === wans.length ? sources : [],
    proposals: byName(accepted.map(({ proposal }) => proposal)),
    transformSets: byName(accepted.map(({ transformSet }) => transformSet)),
    tunnels,
    dualStack,
    tunnelMode: dualStack ? "dual-overlay" : "ipv4",
    hostRoutes: tunnels.filter(({ nextHop }) => nextHop),
    discardDistance: DISCARD_DISTANCE,
    remoteIpv4: gatewayNetwork.ipv4.map((prefix) => ({ network: prefix.address, mask: maskOf(prefix) })),
    remoteIpv6: dualStack ? gatewayNetwork.ipv6.map(({ cidr }) => ({ prefix: cidr })) : [],
    openings: site.kind === "simulated" ? [] : openings(site, tunnels),
  };
}

function wanView({ interface: exit, address, nextHop, vrf, nat, peer }: Wan) {
  return {
    exit,
    source: address ?? exit,
    local: address ?? `interface ${exit}`,
    identity: nat !== "none" && peer !== undefined && "address" in peer && peer.address,
    natKeepalive: nat === "port" && NAT_KEEPALIVE_SECONDS,
    nextHop: nextHop ?? (false as const),
    vrf: vrf ?? (false as const),
  };
}

/** What each WAN must let in: from the instances that it has a tunnel to. */
const openings = ({ connections, tunnels }: RoutedSite, ends: readonly FarEnd[]) =>
  connections.map(({ wan: { interface: exit, address, nat } }, connection) => ({
    exit,
    to: address === undefined ? "any" : `host ${address}`,
    esp: nat === "none",
    gateways: ends
      .filter((_, i) => tunnels[i]!.connection === connection)
      .map(({ gatewayAddress: gateway }) => ({ gateway })),
  }));

function simulatedView(
  { throughputMbps, ntpServers }: RouterOptions,
  { subnets }: Network<SiteRole>,
  wans: readonly Wan[],
): SimulatedView {
  return {
    throughputMbps,
    ntpServers,
    vrfs: wans.map(({ vrf }) => vrf).filter((vrf) => vrf !== undefined),
    interfaces: [
      { name: ROUTER_INTERFACES.eth1, defaultRoute: true, vrf: false },
      ...wans.map((wan) => ({ name: wan.interface, defaultRoute: false, vrf: wan.vrf ?? (false as const) })),
    ],
    app: {
      ipv4: subnets.app.ipv4.address,
      ipv4Mask: maskOf(subnets.app.ipv4),
      nextHop: subnets.eth1.defaultGateway,
      ipv6: subnets.app.ipv6.cidr,
      // A link-local next hop needs its interface. The article's global one is on no connected
      // prefix (DHCPv6 gives /128s) and never makes it into the routing table.
      ipv6Interface: ROUTER_INTERFACES.eth1,
      ipv6NextHop: AZURE_IPV6_ROUTER,
    },
  };
}

function suite(namePrefix: string, { proposal, transform }: IosXePolicy): Suite {
  const { encryption, prf, group } = proposal;
  return {
    proposal: { name: `${namePrefix}-PROPOSAL-${encryption}-${prf}-group${group}`, ...proposal },
    transformSet: { name: `${namePrefix}-TRANSFORMSET-${transform.replaceAll(" ", "-")}`, transform },
  };
}

/** The first of each name. */
const byName = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
  all.filter(({ name }, i) => all.findIndex((one) => one.name === name) === i);
