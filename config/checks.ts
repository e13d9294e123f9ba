import { overlapping, parsePrefix } from "../lib/addressing/cidr";
import { planAddresses, type AddressPlan, type PlanProblem } from "../lib/addressing/plan";
import { policyProblems } from "../lib/crypto/policy";
import { fillIn, GENERATIONS, type AppConfig } from "./names";
import { placeOf, type Path, type Problem } from "./problem";
import { hasZones, lacksZones } from "./regions";
import { obstacle, RECOMMENDED_ROUTER_SIZE } from "./router-sizes";
import type { ConfigInput } from "./schema";
import { checkIndexes, valueAt } from "./sites";
import { checkTags } from "./tags";
import { warn } from "./warnings";

export interface Checked {
  readonly config: AppConfig;
  readonly plan: AddressPlan;
  readonly problems: readonly Problem[];
  /** What is likely to fail or to do harm, and may be meant. */
  readonly warnings: readonly Problem[];
}

/** Everything that no single value shows: how the values of a well-formed config go together. */
export function check(input: ConfigInput): Checked {
  const config = fillIn(input);
  const { plan, problems } = planAddresses(config);
  const unplaced = checkIndexes(input);
  const aboutUnplaced = ({ path, related }: (typeof problems)[number]) =>
    [path, ...related].some(([list, i]) => list === "sites" && unplaced.some((one) => one.path[1] === i));
  const found = [
    ...unplaced,
    ...withSources(
      problems.filter((problem) => !aboutUnplaced(problem)),
      input,
    ),
    ...policyProblems(config.ipsecPolicy).map(({ field, message }) => ({ path: ["ipsecPolicy", field], message })),
    ...checkGateway(input),
    ...checkZones(config),
    ...checkCapacity(config),
    ...checkRouters(config),
    ...checkAdmin(input),
    ...checkTags(input.tags),
    ...checkNames(config).map((problem) => withCause(problem, input)),
  ];
  return {
    config,
    plan,
    problems: found,
    warnings: warn(input, config),
  };
}

const given = (input: ConfigInput, path: Path) => valueAt(input, path) !== undefined;

/** Prefixes that the file does not give are about those that they were derived from, too. */
function withSources(problems: readonly PlanProblem[], input: ConfigInput): Problem[] {
  const places = new Set(problems.map(({ path }) => placeOf(path)));
  const source = (path: Path): Path | undefined => {
    const family = path.at(-1)!;
    if (given(input, path) || (family !== "ipv4" && family !== "ipv6")) return undefined;
    if (path.at(-3) === "subnets") return [...path.slice(0, -3), family];
    return input.sitePrefixes && path[0] === "sites" && path.at(-2) === "network"
      ? ["sitePrefixes", family]
      : undefined;
  };
  return problems.map((problem) => {
    const sources = [problem.path, ...problem.related].map(source).filter((path) => path !== undefined);
    const cause = source(problem.path);
    return {
      ...problem,
      related: [...problem.related, ...sources],
      cause: cause && places.has(placeOf(cause)) ? cause : undefined,
    };
  });
}

/** A name that the file does not give comes from another one. */
function withCause(problem: Problem, input: ConfigInput): Problem {
  const { path } = problem;
  if (given(input, path)) return problem;
  const [list, i, part] = path;
  const cause = (): Path => {
    if (list === "gateway") return ["resourceGroup"];
    const site = ["sites", i!];
    if (part === "resourceGroup") return problem.related ? [...site, "name"] : ["resourceGroup"];
    const router = [...site, "catalyst", "name"];
    return part === "network" && given(input, router) ? router : [...site, "name"];
  };
  return { ...problem, cause: cause() };
}

function checkGateway({ gateway: { sku, generation } }: ConfigInput): Problem[] {
  const generations: readonly string[] = GENERATIONS[sku];
  if (generation === undefined || generations.includes(generation)) return [];
  return [
    {
      path: ["gateway", "generation"],
      message: `${generation} does not exist for ${sku}; leave it out, since it follows from the SKU, or use another SKU`,
      related: [["gateway", "sku"]],
    },
  ];
}

/**
 * An address with zones is refused in a region without them (LocationNotSupportAvailabilityZones), and an
 * address without zones for an AZ gateway in a region with them (VmssVpnGatewayPublicIpsMustHaveZonesConfigured).
 */
function checkZones({ gateway, sites }: AppConfig): Problem[] {
  const places = [{ ...gateway, path: ["gateway"] }, ...sites.map((site, i) => ({ ...site, path: ["sites", i] }))];
  return places.flatMap(({ location, zones, path }): Problem[] => {
    if (path[0] === "gateway" && zones.length === 0 && hasZones(location)) {
      const message = `[] is for a region without availability zones, and ${location} has some: Azure wants zonal addresses for ${gateway.sku} there; name one zone, or all three`;
      return [{ path: [...path, "zones"], message, related: [[...path, "location"], ["location"]] }];
    }
    if (zones.length === 0 || !lacksZones(location)) return [];
    const message = `the region ${location} has no availability zones, and Azure refuses an address that names any; set "zones": []`;
    return [{ path: [...path, "zones"], message, related: [[...path, "location"], ["location"]] }];
  });
}

/**
 * Connections that each SKU takes, by price. Microsoft's pages differ: some grant every SKU 100.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus
 */
const MAX_TUNNELS: Readonly<Record<ConfigInput["gateway"]["sku"], number>> = {
  VpnGw1AZ: 30,
  VpnGw2AZ: 30,
  VpnGw3AZ: 30,
  VpnGw4AZ: 100,
  VpnGw5AZ: 100,
};

function checkCapacity({ gateway, sites }: AppConfig): Problem[] {
  const limit = gateway.maxTunnels ?? MAX_TUNNELS[gateway.sku];
  const needed = 2 * sites.length;
  if (needed <= limit) return [];
  const next = Object.entries(MAX_TUNNELS).find(([, tunnels]) => tunnels >= needed && tunnels > limit);
  const remedy = next ? `use ${next[0]}, which takes ${next[1]}` : "no SKU takes so many: use another gateway for some";
  return [
    {
      path: ["sites"],
      message: `${sites.length} sites need ${needed} tunnels, and ${gateway.sku} takes ${limit}; ${remedy}, or set gateway.maxTunnels to what Azure grants`,
      related: [["gateway", "sku"]],
    },
  ];
}

function checkRouters({ sites, marketplaceTerms }: AppConfig): Problem[] {
  const holders = new Map<string, number>();
  return sites.flatMap(({ catalyst: { size, image } }, i): Problem[] => {
    const path = ["sites", i, "catalyst"];
    const problems: Problem[] = [];
    const reason = obstacle(size);
    if (reason !== undefined) {
      problems.push({ path: [...path, "size"], message: `${size} ${reason}; use ${RECOMMENDED_ROUTER_SIZE}` });
    }
    const plan = `${image.publisher}:${image.offer}:${image.sku}`;
    const holder = holders.get(plan);
    if (holder === undefined) holders.set(plan, i);
    else if (marketplaceTerms === "managed") {
      const message = `"managed" cannot accept the terms of ${plan} for sites[${holder}] and sites[${i}], since a subscription accepts them once; use "external"`;
      problems.push({ path: ["marketplaceTerms"], message, related: [[...path, "image"]] });
    }
    return problems;
  });
}

function checkAdmin({ adminSshPublicKey, adminPassword, adminSourcePrefixes }: ConfigInput): Problem[] {
  const problems: Problem[] = [];
  if (adminSshPublicKey !== undefined && adminPassword !== "generate") {
    problems.push({
      path: ["adminPassword"],
      message: '"variable" goes unused beside adminSshPublicKey, which replaces the password; remove one of the two',
    });
  }
  const prefixes = adminSourcePrefixes.map((text, i) => ({
    prefix: parsePrefix(text, text.includes(":") ? 6 : 4),
    path: ["adminSourcePrefixes", i],
  }));
  for (const family of [4, 6]) {
    for (const [earlier, later] of overlapping(prefixes.filter(({ prefix }) => prefix.family === family))) {
      problems.push({
        path: later.path,
        message: `${later.prefix.cidr} overlaps ${earlier.prefix.cidr}, which Azure refuses in one rule; keep the larger of the two`,
        related: [earlier.path],
      });
    }
  }
  return problems;
}

interface Named {
  readonly name: string;
  readonly path: Path;
}

function unique(what: string, list: readonly Named[]): Problem[] {
  const seen = new Map<string, Named>();
  const problems: Problem[] = [];
  // Azure's names, and the file systems of two of the three desktops, ignore case.
  for (const item of list) {
    const key = item.name.toLowerCase();
    const other = seen.get(key);
    if (other) {
      problems.push({
        path: item.path,
        message: `${JSON.stringify(item.name)} is the name of another ${what}; give each its own`,
        related: [other.path],
      });
    } else seen.set(key, item);
  }
  return problems;
}

/** Names that were put together, which may have become longer than Azure takes them. */
function short(maxLength: number, list: readonly Named[]): Problem[] {
  return list
    .filter(({ name }) => name.length > maxLength)
    .map(({ name, path }) => ({
      path,
      message: `${JSON.stringify(name)} has ${name.length} characters, and Azure takes ${maxLength}; give a shorter one`,
    }));
}

function checkNames({ gateway, sites }: AppConfig): Problem[] {
  const named = (name: string, ...path: PropertyKey[]): Named => ({ name, path });
  const groups = [
    named(gateway.resourceGroup, "gateway", "resourceGroup"),
    ...sites.map(({ resourceGroup }, i) => named(resourceGroup, "sites", i, "resourceGroup")),
  ];
  const subnets = (network: { subnets: Record<string, { name: string }> }, ...path: PropertyKey[]) =>
    unique(
      "subnet of this network",
      Object.entries(network.subnets).map(([role, { name }]) =>
        named(name, ...path, "network", "subnets", role, "name"),
      ),
    );
  const perTunnel = (key: "connection" | "localNetworkGateway") =>
    sites.flatMap((site, i) => site.tunnels.map((tunnel, j) => named(tunnel[key], "sites", i, "tunnels", j, key)));
  return [
    ...unique(
      "site",
      sites.map(({ name }, i) => named(name, "sites", i, "name")),
    ),
    ...unique(
      "router, and with it of its file",
      sites.map(({ catalyst }, i) => named(catalyst.name, "sites", i, "catalyst", "name")),
    ),
    ...unique("stack's resource group", groups),
    ...short(90, groups),
    ...short(
      64,
      sites.map(({ network }, i) => named(network.name, "sites", i, "network", "name")),
    ),
    ...unique("connection", perTunnel("connection")),
    ...unique("local network gateway", perTunnel("localNetworkGateway")),
    ...subnets(gateway.network, "gateway"),
    ...sites.flatMap((site, i) => [
      ...subnets(site.network, "sites", i),
      // Parts of a virtual machine are named after it, and eth1 to eth3 are parts of the router.
      ...unique("virtual machine of this site, or of its router's interface", [
        named(site.catalyst.name, "sites", i, "catalyst", "name"),
        ...["eth1", "eth2", "eth3"].map((role) =>
          named(`${site.catalyst.name}-${role}`, "sites", i, "catalyst", "name"),
        ),
        named(site.testVm.name, "sites", i, "testVm", "name"),
      ]),
    ]),
  ];
}
