import { maskOf } from "../addressing/cidr";
import type { Router, Tunnel } from "../model/deployment";
import type { DualStack } from "../model/dual-stack";
import type { IpsecPolicy } from "../model/ipsec-policy";
import type { Network, SiteRole } from "../model/network";
import type { Prefix } from "../model/prefix";
import { ROUTER_INTERFACES, TUNNELS, tunnelInterface, type PerTunnel } from "../model/tunnels";
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
export interface TunnelEnd extends Pick<Tunnel, "address" | "connection"> {
  /** Public IPv4 address of the tunnel's instance of the VPN gateway. */
  readonly gatewayAddress: string;
  readonly sharedKey: string;
}

/** What the configuration says of its router. */
export type RouterOptions = Pick<Router, "name" | "throughputMbps" | "ntpServers" | "namePrefix" | "tunnelBase">;

export interface CatalystViewProps {
  readonly router: RouterOptions;
  /** The config file that all of it comes from. */
  readonly config: string;
  readonly gatewayName: string;
  readonly siteNetwork: Network<SiteRole>;
  readonly gatewayNetwork: DualStack<Prefix>;
  readonly ipsecPolicy: IpsecPolicy;
  readonly tunnels: PerTunnel<TunnelEnd>;
}

interface TunnelView extends TunnelEnd {
  /** Of the tunnel interface. */
  readonly name: string;
  /** Number of the gateway's instance, from 0. */
  readonly instance: number;
  /** The instance counted from 1, as in the names of keyrings and profiles. */
  readonly number: number;
  /** Private address of the router's interface that the tunnel leaves through. */
  readonly source: string;
  /** That interface. */
  readonly exit: string;
  readonly nextHop: string;
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
  readonly interfaces: readonly { readonly name: string; readonly defaultRoute: boolean }[];
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
  const { router, config, gatewayName, siteNetwork, gatewayNetwork, ipsecPolicy, tunnels } = props;
  const { subnets } = siteNetwork;
  return {
    router: router.name,
    gateway: gatewayName,
    config,
    throughputMbps: router.throughputMbps,
    ntpServers: router.ntpServers,
    namePrefix: router.namePrefix,
    interfaces: Object.values(ROUTER_INTERFACES).map((name) => ({
      name,
      defaultRoute: name === ROUTER_INTERFACES.eth1,
    })),
    policy: toIosXe(ipsecPolicy),
    tunnels: TUNNELS.map((pairing) => {
      const { instance, number, exit } = pairing;
      return {
        name: tunnelInterface(router, pairing),
        instance,
        number,
        ...tunnels[instance],
        source: subnets[exit].host.ipv4,
        exit: ROUTER_INTERFACES[exit],
        nextHop: subnets[exit].defaultGateway,
      };
    }),
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
