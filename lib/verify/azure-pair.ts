import { nameBy, publicIpName } from "../model/names";
import type { Connection } from "../model/site";
import { WAN_ROLES } from "../model/topology";
import type { AzureEvidence } from "../evidence/azure-evidence";
import type { AzureConnection, AzureIkeSa } from "../evidence/azure-shapes";
import type { FarEnd } from "./far-end";
import type { Intent } from "./intent";

export type RouterTunnel = Intent["file"]["tunnels"][number];

/** A connection of the config, and what Azure shows of it. */
export interface Pair {
  readonly connection: Connection;
  /** Oldest first. */
  readonly readings: readonly AzureConnection[];
  /** The tunnels of the router's file that belong to it. */
  readonly tunnels: readonly RouterTunnel[];
  readonly localNetworkGateway?: AzureEvidence["localNetworkGateways"][number];
  /** Whether a text is named after the connection, which its JSON does not say. */
  readonly isNamedIn: (text: string) => boolean;
  /** The address or the name that the gateway is to know the router by, as far as it is known. */
  readonly peer?: string;
}

export const namesOf = (tunnels: readonly { readonly name: string }[]): string[] => tunnels.map(({ name }) => name);

/** The last reading of what a predicate takes. */
export const last = <T>(list: readonly T[], is: (one: T) => boolean): T | undefined => list.filter(is).at(-1);

/** The public addresses of the gateway's instances; undefined where nothing shows them all. */
export function gatewayAddresses(
  { deployment }: Intent,
  { gateways, publicAddresses }: AzureEvidence,
): string[] | undefined {
  const gateway = last(gateways, ({ name }) => name === deployment.gateway.name);
  if (!gateway) return undefined;
  const own = (gateway.bgpSettings?.bgpPeeringAddresses ?? []).flatMap(({ tunnelIpAddresses }) => tunnelIpAddresses);
  if (own.length >= 2) return own;
  const shown = gateway.ipConfigurations.map(({ publicIPAddress: id }) => {
    return last(publicAddresses, (one) => one.id.toLowerCase() === id?.toLowerCase())?.ipAddress;
  });
  return shown.length > 0 && shown.every((one) => one !== undefined) ? shown : undefined;
}

/** The public address of the router's WAN: as the config has it, or of a simulated router as Azure shows it. */
function peerOf({ deployment, site }: Intent, index: number, { publicAddresses }: AzureEvidence): string | undefined {
  const { peer } = site.connections[index]!.wan;
  if (peer) return "address" in peer ? peer.address : peer.fqdn;
  if (site.kind !== "simulated") return undefined;
  const name = nameBy(deployment.names.routerPublicIp, { name: `${site.router.name}-${WAN_ROLES[index]}` });
  return last(publicAddresses, (one) => one.name === publicIpName(name, site.zones))?.ipAddress;
}

/** The connections of the config, with what Azure shows of each. */
export function pairs(intent: Intent, evidence: AzureEvidence): Pair[] {
  const { deployment, site, file } = intent;
  const names = deployment.sites.flatMap(({ connections }) => namesOf(connections));
  return site.connections.map((connection, index) => {
    const longer = names.filter((one) => one !== connection.name && one.includes(connection.name));
    const readings = evidence.connections.filter(({ name }) => name === connection.name);
    const far = readings.at(-1)?.localNetworkGateway2 ?? connection.localNetworkGateway;
    const own = site.tunnels.filter((tunnel) => tunnel.connection === index);
    return {
      connection,
      readings,
      peer: peerOf(intent, index, evidence),
      isNamedIn: (text) => text.includes(connection.name) && !longer.some((one) => text.includes(one)),
      tunnels: file.tunnels.filter(({ name }) => own.some((tunnel) => tunnel.name === name)),
      localNetworkGateway: last(evidence.localNetworkGateways, ({ name }) => name === far),
    };
  });
}

/** The IKE SAs of a tunnel; undefined where no list says it. */
export function sasOf(
  { localNetworkGateway, peer, isNamedIn }: Pair,
  { destination }: RouterTunnel,
  { ikeSas }: AzureEvidence,
): readonly AzureIkeSa[] | undefined {
  // A name may stand for any address.
  const address = localNetworkGateway ? localNetworkGateway.gatewayIpAddress : peer?.match(/^[\d.]+$/)?.[0];
  const of = last(ikeSas, ({ name, sas }) => isNamedIn(name) || sas.some(({ remote }) => remote === address));
  return of?.sas.filter(({ local, remote }) => local === destination && (remote === address || address === undefined));
}

/** Bytes that went through a tunnel between the first reading and the last. */
export function growth(
  { readings }: Pair,
  { destination }: RouterTunnel,
): { ingress: number; egress: number } | undefined {
  const [first, last] = [readings.at(0), readings.at(-1)].map((one) =>
    one?.tunnelConnectionStatus.find(({ instanceAddress }) => instanceAddress === destination),
  );
  if (readings.length < 2 || !first || !last) return undefined;
  const [ingress, egress] = (["ingressBytesTransferred", "egressBytesTransferred"] as const).map(
    (key) => (last[key] ?? NaN) - (first[key] ?? NaN),
  );
  return ingress! >= 0 && egress! >= 0 ? { ingress: ingress!, egress: egress! } : undefined;
}

/** Whether a tunnel is up, by its own status, by its SAs, and at last by that of the connection, which is of all. */
export function isUp(
  { readings, tunnels }: Pair,
  { destination }: RouterTunnel,
  sas: readonly AzureIkeSa[] | undefined,
): boolean | undefined {
  const shown = readings.at(-1);
  const status = shown?.tunnelConnectionStatus.find(
    ({ instanceAddress }) => instanceAddress === destination,
  )?.connectionStatus;
  if (status === "Connected") return true;
  if (status === "NotConnected" || status === "Connecting") return false;
  if (sas !== undefined) return sas.length > 0;
  if (shown?.connectionStatus === "NotConnected" || shown?.connectionStatus === "Connecting") return false;
  return shown?.connectionStatus === "Connected" && tunnels.length === 1 ? true : undefined;
}

/** What Azure's side knows for the judgement of the router's. */
export function farEndOf(intent: Intent, evidence: AzureEvidence): FarEnd {
  const all = pairs(intent, evidence);
  const find = (name: string) => {
    const pair = all.find(({ tunnels }) => namesOf(tunnels).includes(name));
    return pair && { pair, tunnel: pair.tunnels.find((one) => one.name === name)! };
  };
  return {
    hasIkeSa: (name) => {
      const sas = find(name) && sasOf(find(name)!.pair, find(name)!.tunnel, evidence);
      return sas && sas.length > 0;
    },
    receives: (name) => {
      const found = find(name);
      const grown = found && growth(found.pair, found.tunnel);
      return grown && grown.ingress > 0;
    },
  };
}
