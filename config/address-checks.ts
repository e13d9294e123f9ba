import { overlaps, parsePrefix } from "../lib/addressing/cidr";
import { forbiddenProblem, forbiddenRange } from "../lib/addressing/forbidden";
import { overlapProblems, type Located } from "../lib/addressing/network-plan";
import type { Deployment } from "../lib/model/deployment";
import { dualStack, FAMILIES, type Family } from "../lib/model/dual-stack";
import type { AddressSpace } from "../lib/model/network";
import type { Path } from "../lib/model/path";
import type { Prefix } from "../lib/model/prefix";
import type { Site } from "../lib/model/site";
import { placeOf, type Problem } from "./problem";
import type { ConfigInput } from "./schema";
import { checkIndexes } from "./site-prefixes";
import { isGiven } from "./value";

/**
 * Checks how the networks and tunnels of a deployment go together.
 *
 * @param ofNetworks the problems that each network has by itself
 */
export function checkAddresses(
  input: ConfigInput,
  deployment: Deployment,
  ofNetworks: readonly Problem[],
): readonly Problem[] {
  const misplaced = checkIndexes(input);
  const isAboutMisplaced = ({ path, related = [] }: Problem) =>
    [path, ...related].some(([list, i]) => list === "sites" && misplaced.some((problem) => problem.path[1] === i));
  const spaces = dualStack((family) => spacesOf(deployment, input, family));
  const found = [
    ...ofNetworks,
    ...FAMILIES.flatMap((family) => overlapProblems(spaces[family])),
    ...checkForbidden(input),
    ...checkTunnels(input, deployment, spaces.ipv4),
    ...checkWans(deployment, spaces.ipv4),
  ];
  return [
    ...misplaced,
    ...withSources(
      found.filter((problem) => !isAboutMisplaced(problem)),
      input,
    ),
  ];
}

function spacesOf({ gateway, sites }: Deployment, input: ConfigInput, family: Family): Located[] {
  const located = (network: AddressSpace, what: string, pathOf: (index: number) => Path): Located[] =>
    network[family].map((prefix, index) => ({ prefix, path: pathOf(index), what }));
  /** In a network that is made, the first prefix of each family has a key of its own. */
  const inNew =
    (at: Path, additional: readonly Prefix[] = []) =>
    (index: number): Path => {
      if (index === 0) return [...at, family];
      const ofFamily = additional.filter((prefix) => prefix.family === family);
      return [...at, "additionalPrefixes", additional.indexOf(ofFamily[index - 1]!)];
    };
  const { existing, network } = input.gateway;
  return [
    ...located(
      gateway.network,
      "the gateway's network",
      existing
        ? (index) => ["gateway", "networks", family, index]
        : inNew(["gateway", "network"], network?.additionalPrefixes),
    ),
    ...sites.flatMap((site, i) => {
      const given = input.sites[i]!;
      const pathOf =
        given.kind === "onPremises"
          ? (index: number) => ["sites", i, "networks", family, index]
          : inNew(["sites", i, "network"], given.network.additionalPrefixes);
      return located(site.network, `sites[${i}]`, pathOf);
    }),
  ];
}

/** Ranges that no place can have. Networks that are made are looked at where they are placed. */
function checkForbidden(input: ConfigInput): Problem[] {
  const lists: readonly (readonly [Path, AddressSpace | undefined])[] = [
    [["gateway", "networks"], input.gateway.networks],
    ...input.sites.map(
      (site, i) => [["sites", i, "networks"], "networks" in site ? site.networks : undefined] as const,
    ),
  ];
  return lists.flatMap(([at, space]) =>
    FAMILIES.flatMap((family) =>
      (space?.[family] ?? []).flatMap((prefix, i): Problem[] => {
        const message = forbiddenProblem(prefix);
        return message === undefined ? [] : [{ path: [...at, family, i], message }];
      }),
    ),
  );
}

/**
 * A tunnel's address is local to its router: several sites may have the same. It must lie in no network, and be no
 * WAN's, since IOS-XE refuses an address that overlaps another interface's, nor that of a next hop.
 */
function checkTunnels(input: ConfigInput, { sites }: Deployment, spaces: readonly Located[]): Problem[] {
  return sites.flatMap((site, i): Problem[] => {
    const { tunnels } = site;
    const pathOf = (tunnel: number) => ["sites", i, "tunnelAddresses", tunnel];
    const ofWans = wanAddresses(site, i);
    return tunnels.flatMap(({ address }, tunnel): Problem[] => {
      const path = pathOf(tunnel);
      const host = parsePrefix(`${address}/32`, "ipv4");
      if (forbiddenRange(host)) {
        const message = isGiven(input, path)
          ? `${address} cannot be the address of an interface; give a private one, such as 172.16.0.1`
          : "is missing; there is a default up to Tunnel65534, which has 172.16.255.255: give the tunnel an address, such as 10.255.255.1, or set a smaller tunnelBase";
        return [{ path, message }];
      }
      const found: Problem[] = [];
      const taken = spaces.find(({ prefix }) => overlaps(prefix, host));
      if (taken) {
        const message = `${address} lies in ${taken.prefix.cidr} of ${taken.what}; give one outside every network`;
        found.push({ path, message, related: [taken.path] });
      }
      const holder = ofWans.find((one) => one.address === address);
      if (holder) {
        const message = `${address} is the ${holder.name} too; give an address that neither the router nor a neighbour of it has`;
        found.push({ path, message, related: [holder.path] });
      }
      const other = tunnels.findIndex((one) => one.address === address);
      if (other < tunnel) {
        const message = `${address} is the address of another tunnel too; give each its own`;
        found.push({ path, message, related: [pathOf(other)] });
      }
      return found;
    });
  });
}

/** The addresses that a config gives of a router's WANs. A simulated router's lie in the networks of its site. */
function wanAddresses({ kind, connections }: Site, i: number) {
  if (kind === "simulated") return [];
  return connections.flatMap(({ wan }, j) =>
    Object.entries({
      publicAddress: wan.peer && "address" in wan.peer ? wan.peer.address : undefined,
      privateAddress: wan.nat === "none" ? undefined : wan.address,
      nextHop: wan.nextHop === "dhcp" ? undefined : wan.nextHop,
    }).flatMap(([key, address]) =>
      address
        ? [{ address, key, name: `${key} of router.wans[${j}]`, path: ["sites", i, "router", "wans", j, key] }]
        : [],
    ),
  );
}

/**
 * A router reaches the gateway by its WANs. Were an address of one inside a network that tunnels lead to, the
 * tunnels' own packets would be sent into a tunnel.
 */
function checkWans({ sites }: Deployment, spaces: readonly Located[]): Problem[] {
  return sites.flatMap((site, i): Problem[] =>
    wanAddresses(site, i).flatMap(({ address, key, path }): Problem[] => {
      const host = parsePrefix(`${address}/32`, "ipv4");
      const own = key !== "publicAddress";
      const taken = spaces.find(({ prefix, what }) => overlaps(prefix, host) && !(own && what === `sites[${i}]`));
      if (!taken) return [];
      const message = `${address} lies in ${taken.prefix.cidr} of ${taken.what}, which tunnels lead to; a WAN is outside of every network that the VPN joins`;
      return [{ path, message, related: [taken.path] }];
    }),
  );
}

/** Relates a problem with a derived prefix to the prefix that it was derived from, too. */
function withSources(problems: readonly Problem[], input: ConfigInput): Problem[] {
  const places = new Set(problems.map(({ path }) => placeOf(path)));
  const source = (path: Path): Path | undefined => {
    const family = path.at(-1)!;
    if (isGiven(input, path) || (family !== "ipv4" && family !== "ipv6")) return undefined;
    if (path.at(-3) === "subnets") return [...path.slice(0, -3), family];
    return input.sitePrefixes && path[0] === "sites" && path.at(-2) === "network"
      ? ["sitePrefixes", family]
      : undefined;
  };
  return problems.map((problem) => {
    const { path, related = [] } = problem;
    const sources = [path, ...related].map(source).filter((found) => found !== undefined);
    const cause = source(path);
    return {
      ...problem,
      related: [...related, ...sources],
      cause: cause && places.has(placeOf(cause)) ? cause : undefined,
    };
  });
}
