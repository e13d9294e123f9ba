/** The instances of an active-active gateway. */
export type Instance = 0 | 1;

/** A value for each instance of the gateway. */
export type PerInstance<T> = readonly [T, T];

export const perInstance = <T>(valueOf: (instance: Instance) => T): PerInstance<T> => [valueOf(0), valueOf(1)];

/** The router's interface in each subnet. Azure orders a machine's interfaces; eth1 is the primary one. */
export const ROUTER_INTERFACES = {
  eth1: "GigabitEthernet1",
  eth2: "GigabitEthernet2",
  eth3: "GigabitEthernet3",
} as const;

/** Subnets in which the router can have an interface. */
export type RouterRole = keyof typeof ROUTER_INTERFACES;

/** The subnets of the simulated router's WANs, in the order of the connections. */
export const WAN_ROLES = ["eth2", "eth3"] as const satisfies readonly RouterRole[];

export type WanRole = (typeof WAN_ROLES)[number];

/** How the gateway's instances are joined with the router's WANs. */
interface Shape {
  /**
   * One for each WAN of the router. A connection names one address of the router, and each of the gateway's
   * instances tries to open a tunnel to it.
   */
  readonly connections: 1 | 2;
  /** The tunnels that the router accepts, by number: connections count from 0 here. */
  readonly tunnels: readonly { readonly connection: number; readonly instance: Instance }[];
  /**
   * Whether each WAN has a routing table of its own (front-door VRF). Without one, a route to an instance
   * leads through one WAN, so that the router accepts each instance on one WAN alone.
   */
  readonly frontDoorVrf: boolean;
}

export const TOPOLOGIES = {
  /** The article's: each instance to a WAN of its own. */
  article: {
    connections: 2,
    tunnels: [
      { connection: 0, instance: 0 },
      { connection: 1, instance: 1 },
    ],
    frontDoorVrf: false,
  },
  /** Microsoft's documented one: one address of the router, and both instances to it. */
  single: {
    connections: 1,
    tunnels: [
      { connection: 0, instance: 0 },
      { connection: 0, instance: 1 },
    ],
    frontDoorVrf: false,
  },
  /** Both instances to both WANs. The first two tunnels are the article's. */
  mesh: {
    connections: 2,
    tunnels: [
      { connection: 0, instance: 0 },
      { connection: 1, instance: 1 },
      { connection: 0, instance: 1 },
      { connection: 1, instance: 0 },
    ],
    frontDoorVrf: true,
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type TopologyName = keyof typeof TOPOLOGIES;

export const shapeOf = (topology: TopologyName): Shape => TOPOLOGIES[topology];
