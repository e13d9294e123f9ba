import { overlaps, parsePrefix } from "../lib/addressing/cidr";
import { forbiddenRange } from "../lib/addressing/forbidden";
import { overlapProblems, type Located } from "../lib/addressing/network-plan";
import type { Deployment } from "../lib/model/deployment";
import { FAMILIES } from "../lib/model/dual-stack";
import type { Path } from "../lib/model/path";
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
  const spaces = { ipv4: spacesOf(deployment, "ipv4"), ipv6: spacesOf(deployment, "ipv6") };
  const found = [
    ...ofNetworks,
    ...FAMILIES.flatMap((family) => overlapProblems(spaces[family])),
    ...checkTunnels(deployment, spaces.ipv4),
  ];
  return [
    ...misplaced,
    ...withSources(
      found.filter((problem) => !isAboutMisplaced(problem)),
      input,
    ),
  ];
}

function spacesOf({ gateway, sites }: Deployment, family: (typeof FAMILIES)[number]): Located[] {
  return [
    { prefix: gateway.network[family], path: ["gateway", "network", family], what: "the gateway's network" },
    ...sites.map(({ network }, i) => ({
      prefix: network[family],
      path: ["sites", i, "network", family],
      what: `sites[${i}]`,
    })),
  ];
}

/** A tunnel's address is local to its router: several sites may have the same, but it must lie in no network. */
function checkTunnels({ sites }: Deployment, spaces: readonly Located[]): Problem[] {
  return sites.flatMap(({ tunnels }, i): Problem[] => {
    const pathOf = (tunnel: number) => ["sites", i, "tunnelAddresses", tunnel];
    return tunnels.flatMap(({ address }, tunnel): Problem[] => {
      const host = parsePrefix(`${address}/32`, "ipv4");
      const found: Problem[] = [];
      const taken = spaces.find(({ prefix }) => overlaps(prefix, host));
      if (taken) {
        const message = `${address} lies in ${taken.prefix.cidr} of ${taken.what}; give one outside every network`;
        found.push({ path: pathOf(tunnel), message, related: [taken.path] });
      }
      if (forbiddenRange(host)) {
        const message = `${address} cannot be the address of an interface; give a private one, such as 172.16.0.1`;
        found.push({ path: pathOf(tunnel), message });
      }
      const other = tunnels.findIndex((one) => one.address === address);
      if (other < tunnel) {
        const message = `${address} is the address of another tunnel too; give each its own`;
        found.push({ path: pathOf(tunnel), message, related: [pathOf(other)] });
      }
      return found;
    });
  });
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
