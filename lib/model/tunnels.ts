/**
 * The two tunnels of a site: each joins one instance of the active-active gateway with one interface of the
 * router. `number` counts from 1 where names do: connections, keyrings, profiles.
 */
export const TUNNELS = [
  { instance: 0, number: 1, exit: "eth2" },
  { instance: 1, number: 2, exit: "eth3" },
] as const;

export type TunnelPairing = (typeof TUNNELS)[number];

/** A value for each of the two tunnels. */
export type PerTunnel<T> = readonly [T, T];

export function perTunnel<T>(valueOf: (pairing: TunnelPairing) => T): PerTunnel<T> {
  return [valueOf(TUNNELS[0]), valueOf(TUNNELS[1])];
}

/** The router's interface of a tunnel. */
export const tunnelInterface = ({ tunnelBase }: { readonly tunnelBase: number }, { instance }: TunnelPairing) =>
  `Tunnel${tunnelBase + instance}`;

/** The router's interface in each subnet. Azure orders a machine's interfaces; eth1 is the primary one. */
export const ROUTER_INTERFACES = {
  eth1: "GigabitEthernet1",
  eth2: "GigabitEthernet2",
  eth3: "GigabitEthernet3",
} as const;

/** Subnets in which the router has an interface. */
export type RouterRole = keyof typeof ROUTER_INTERFACES;
