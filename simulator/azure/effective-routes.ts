import { elements } from "../protocol/values";
import type { Cloud } from "./cloud";
import { parentOf } from "./ids";
import { range, texts } from "./prefix";
import { objects, property, type Resource } from "./resource";
import { configurations, idIn } from "./subnets";
import { networkOf } from "./types/virtual-network-gateway";

/** A row, with all that Azure's answers have. */
export interface EffectiveRoute {
  /** Of a route of the user. */
  readonly name?: string;
  readonly disableBgpRoutePropagation: boolean;
  readonly source: "Default" | "VirtualNetworkGateway" | "User";
  /** Invalid where another row has the same prefix and comes first. */
  readonly state: "Active" | "Invalid";
  readonly hasBgpOverride: boolean;
  /** One prefix. */
  readonly addressPrefix: readonly string[];
  readonly nextHopType: string;
  readonly nextHopIpAddress: readonly string[];
  readonly destinationServiceTags: readonly string[];
  readonly tagMap: Readonly<Record<string, never>>;
}

type Source = EffectiveRoute["source"];
interface Row extends Pick<EffectiveRoute, "name" | "source" | "nextHopType"> {
  readonly prefix: string;
  readonly hops?: readonly string[];
}

/** Of routes with the same prefix, the first source wins. */
const PRECEDENCE: readonly Source[] = ["User", "VirtualNetworkGateway", "Default"];
const CONNECTION = "Microsoft.Network/connections";
const GATEWAY = "Microsoft.Network/virtualNetworkGateways";

/**
 * The routes of an interface, IPv4 first: its network's prefixes, those of peered networks, those behind
 * connections that are up, the Internet, and the route table of its subnet.
 *
 * A prefix behind a connection is one row with the private addresses of all instances, in IPv6 too.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
 */
export function effectiveRoutes(
  nic: Resource,
  cloud: Cloud,
  isUp: (connectionId: string) => boolean,
): EffectiveRoute[] {
  const subnet = cloud.get(idIn(configurations(nic)[0]!, "subnet"))!;
  const network = cloud.get(parentOf(subnet.id)!)!;
  const table = cloud.get(idIn(subnet.properties, "routeTable"));
  const disableBgpRoutePropagation = property(table, "disableBgpRoutePropagation") === true;
  const own = prefixes(network, "addressSpace");
  const rows: Row[] = [
    ...own.map((prefix) => ({ prefix, source: "Default" as const, nextHopType: "VnetLocal" })),
    ...peeredPrefixes(network, cloud).map((prefix) => ({
      prefix,
      source: "Default" as const,
      nextHopType: "VNetPeering",
    })),
    ...(disableBgpRoutePropagation ? [] : gatewayRows(network, cloud, isUp)),
    ...["0.0.0.0/0", "::/0"].map((prefix) => ({ prefix, source: "Default" as const, nextHopType: "Internet" })),
    ...(table ? userRows(table, cloud) : []),
  ];
  const families = new Set(own.map(familyOf));
  return ([4, 6] as const)
    .filter((family) => families.has(family))
    .flatMap((family) => rows.filter(({ prefix }) => familyOf(prefix) === family))
    .map((row) => ({
      ...(row.name !== undefined && { name: row.name }),
      disableBgpRoutePropagation,
      source: row.source,
      state: rows.some((other) => wins(other, row)) ? "Invalid" : "Active",
      hasBgpOverride: false,
      addressPrefix: [row.prefix],
      nextHopType: row.nextHopType,
      nextHopIpAddress: row.hops ?? [],
      destinationServiceTags: [],
      tagMap: {},
    }));
}

function wins(one: Row, other: Row): boolean {
  const [a, b] = [range(one.prefix), range(other.prefix)];
  const isSamePrefix = a?.family === b?.family && a?.first === b?.first && a?.length === b?.length;
  return isSamePrefix && PRECEDENCE.indexOf(one.source) < PRECEDENCE.indexOf(other.source);
}

const familyOf = (prefix: string) => range(prefix)?.family;
const prefixes = (resource: Resource | undefined, space: string) =>
  texts(property(resource, `${space}.addressPrefixes`));

/** Peerings of a network that have their counterpart in the other network, without which neither is connected. */
function peerings(network: Resource, cloud: Cloud) {
  const ofNetwork = (id: string) => cloud.partsOf(id, "virtualNetworkPeerings");
  const remoteOf = ({ properties }: Resource) => cloud.get(idIn(properties, "remoteVirtualNetwork"));
  return ofNetwork(network.id).flatMap((here) => {
    const remote = remoteOf(here);
    const there = remote && ofNetwork(remote.id).find((one) => remoteOf(one)?.id === network.id);
    return there ? [{ here, there, remote }] : [];
  });
}

const peeredPrefixes = (network: Resource, cloud: Cloud) =>
  peerings(network, cloud).flatMap(({ remote }) => prefixes(remote, "addressSpace"));

/** The networks whose gateways a network uses: itself, and one that lends its own. */
function gatewayNetworks(network: Resource, cloud: Cloud): Resource[] {
  const lenders = peerings(network, cloud).filter(
    ({ here, there }) => here.properties.useRemoteGateways === true && there.properties.allowGatewayTransit === true,
  );
  return [network, ...lenders.map(({ remote }) => remote)];
}

function gatewayRows(network: Resource, cloud: Cloud, isUp: (connectionId: string) => boolean): Row[] {
  const networks = gatewayNetworks(network, cloud).map(({ id }) => id.toLowerCase());
  return cloud
    .ofType(GATEWAY)
    .filter((gateway) => networks.includes(networkOf(gateway) ?? ""))
    .flatMap((gateway) => {
      const hops = objects(property(gateway, "bgpSettings.bgpPeeringAddresses")).flatMap(
        ({ defaultBgpIpAddresses: addresses }) => elements(addresses).map(String),
      );
      const behind = cloud
        .usersOf(gateway.id)
        .filter(({ type, id }) => type === CONNECTION && isUp(id))
        .flatMap(({ properties }) =>
          prefixes(cloud.get(idIn(properties, "localNetworkGateway2")), "localNetworkAddressSpace"),
        );
      return [...new Set(behind)].map((prefix) => ({
        prefix,
        source: "VirtualNetworkGateway" as const,
        nextHopType: "VirtualNetworkGateway",
        hops,
      }));
    });
}

function userRows(table: Resource, cloud: Cloud): Row[] {
  return cloud.partsOf(table.id, "routes").map(({ name, properties }) => ({
    name,
    prefix: String(properties.addressPrefix),
    source: "User" as const,
    nextHopType: String(properties.nextHopType),
    hops: properties.nextHopIpAddress ? [String(properties.nextHopIpAddress)] : [],
  }));
}
