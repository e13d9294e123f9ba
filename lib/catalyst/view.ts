import { maskOf } from "../addressing/cidr";
import type { RouterFileOptions, Tunnel } from "../model/deployment";
import type { DualStack } from "../model/dual-stack";
import type { IpsecPolicy } from "../model/ipsec-policy";
import type { Network, SiteRole } from "../model/network";
import type { Prefix } from "../model/prefix";
import { ROUTER_INTERFACES } from "../model/topology";
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
  /** Public IPv4 address of the tunnel's instance of the VPN gateway. */
  readonly gatewayAddress: string;
  readonly sharedKey: string;
}

export interface CatalystViewProps {
  readonly options: RouterFileOptions;
  readonly siteNetwork: Network<SiteRole>;
  readonly gatewayNetwork: DualStack<Prefix>;
  readonly ipsecPolicy: IpsecPolicy;
  /** By number. */
  readonly tunnels: readonly TunnelEnd[];
  /** Whether each exit has a routing table of its own; see `TOPOLOGIES`. */
  readonly frontDoorVrf: boolean;
}

interface TunnelView extends TunnelEnd {
  /** Number of the tunnel interface. */
  readonly index: number;
  /** The index counted from 1, as in the names of keyrings and profiles. */
  readonly number: number;
  /** Private address of the router's interface that the tunnel leaves through. */
  readonly source: string;
  readonly nextHop: string;
}

/** Everything that the template prints, decided and spelt as IOS-XE takes it. */
export interface CatalystView {
  readonly throughputMbps: number;
  readonly interfaces: readonly { readonly name: string; readonly management: boolean }[];
  readonly policy: IosXePolicy;
  readonly tunnels: readonly TunnelView[];
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
  const { options, siteNetwork, gatewayNetwork, ipsecPolicy, tunnels } = props;
  const { subnets } = siteNetwork;
  return {
    throughputMbps: options.throughputMbps,
    interfaces: Object.values(ROUTER_INTERFACES).map((name) => ({ name, management: name === ROUTER_INTERFACES.eth1 })),
    policy: toIosXe(ipsecPolicy),
    tunnels: tunnels.map((tunnel, index) => ({
      ...tunnel,
      index,
      number: index + 1,
      source: subnets[tunnel.exit].host.ipv4,
      nextHop: subnets[tunnel.exit].defaultGateway,
    })),
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
