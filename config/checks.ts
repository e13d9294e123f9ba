import { overlapping, parsePrefix } from "../lib/addressing/cidr";
import { planAddresses, type AddressPlan } from "../lib/addressing/plan";
import { policyProblems } from "../lib/crypto/policy";
import { checkIndexes } from "./sites";
import { fillIn, type AppConfig } from "./names";
import type { ConfigInput } from "./schema";

export type Path = readonly PropertyKey[];

/** One thing that is wrong with a config. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** Other values that it is about: a problem with one of those may be the cause of this one. */
  readonly related?: readonly Path[];
}

const GENERATIONS: Readonly<
  Record<ConfigInput["gateway"]["sku"], readonly NonNullable<ConfigInput["gateway"]["generation"]>[]>
> = {
  VpnGw1AZ: ["Generation1"],
  VpnGw2AZ: ["Generation1", "Generation2"],
  VpnGw3AZ: ["Generation1", "Generation2"],
  VpnGw4AZ: ["Generation2"],
  VpnGw5AZ: ["Generation2"],
};

/** Everything that no single value shows: how the values of a well-formed config go together. */
export function check(input: ConfigInput): { config: AppConfig; plan: AddressPlan; problems: Problem[] } {
  const config = fillIn(input);
  const { plan, problems } = planAddresses(config);
  const unplaced = checkIndexes(input);
  const aboutUnplaced = ({ path, related }: (typeof problems)[number]) =>
    [path, ...related].some(([list, i]) => list === "sites" && unplaced.some((one) => one.path[1] === i));
  return {
    config,
    plan,
    problems: [
      ...unplaced,
      ...problems.filter((problem) => !aboutUnplaced(problem)),
      ...policyProblems(config.ipsecPolicy).map(({ field, message }) => ({ path: ["ipsecPolicy", field], message })),
      ...checkGateway(config),
      ...checkCapacity(config),
      ...checkRouters(config),
      ...checkAdmin(input),
      ...checkNames(config),
    ],
  };
}

function checkGateway({ gateway }: AppConfig): Problem[] {
  const { sku, generation } = gateway;
  if (generation === undefined || GENERATIONS[sku].includes(generation)) return [];
  return [
    {
      path: ["gateway", "generation"],
      message: `${generation} does not exist for ${sku}; use ${GENERATIONS[sku].join(" or ")}, or another SKU`,
      related: [["gateway", "sku"]],
    },
  ];
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

/** Sizes that take two network interfaces, where the router has three. One that is not here is not checked. */
const TOO_FEW_INTERFACES = /^Standard_(B1l?s|B1ms|DS?2_v2|D[24]s?_v[345])$/;

function checkRouters({ sites, marketplaceTerms }: AppConfig): Problem[] {
  const holders = new Map<string, number>();
  return sites.flatMap(({ catalyst: { size, image } }, i): Problem[] => {
    const path = ["sites", i, "catalyst"];
    const problems: Problem[] = [];
    if (TOO_FEW_INTERFACES.test(size)) {
      const message = `${size} takes 2 network interfaces, and the router has 3; use a larger size, such as Standard_D8_v3`;
      problems.push({ path: [...path, "size"], message });
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
