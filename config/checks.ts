import { overlapping } from "../lib/addressing/cidr";
import { policyProblems } from "../lib/catalyst/ios-xe-policy";
import type { Deployment } from "../lib/model/deployment";
import { FAMILIES } from "../lib/model/dual-stack";
import type { IpsecPolicy } from "../lib/model/ipsec-policy";
import type { Path } from "../lib/model/path";
import { GATEWAY_SKUS, gatewaySize, type Generation } from "../lib/model/gateway-skus";
import { shapeOf } from "../lib/model/topology";
import { HIGHEST_WITHOUT_HSECK9 } from "../lib/model/throughput";
import type { Placement } from "../lib/model/placement";
import { checkExisting } from "./existing-checks";
import { checkMonitoring } from "./monitoring-checks";
import { checkNames } from "./name-checks";
import { checkOnPremises } from "./on-premises-checks";
import type { Problem } from "./problem";
import { hasZones, lacksZones } from "./regions";
import { obstacle, RECOMMENDED_ROUTER_SIZE } from "./router-sizes";
import type { ConfigInput } from "./schema";
import { checkTags } from "./tags";

/** Checks that involve more than one value. */
export function check(input: ConfigInput, deployment: Deployment): Problem[] {
  return [
    ...checkPolicies(input, deployment),
    ...checkGateway(input),
    ...checkZones(deployment),
    ...checkTopology(input, deployment),
    ...checkCapacity(input, deployment),
    ...checkExisting(input, deployment),
    ...checkOnPremises(input, deployment),
    ...checkRouters(deployment),
    ...checkThroughput(input),
    ...checkAdmin(input),
    ...checkMonitoring(input, deployment),
    ...checkTags(input.tags),
    ...checkNames(input, deployment),
  ];
}

/** Each policy at the place that changes the one above it. A problem that the one above has too is said there. */
function checkPolicies({ ipsecPolicy, sites: given }: ConfigInput, { sites }: Deployment): Problem[] {
  const places: { readonly path: Path; readonly policy: IpsecPolicy; readonly above?: IpsecPolicy }[] = [
    { path: ["ipsecPolicy"], policy: ipsecPolicy },
  ];
  for (const [i, { ipsecPolicy: own, connections = [] }] of given.entries()) {
    const { connections: decided, nextIpsecPolicy: next } = sites[i]!;
    const path = ["sites", i];
    const ofSite = { ...ipsecPolicy, ...own };
    if (own) places.push({ path: [...path, "ipsecPolicy"], policy: ofSite, above: ipsecPolicy });
    if (next) places.push({ path: [...path, "nextIpsecPolicy"], policy: next, above: ofSite });
    for (const [j, { ipsecPolicy: policy }] of decided.entries()) {
      if (!connections[j]?.ipsecPolicy) continue;
      places.push({ path: [...path, "connections", j, "ipsecPolicy"], policy, above: ofSite });
    }
  }
  return places.flatMap(({ path, policy, above }) => {
    const said = new Set(above && policyProblems(above).map(({ message }) => message));
    return policyProblems(policy)
      .filter(({ message }) => !said.has(message))
      .map(({ field, message }) => ({ path: [...path, field], message }));
  });
}

function checkGateway({ gateway: { sku, generation } }: ConfigInput): Problem[] {
  if (gatewaySize(sku, generation)) return [];
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
function checkZones({ gateway, sites }: Deployment): Problem[] {
  const places: readonly { readonly placement: Placement; readonly path: Path }[] = [
    // An existing gateway has its addresses already.
    ...(gateway.exists ? [] : [{ placement: gateway, path: ["gateway"] }]),
    ...sites.flatMap((site, i) => (site.kind === "simulated" ? [{ placement: site, path: ["sites", i] }] : [])),
  ];
  return places.flatMap(({ placement: { location, zones }, path }): Problem[] => {
    if (path[0] === "gateway" && zones.length === 0 && hasZones(location)) {
      const message = `[] is for a region without availability zones, and ${location} has some: Azure wants zonal addresses for ${gateway.size.sku} there; name one zone, or all three`;
      return [{ path: [...path, "zones"], message, related: [[...path, "location"], ["location"]] }];
    }
    if (zones.length === 0 || !lacksZones(location)) return [];
    const message = `the region ${location} has no availability zones, and Azure refuses an address that names any; set "zones": []`;
    return [{ path: [...path, "zones"], message, related: [[...path, "location"], ["location"]] }];
  });
}

/** More connections or tunnels than the topology of a site has. */
function checkTopology({ sites: given }: ConfigInput, { sites }: Deployment): Problem[] {
  return given.flatMap(({ connections, tunnelAddresses }, i): Problem[] => {
    const { topology } = sites[i]!;
    const shape = shapeOf(topology);
    const excess = (key: "connections" | "tunnelAddresses", given: number, has: number, what: string): Problem[] =>
      given <= has
        ? []
        : [
            {
              path: ["sites", i, key],
              message: `has ${given}, and the topology ${topology} has ${has} ${what}; remove the others, or use another topology`,
              related: [["sites", i, "topology"]],
            },
          ];
    return [
      ...excess(
        "connections",
        connections.length,
        shape.connections,
        shape.connections === 1 ? "connection" : "connections",
      ),
      ...excess("tunnelAddresses", tunnelAddresses.length, shape.tunnels.length, "tunnels"),
    ];
  });
}

function checkCapacity({ gateway }: ConfigInput, deployment: Deployment): Problem[] {
  const limit = gateway.maxTunnels ?? GATEWAY_SKUS[gateway.sku].maxTunnels;
  const { sites } = deployment;
  const besides = deployment.gateway.otherConnections;
  const needed = besides + sites.reduce((sum, { topology }) => sum + shapeOf(topology).connections, 0);
  if (needed <= limit) return [];
  const next = Object.entries(GATEWAY_SKUS).find(([, { maxTunnels }]) => maxTunnels >= needed && maxTunnels > limit);
  const generation = gatewaySize(gateway.sku, gateway.generation)?.generation;
  const generations: readonly Generation[] = next?.[1].generations ?? [];
  const anew =
    generation === undefined || generations.includes(generation)
      ? ""
      : ` and is a new gateway where one is deployed, since Azure resizes within a generation and yours is ${generation}`;
  const remedy = next
    ? `use ${next[0]}, which takes ${next[1].maxTunnels}${anew}`
    : "no SKU takes so many: use another gateway for some";
  return [
    {
      path: ["sites"],
      message: `${[`${sites.length} ${sites.length === 1 ? "site" : "sites"}`, ...(besides > 0 ? ["what is there already"] : [])].join(" and ")} need ${needed} connections, and ${gateway.sku} takes ${limit}; ${remedy}, or set gateway.maxTunnels to what Azure grants`,
      related: [
        ["gateway", "sku"],
        ["gateway", "existing", "connections"],
      ],
    },
  ];
}

function checkRouters({ sites, marketplaceTerms }: Deployment): Problem[] {
  const holders = new Map<string, number>();
  return sites.flatMap((site, i): Problem[] => {
    if (site.kind !== "simulated") return [];
    const { size, image } = site.router;
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

function checkThroughput({ sites }: ConfigInput): Problem[] {
  return sites.flatMap((site, i): Problem[] => {
    if (site.kind === "onPremises") return [];
    const { throughputMbps, hseck9 } = site.catalyst;
    if (throughputMbps <= HIGHEST_WITHOUT_HSECK9 || hseck9) return [];
    const message = `${throughputMbps} needs Cisco's HSECK9 licence, without which IOS-XE takes ${HIGHEST_WITHOUT_HSECK9} at most; use that, or set "hseck9": true where the router has the licence`;
    return [
      { path: ["sites", i, "catalyst", "throughputMbps"], message, related: [["sites", i, "catalyst", "hseck9"]] },
    ];
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
  const located = adminSourcePrefixes.map((prefix, i) => ({ prefix, path: ["adminSourcePrefixes", i] }));
  for (const family of FAMILIES) {
    for (const [earlier, later] of overlapping(located.filter(({ prefix }) => prefix.family === family))) {
      problems.push({
        path: later.path,
        message: `${later.prefix.cidr} overlaps ${earlier.prefix.cidr}, which Azure refuses in one rule; keep the larger of the two`,
        related: [earlier.path],
      });
    }
  }
  return problems;
}
