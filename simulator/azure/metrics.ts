import type { Cloud } from "./cloud";
import type { Flow, Watched, Tunnel } from "./live";
import { idIn } from "./subnets";
import { texts } from "./prefix";
import { objects, property, type Resource } from "./resource";

/** A metric of one combination of its dimensions, as it is now. */
export interface Series {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Of each sample: one in {@link GRAIN} seconds. */
  readonly value: number;
}

/** Seconds between two samples. */
export const GRAIN = 300;

const NOTHING: Flow = { bytes: 0, packets: 0, dropped: 0, mismatched: 0 };
const bandwidth = ({ ingress = NOTHING, egress = NOTHING }: Tunnel) => ingress.bytes + egress.bytes;

/** What each tunnel has. A gauge has the value itself, a counter what comes in a sample's time. */
const OF_TUNNEL: Readonly<Record<string, (tunnel: Tunnel) => number>> = {
  MmsaCount: ({ ikeSa }) => (ikeSa ? 1 : 0),
  QmsaCount: ({ ikeSa }) => ikeSa?.childSas.length ?? 0,
  TunnelAverageBandwidth: bandwidth,
  ...Object.fromEntries(
    (["Ingress", "Egress"] as const).flatMap((direction) => {
      const counter = (what: keyof Flow) => (tunnel: Tunnel) =>
        GRAIN * (tunnel[direction === "Ingress" ? "ingress" : "egress"] ?? NOTHING)[what];
      return [
        [`Tunnel${direction}Bytes`, counter("bytes")],
        [`Tunnel${direction}Packets`, counter("packets")],
        [`Tunnel${direction}PacketDropCount`, counter("dropped")],
        [`Tunnel${direction}PacketDropTSMismatch`, counter("mismatched")],
      ];
    }),
  ),
};

/**
 * The metrics of a VPN gateway, as if what is now had been so for long.
 *
 * Each connection has a series for each instance, of 0 where no tunnel is up, whether the router has one there or not:
 * an alert on a tunnel that nobody wants is then seen, and does not hide. Whether Azure has these series is documented
 * nowhere, and inferred, as are the values of the dimension `Instance`.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/monitor-vpn-gateway-reference
 */
export function gatewayMetrics(gateway: Resource, cloud: Cloud, live: Watched | undefined): Series[] {
  const instances = instanceAddresses(gateway).map((addresses, i) => ({
    name: live?.instanceNames?.[i] ?? `GatewayTenantWorker_IN_${i}`,
    addresses,
  }));
  const tunnels = cloud
    .usersOf(gateway.id)
    .filter(({ type }) => type === "Microsoft.Network/connections")
    .flatMap((connection) => {
      const known = live?.tunnels(connection.id) ?? [];
      return instances.map(({ name: Instance, addresses }) => {
        const tunnel = known.find(({ instanceAddress }) => addresses.includes(instanceAddress)) ?? NONE;
        const RemoteIP = remoteOf(connection, cloud) ?? tunnel.peerAddress;
        return { tunnel, dimensions: { ConnectionName: connection.name, RemoteIP, Instance } };
      });
    });
  return [
    ...tunnels.flatMap(({ tunnel, dimensions }) =>
      Object.entries(OF_TUNNEL).map(([metric, valueOf]) => ({ metric, dimensions, value: valueOf(tunnel) })),
    ),
    ...instances.map(({ name: Instance }) => {
      const own = tunnels.filter(({ dimensions }) => dimensions.Instance === Instance);
      const value = own.reduce((sum, { tunnel }) => sum + bandwidth(tunnel), 0);
      return { metric: "AverageBandwidth", dimensions: { Instance }, value };
    }),
  ];
}

/** The public addresses of each instance of a gateway. */
export const instanceAddresses = (gateway: Resource): string[][] =>
  objects(property(gateway, "bgpSettings.bgpPeeringAddresses")).map(({ tunnelIpAddresses }) =>
    texts(tunnelIpAddresses),
  );

const NONE: Tunnel = { instanceAddress: "", peerAddress: "", connected: false, ingressBytes: 0, egressBytes: 0 };

/** The address of the far end; undefined where Azure knows a name alone. */
function remoteOf({ properties }: Resource, cloud: Cloud): string | undefined {
  const address = property(cloud.get(idIn(properties, "localNetworkGateway2")), "gatewayIpAddress");
  return typeof address === "string" && address !== "" ? address : undefined;
}
