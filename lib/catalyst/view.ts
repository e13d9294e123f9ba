import type { PlannedNetwork, SiteRole } from "../addressing/plan";
import { maskOf, type Prefix } from "../addressing/cidr";
import { toIosXe, type IosXePolicy, type IpsecPolicy } from "../crypto/policy";

/** Azure's router on every IPv6 link, which it announces as next hop; see the article's `show ipv6 route`. */
const AZURE_IPV6_ROUTER = "FE80::1234:5678:9ABC";

/** What one tunnel of the router ends in. Both values may be Terraform tokens; they are never looked at. */
export interface TunnelPeer {
  /** Public IPv4 address of one instance of the VPN gateway. */
  readonly gatewayAddress: string;
  readonly sharedKey: string;
}

export interface CatalystViewProps {
  readonly site: PlannedNetwork<SiteRole>;
  /** Address space on the far side of the tunnels. */
  readonly remote: { readonly ipv4: Prefix; readonly ipv6: Prefix };
  readonly policy: IpsecPolicy;
  /** Tunnel 0 leaves through eth2 to gateway instance 0, tunnel 1 through eth3 to instance 1. */
  readonly tunnels: readonly [TunnelPeer & { readonly address: string }, TunnelPeer & { readonly address: string }];
}

interface TunnelView {
  /** Number of the tunnel interface and of the gateway instance, from 0. */
  readonly index: number;
  /** The same from 1, as keyrings and profiles are numbered. */
  readonly number: number;
  readonly address: string;
  /** The router's own end: the private address of the interface that the tunnel leaves through. */
  readonly source: string;
  readonly nextHop: string;
  readonly gatewayAddress: string;
  readonly sharedKey: string;
}

/** Everything that the template prints, decided and spelt as IOS-XE takes it. */
export interface CatalystView {
  readonly interfaces: readonly { readonly name: string; readonly management: boolean }[];
  readonly policy: IosXePolicy;
  readonly tunnels: readonly TunnelView[];
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

/** The interface of the router for each of its subnets: eth1 is the primary NIC and so GigabitEthernet1. */
export const ROUTER_INTERFACES = {
  eth1: "GigabitEthernet1",
  eth2: "GigabitEthernet2",
  eth3: "GigabitEthernet3",
} as const;

export function catalystView({ site, remote, policy, tunnels }: CatalystViewProps): CatalystView {
  const { eth1, eth2, eth3, app } = site.subnets;
  const exits = [eth2, eth3] as const;
  return {
    interfaces: Object.values(ROUTER_INTERFACES).map((name) => ({ name, management: name === ROUTER_INTERFACES.eth1 })),
    policy: toIosXe(policy),
    tunnels: tunnels.map((tunnel, index) => ({
      index,
      number: index + 1,
      address: tunnel.address,
      source: exits[index]!.host.ipv4,
      nextHop: exits[index]!.defaultGateway,
      gatewayAddress: tunnel.gatewayAddress,
      sharedKey: tunnel.sharedKey,
    })),
    remote: { ipv4: remote.ipv4.address, ipv4Mask: maskOf(remote.ipv4), ipv6: remote.ipv6.cidr },
    app: {
      ipv4: app.ipv4.address,
      ipv4Mask: maskOf(app.ipv4),
      nextHop: eth1.defaultGateway,
      ipv6: app.ipv6.cidr,
      // A link-local next hop needs its interface. The article's global one is on no connected
      // prefix (DHCPv6 gives /128s) and never makes it into the routing table.
      ipv6Interface: ROUTER_INTERFACES.eth1,
      ipv6NextHop: AZURE_IPV6_ROUTER,
    },
  };
}
