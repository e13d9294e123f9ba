import type { IpsecPolicy } from "./ipsec-policy";
import type { Machine, TestVm } from "./machine";
import type { AddressSpace, Network, SiteRole } from "./network";
import type { Placement } from "./placement";
import type { ThroughputLevel } from "./throughput";
import type { Instance, TopologyName } from "./topology";

/** A place that the VPN joins with the gateway's network. */
export type Site = SimulatedSite | OnPremisesSite;

interface SiteBase {
  readonly name: string;
  /** What is behind the router. */
  readonly network: AddressSpace;
  readonly router: Router;
  readonly topology: TopologyName;
  /** One for each WAN, in the order in which they are made; see {@link TopologyName}. */
  readonly connections: readonly Connection[];
  /** By number. */
  readonly tunnels: readonly Tunnel[];
  /** A policy that the router accepts beside those of the connections, which are to get it. */
  readonly nextIpsecPolicy?: IpsecPolicy;
  /** Silence after which the gateway takes a tunnel for dead. */
  readonly dpdTimeoutSeconds: number;
}

/** A site whose premises an Azure network with a Catalyst 8000V stands in for. It has a stack of its own. */
export interface SimulatedSite extends SiteBase, Placement {
  readonly kind: "simulated";
  readonly network: Network<SiteRole>;
  readonly router: SimulatedRouter;
  readonly testVm?: TestVm;
}

/** A site with a router of its own, of which Azure has no more than the address. */
export interface OnPremisesSite extends SiteBase {
  readonly kind: "onPremises";
}

/** What the configuration of any router needs. */
export interface Router {
  /** Host name. */
  readonly name: string;
  /** Starts the names of the router's proposal, policy, keyrings, profiles and transform set. */
  readonly namePrefix: string;
}

/** A Catalyst 8000V in Azure. */
export interface SimulatedRouter extends Router, Machine {
  readonly throughputMbps: ThroughputLevel;
  /** Host names and addresses. */
  readonly ntpServers: readonly string[];
  /** Whether day 0 saves and reloads, which activates the licence level. */
  readonly reloadOnFirstBoot: boolean;
}

/** What Azure has for one WAN of a router: a connection and its local network gateway. */
export interface Connection {
  /** Azure's name of it. */
  readonly name: string;
  /** Azure's name of the local network gateway. */
  readonly localNetworkGateway: string;
  readonly wan: Wan;
  /** Another number for each other key. */
  readonly keyVersion: number;
  readonly ipsecPolicy: IpsecPolicy;
}

/** By what the gateway knows the far end of a connection. */
export type Peer = { readonly address: string } | { readonly fqdn: string };

/** The address or the name. */
export const peerName = (peer: Peer): string => ("address" in peer ? peer.address : peer.fqdn);

/**
 * What translates a WAN's address on its way: nothing, one address for one, or many by their ports. Without
 * translation ESP goes as it is, else in UDP.
 */
export type Translation = "none" | "static" | "port";

/** An interface of the router that tunnels leave through. */
export interface Wan {
  /** `GigabitEthernet0/0/0` */
  readonly interface: string;
  /** Its own IPv4 address; absent where that changes. */
  readonly address?: string;
  /** Its next hop towards the gateway, or `dhcp` for the one that DHCP gives; absent where other routes lead there. */
  readonly nextHop?: string;
  /** The VRF that it is in. */
  readonly vrf?: string;
  readonly nat: Translation;
  /** Absent where Azure gives the address. */
  readonly peer?: Peer;
}

/** One tunnel of a site: from an instance of the gateway to a WAN of the router. */
export interface Tunnel {
  /** The router's tunnel interface. */
  readonly name: string;
  readonly instance: Instance;
  /** Index of the {@link Connection} that it belongs to, whose key and WAN it has. */
  readonly connection: number;
  /** IPv4 address of the router's tunnel interface. */
  readonly address: string;
}
