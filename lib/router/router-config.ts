import type { DualStack } from "../model/dual-stack";

/**
 * A router's tunnel configuration, as `readRouterConfig` reads it back: strictly, the IOS-XE commands
 * that this project writes and no others. The reader shares nothing with the template, so that each proves the
 * other. Addresses and prefixes are in canonical text; names consist of letters, digits, "_", "." and "-".
 */
export interface RouterConfig {
  /** Absent: the file leaves the router's interfaces and licence to the router, as a site's own has them. */
  readonly throughputMbps?: number;
  readonly ntpServers: readonly string[];
  /** Whether it forwards IPv6 at all. */
  readonly ipv6Routing: boolean;
  /** Names of the routing tables beside the global one. */
  readonly vrfs: readonly string[];
  readonly interfaces: readonly EthernetInterface[];
  readonly proposals: readonly Proposal[];
  readonly policies: readonly IkePolicy[];
  readonly keyrings: readonly Keyring[];
  readonly profiles: readonly IkeProfile[];
  readonly transformSets: readonly { readonly name: string; readonly transform: string; readonly mode: string }[];
  readonly ipsecProfiles: readonly IpsecProfile[];
  readonly tunnels: readonly Tunnel[];
  readonly ipv4Routes: readonly Route[];
  readonly ipv6Routes: readonly Route[];
}

export interface Route {
  readonly prefix: string;
  /** An interface, `Null0` among them, or an address. */
  readonly via: string;
  /** The address on that interface, or `dhcp` for the one that DHCP gives. */
  readonly nextHop?: string;
  /** Absent: 1, that of a static route. */
  readonly distance?: number;
  /** The routing table that it is in. Absent: the global one. */
  readonly vrf?: string;
}

interface EthernetInterface {
  readonly name: string;
  /** The image has GigabitEthernet1 up and the others shut. */
  readonly shutdown: boolean;
  /** Whether the IPv6 router on its link is the default one. */
  readonly ipv6Default: boolean;
  /** Absent: the global routing table. */
  readonly vrf?: string;
}

interface IkePolicy {
  readonly name: string;
  /** The addresses that it is for. None: all. */
  readonly localAddresses: readonly string[];
  /** Not empty; the preferred one first. */
  readonly proposals: readonly string[];
}

interface Proposal {
  readonly name: string;
  readonly encryption: string;
  readonly integrity?: string;
  readonly prf: string;
  readonly group: string;
}

interface Keyring {
  readonly name: string;
  readonly peer: string;
  /** Which key of the connection it has. Absent: the first. */
  readonly keyVersion?: number;
  readonly address: string;
  readonly sharedKey: string;
}

interface IkeProfile {
  readonly name: string;
  /** The front-door VRF, from which its peers are reached. Absent: the global routing table. */
  readonly vrf?: string;
  /** The address that it answers at, or the interface that has it. */
  readonly local: string;
  /** The address that the router gives as its own. Absent: that of {@link local}. */
  readonly identity?: string;
  readonly remoteAddress: string;
  readonly keyring: string;
  readonly lifetimeSeconds: number;
  readonly dpd: Dpd;
  readonly natKeepaliveSeconds?: number;
}

/** Dead peer detection: a question after `seconds`, asked again every `retrySeconds`. */
export interface Dpd {
  readonly seconds: number;
  readonly retrySeconds: number;
  /** `periodic` asks always, `on-demand` where something was sent and nothing came. */
  readonly mode: string;
}

interface IpsecProfile {
  readonly name: string;
  /** Not empty; the preferred one first. */
  readonly transformSets: readonly string[];
  readonly lifetimeSeconds: number;
  /** A number, or `disable`. */
  readonly lifetimeKilobytes: string;
  /** In packets. */
  readonly replayWindow?: number;
  readonly pfs?: string;
  readonly ikeProfile: string;
}

interface Tunnel {
  readonly name: string;
  readonly description?: string;
  readonly address: string;
  /** The largest packet, in bytes. */
  readonly mtu: Partial<DualStack<number>>;
  /** What TCP segments are bounded to. */
  readonly mss: Partial<DualStack<number>>;
  /** An address of the router, or the interface that has it. */
  readonly source: string;
  readonly mode: string;
  readonly destination: string;
  /** The VRF in which source and destination are. Absent: the global routing table. */
  readonly vrf?: string;
  readonly ipsecProfile: string;
}
