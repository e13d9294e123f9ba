import type { Attributes } from "../protocol/values";
import type { Tunnel } from "./live";

/**
 * What a connection's properties tell of its tunnels.
 *
 * @see https://learn.microsoft.com/azure/expressroute/site-to-site-vpn-over-microsoft-peering the names of tunnels, and times
 */
export function connectionStatus(name: string, tunnels: readonly Tunnel[]): Attributes {
  const total = (bytes: (tunnel: Tunnel) => number) => tunnels.reduce((sum, tunnel) => sum + bytes(tunnel), 0);
  return {
    connectionStatus: word(isConnected(tunnels)),
    tunnelConnectionStatus: tunnels.map(({ instanceAddress, connected, established, ingressBytes, egressBytes }) => ({
      tunnel: `${name}_${instanceAddress}`,
      connectionStatus: word(connected),
      ingressBytesTransferred: ingressBytes,
      egressBytesTransferred: egressBytes,
      ...(established && { lastConnectionEstablishedUtcTime: utc(established) }),
    })),
    ingressBytesTransferred: total(({ ingressBytes }) => ingressBytes),
    egressBytesTransferred: total(({ egressBytes }) => egressBytes),
  };
}

/** One tunnel is enough. */
export const isConnected = (tunnels: readonly Tunnel[]): boolean => tunnels.some(({ connected }) => connected);

const word = (connected: boolean) => (connected ? "Connected" : "NotConnected");

/** `11/26/2026 08:14:02` */
function utc(time: Date): string {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T(.{8})/.exec(time.toISOString())!;
  return `${month}/${day}/${year} ${clock}`;
}
