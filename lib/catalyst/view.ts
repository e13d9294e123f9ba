import { maskOf } from "../addressing/cidr";
import type { Connection, Router, Tunnel } from "../model/deployment";
import type { DualStack } from "../model/dual-stack";
import type { IpsecPolicy } from "../model/ipsec-policy";
import type { Network, SiteRole } from "../model/network";
import type { Prefix } from "../model/prefix";
import { ROUTER_INTERFACES, type TunnelExit } from "../model/topology";
import { toIosXe, type IosXePolicy } from "./ios-xe-policy";

/** Azure's router on every IPv6 link, which it announces as next hop; see the article's `show ipv6 route`. */
const AZURE_IPV6_ROUTER = "FE80::1234:5678:9ABC";

/**
 * Administrative distance of the routes to Null0. While no tunnel is up, a far prefix has no other route than the
 * default one, by which Azure gets its packets back, and the router too, until their hop limit ends. A route with
 * a distance below 250 wins over them.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
 */
const DISCARD_DISTANCE = 250;

/** What one tunnel of the router needs. Gateway address and key may be Terraform tokens; no code looks at them. */
export interface TunnelEnd extends Omit<Tunnel, "connection"> {
  readonly connection: Pick<Connection, "name" | "ipsecPolicy">;
  /** Public IPv4 address of the tunnel's instance of the VPN gateway. */
  readonly gatewayAddress: string;
  readonly sharedKey: string;
}

/** What the configuration says of its router. */
export type RouterOptions = Pick<Router, "name" | "throughputMbps" | "ntpServers" | "namePrefix">;

export interface CatalystViewProps {
  readonly router: RouterOptions;
  /** The config file that all of it comes from. */
  readonly config: string;
  readonly gatewayName: string;
  readonly siteNetwork: Network<SiteRole>;
  readonly gatewayNetwork: DualStack<Prefix>;
  /** A policy that the router accepts beside those of the connections. @default - none */
  readonly nextIpsecPolicy?: IpsecPolicy;
  /** By number. */
  readonly tunnels: readonly TunnelEnd[];
  /** Whether each exit has a routing table of its own; see `TOPOLOGIES`. */
  readonly frontDoorVrf: boolean;
}

/** The algorithms of a policy under names that contain them, so that another policy's stand beside them. */
interface Suite {
  readonly proposal: IosXePolicy["proposal"] & { readonly name: string };
  readonly transformSet: { readonly name: string; readonly transform: string };
}

interface TunnelView extends Omit<TunnelEnd, "connection" | "exit"> {
  /** Azure's name of the connection. */
  readonly connection: string;
  readonly policy: IosXePolicy;
  /** Names of the transform sets, the preferred one first, with blanks between them. */
  readonly transformSets: string;
  /** Counts from 1 in the names of keyrings and profiles. */
  readonly number: number;
  /** The router's interface that the tunnel leaves through. */
  readonly exit: string;
  /** Its private address. */
  readonly source: string;
  readonly nextHop: string;
  /** The VRF that it is in. */
  readonly vrf: string | false;
}

/** Everything that the template prints, decided and spelt as IOS-XE takes it. */
export interface CatalystView {
  readonly router: string;
  readonly gateway: string;
  readonly config: string;
  readonly throughputMbps: number;
  readonly ntpServers: readonly string[];
  readonly namePrefix: string;
  /** One of them has the IPv6 default route: three would share what leaves. */
  readonly interfaces: readonly {
    readonly name: string;
    readonly defaultRoute: boolean;
    readonly vrf: string | false;
  }[];
  readonly vrfs: readonly string[];
  /** Addresses that tunnels leave from. */
  readonly sources: readonly string[];
  readonly proposals: readonly Suite["proposal"][];
  readonly transformSets: readonly Suite["transformSet"][];
  readonly tunnels: readonly TunnelView[];
  /** The ways to the gateway's instances, where the exits are in no VRF of their own, in which the default route leads there. */
  readonly hostRoutes: readonly TunnelView[];
  readonly discardDistance: number;
  readonly remote: { readonly ipv4: string; readonly ipv4Mask: string; readonly ipv6: string };
  readonly app: {
    readonly ipv4: string;
    readonly ipv4Mask: string;
    readonly nextHop: string;
    readonly ipv6: string;
    readonly ipv6Interface: string;
    readonly ipv6NextHop: string;
  };
}

export function catalystView(props: CatalystViewProps): CatalystView {
  const { router, config, gatewayName, siteNetwork, gatewayNetwork, nextIpsecPolicy, frontDoorVrf } = props;
  const { subnets } = siteNetwork;
  const exits = [...new Set(props.tunnels.map(({ exit }) => exit))];
  // GigabitEthernet2 is in WAN2.
  const vrfOf = (exit: TunnelExit): string | false =>
    frontDoorVrf ? `${router.namePrefix}-WAN${/\d+$/.exec(ROUTER_INTERFACES[exit])![0]}` : false;
  const suiteOf = (policy: IpsecPolicy) => suite(router.namePrefix, toIosXe(policy));
  const next = nextIpsecPolicy ? [suiteOf(nextIpsecPolicy)] : [];
  const accepted = [...props.tunnels.map(({ connection }) => suiteOf(connection.ipsecPolicy)), ...next];
  const tunnels = props.tunnels.map(({ connection, ...tunnel }, i) => ({
    ...tunnel,
    number: i + 1,
    connection: connection.name,
    policy: toIosXe(connection.ipsecPolicy),
    transformSets: byName([suiteOf(connection.ipsecPolicy), ...next].map(({ transformSet }) => transformSet))
      .map(({ name }) => name)
      .join(" "),
    exit: ROUTER_INTERFACES[tunnel.exit],
    source: subnets[tunnel.exit].host.ipv4,
    nextHop: subnets[tunnel.exit].defaultGateway,
    vrf: vrfOf(tunnel.exit),
  }));
  return {
    router: router.name,
    gateway: gatewayName,
    config,
    throughputMbps: router.throughputMbps,
    ntpServers: router.ntpServers,
    namePrefix: router.namePrefix,
    interfaces: [
      { name: ROUTER_INTERFACES.eth1, defaultRoute: true, vrf: false },
      ...exits.map((exit) => ({
        name: ROUTER_INTERFACES[exit],
        defaultRoute: false,
        vrf: vrfOf(exit),
      })),
    ],
    vrfs: exits.map(vrfOf).filter((vrf) => vrf !== false),
    sources: exits.map((exit) => subnets[exit].host.ipv4),
    proposals: byName(accepted.map(({ proposal }) => proposal)),
    transformSets: byName(accepted.map(({ transformSet }) => transformSet)),
    tunnels,
    hostRoutes: frontDoorVrf ? [] : tunnels,
    discardDistance: DISCARD_DISTANCE,
    remote: {
      ipv4: gatewayNetwork.ipv4.address,
      ipv4Mask: maskOf(gatewayNetwork.ipv4),
      ipv6: gatewayNetwork.ipv6.cidr,
    },
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
