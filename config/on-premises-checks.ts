import { overlaps, parsePrefix } from "../lib/addressing/cidr";
import { forbiddenRange } from "../lib/addressing/forbidden";
import type { Deployment } from "../lib/model/deployment";
import { FAMILIES } from "../lib/model/dual-stack";
import { isExisting } from "../lib/model/gateway";
import type { AddressSpace } from "../lib/model/network";
import type { Path } from "../lib/model/path";
import type { Tunnel } from "../lib/model/site";
import { shapeOf } from "../lib/model/topology";
import type { Problem } from "./problem";
import type { ConfigInput } from "./schema";

/** Addresses that nobody reaches through the Internet (RFC 1918, RFC 6598). */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map((cidr) =>
  parsePrefix(cidr, "ipv4"),
);

/**
 * The most prefixes that Azure takes.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits
 */
const LIMITS = { localNetworkGateway: 1000, routeTable: 400, securityGroup: 4000 } as const;

/** Checks of the sites' WANs, of the families that they and the gateway have, and of how many prefixes there are. */
export function checkOnPremises(input: ConfigInput, deployment: Deployment): Problem[] {
  return [...checkWans(input, deployment), ...checkFamilies(deployment), ...checkCounts(deployment)];
}

type Wan = Extract<ConfigInput["sites"][number], { kind: "onPremises" }>["router"]["wans"][number];

function checkWans({ sites }: ConfigInput, deployment: Deployment): Problem[] {
  /** Where each address, or name, that Azure knows a WAN by stands. */
  const holders = new Map<string, Path>();
  return sites.flatMap((site, i): Problem[] => {
    if (site.kind !== "onPremises") return [];
    const { wans } = site.router;
    const { topology, tunnels } = deployment.sites[i]!;
    const { connections, frontDoorVrf } = shapeOf(topology);
    const list = ["sites", i, "router", "wans"];
    const found = wans.flatMap((wan, j) => {
      const path = [...list, j];
      return [
        ...checkPeer(wan, path, topology, connections),
        ...checkTranslation(wan, path),
        ...checkInterface(wan, path, tunnels),
        ...checkUnique(wan, path, holders),
        ...(frontDoorVrf ? checkVrf(wans, j, path, topology) : []),
      ];
    });
    const twin = wans.findIndex((wan, j) => wans.findIndex((other) => other.interface === wan.interface) < j);
    if (twin > 0) {
      const message = `${wans[twin]!.interface} is the interface of the other WAN too; give each its own`;
      found.push({ path: [...list, twin, "interface"], message });
    }
    if (wans.length !== connections) {
      const remedy = wans.length < connections ? "give the second, or use single" : "remove the second, or use article";
      const message = `has ${wans.length}, and the topology ${topology} has ${connections === 1 ? "one WAN" : "two WANs"}; ${remedy}`;
      found.push({ path: list, message, related: [["sites", i, "topology"]] });
    }
    return found;
  });
}

function checkPeer({ publicAddress, fqdn }: Wan, path: Path, topology: string, connections: number): Problem[] {
  if (publicAddress !== undefined && fqdn !== undefined) {
    const message = "goes unused beside publicAddress; Azure takes the one or the other: remove one of the two";
    return [{ path: [...path, "fqdn"], message, related: [[...path, "publicAddress"]] }];
  }
  if (publicAddress === undefined && fqdn === undefined) {
    const message =
      "is missing; it must be the address that Azure sees, such as 198.51.100.10, or give fqdn where that changes";
    return [{ path: [...path, "publicAddress"], message }];
  }
  if (fqdn !== undefined && connections > 1) {
    const message = `${JSON.stringify(fqdn)} cannot stand for a WAN of the topology ${topology}, whose two WANs are told apart by their addresses; give publicAddress, or use single`;
    return [{ path: [...path, "fqdn"], message }];
  }
  if (publicAddress === undefined) return [];
  const host = parsePrefix(`${publicAddress}/32`, "ipv4");
  const range = PRIVATE.find((one) => overlaps(one, host)) ?? forbiddenRange(host);
  if (!range) return [];
  const message = `${publicAddress} lies in ${range.cidr}, which is not reached through the Internet; give the address of the NAT, with this one as privateAddress and "nat": "static" or "port"`;
  return [{ path: [...path, "publicAddress"], message }];
}

function checkTranslation({ nat, privateAddress, nextHop, publicAddress }: Wan, path: Path): Problem[] {
  const problems: Problem[] = [];
  if (nat === "none" && privateAddress !== undefined) {
    const message = `${privateAddress} needs a NAT, and "nat" is "none": the WAN then has its publicAddress itself; set "nat": "static" or "port", or remove this`;
    problems.push({ path: [...path, "privateAddress"], message, related: [[...path, "nat"]] });
  }
  const own = nat === "none" ? publicAddress : privateAddress;
  if (nextHop !== undefined && nextHop === own) {
    const message = `${nextHop} is the WAN's own address; give that of the provider's router`;
    problems.push({ path: [...path, "nextHop"], message });
  }
  for (const [key, address] of Object.entries({ privateAddress, nextHop })) {
    const range = address && address !== "dhcp" && forbiddenRange(parsePrefix(`${address}/32`, "ipv4"));
    if (!range) continue;
    const message = `${address} lies in ${range.cidr}, which no host can have; give another address`;
    problems.push({ path: [...path, key], message });
  }
  return problems;
}

function checkInterface({ interface: name }: Wan, path: Path, tunnels: readonly Tunnel[]): Problem[] {
  const related = [[...path.slice(0, -2), "tunnelBase"]];
  const report = (rule: string) => [{ path: [...path, "interface"], message: `${name} ${rule}`, related }];
  if (/^null\d/i.test(name)) return report("discards what it gets; give the interface that the Internet is behind");
  if (!tunnels.some((tunnel) => tunnel.name === name)) return [];
  return report("is one of the file's own tunnels; give the interface that they leave through, or another tunnelBase");
}

function checkUnique({ publicAddress, fqdn }: Wan, path: Path, holders: Map<string, Path>): Problem[] {
  const known = publicAddress ?? fqdn?.toLowerCase();
  if (known === undefined) return [];
  const other = holders.get(known);
  holders.set(known, path);
  if (!other) return [];
  const key = publicAddress === undefined ? "fqdn" : "publicAddress";
  const message = `${known} is that of sites[${String(other[1])}].router.wans[${String(other[4])}] too, and the gateway tells its connections apart by it; give each its own`;
  return [{ path: [...path, key], message, related: [[...other, key]] }];
}

function checkVrf(wans: readonly Wan[], index: number, path: Path, topology: string): Problem[] {
  const { vrf } = wans[index]!;
  if (vrf === undefined) {
    const message = `is missing; it must name the VRF that the interface is in, since the topology ${topology} needs a routing table for each WAN: give it, or use article`;
    return [{ path: [...path, "vrf"], message }];
  }
  if (wans.findIndex((wan) => wan.vrf === vrf) === index) return [];
  const message = `${vrf} is the VRF of the other WAN too, and each instance would leave by one of them alone; give each its own`;
  return [{ path: [...path, "vrf"], message }];
}

/** IPv6 needs a prefix at both ends. */
function checkFamilies({ gateway, sites }: Deployment): Problem[] {
  // A hub whose networks are missing is reported as that.
  if (gateway.network.ipv6.length > 0 || gateway.network.ipv4.length === 0) return [];
  return sites.flatMap(({ kind, network }, i): Problem[] => {
    if (network.ipv6.length === 0) return [];
    const related = [["gateway", "networks"]];
    if (kind === "simulated") {
      const message =
        "carries IPv6, as every simulated site, and gateway.networks.ipv6 is empty; give the gateway's IPv6 prefixes";
      return [{ path: ["sites", i], message, related }];
    }
    const message = `names ${network.ipv6[0]!.cidr}, and gateway.networks.ipv6 is empty, so that no tunnel would carry IPv6; give the gateway's IPv6 prefixes, or none here`;
    return [{ path: ["sites", i, "networks", "ipv6"], message, related }];
  });
}

function checkCounts({ gateway, sites }: Deployment): Problem[] {
  const count = (space: AddressSpace) => FAMILIES.reduce((sum, family) => sum + space[family].length, 0);
  const problems: Problem[] = [];
  const limit = (path: Path, has: number, most: number, where: string) => {
    if (has <= most) return;
    const message = `has ${has} prefixes, and ${where} takes ${most}; join neighbours into larger ones`;
    problems.push({ path, message });
  };
  const ofGateway = count(gateway.network);
  const path = ["gateway", isExisting(gateway.network) ? "networks" : "network"];
  sites.forEach((site, i) => {
    const own = ["sites", i, site.kind === "simulated" ? "network" : "networks"];
    limit(own, count(site.network), LIMITS.localNetworkGateway, "a local network gateway of Azure");
  });
  if (sites.some(({ kind }) => kind === "simulated")) {
    limit(path, ofGateway, LIMITS.routeTable, "the route table of a simulated site");
  }
  const all = sites.reduce((sum, { network }) => sum + count(network), ofGateway);
  if (!isExisting(gateway.network))
    limit(["sites"], all, LIMITS.securityGroup, "the network security group of subnet1");
  return problems;
}
