import type { Deployment } from "../lib/model/deployment";
import { isExisting } from "../lib/model/gateway";
import { nameBy, type ResourceKind } from "../lib/model/names";
import type { Path } from "../lib/model/path";
import { ROUTER_INTERFACES } from "../lib/model/topology";
import type { Problem } from "./problem";
import type { ConfigInput } from "./schema";
import { isGiven } from "./value";

/** Characters of a name. */
const MOST = 80;

/** The longest that follows the name of a public address, where that is not in all zones. */
const ZONES = "-regional";

/** The place of the name of the subnet beside the gateway. */
const SUBNET1_NAME = ["gateway", "network", "subnets", "subnet1", "name"];

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

/** Composed names that are longer than Azure takes. */
function short(maxLength: number, list: readonly Named[]): Problem[] {
  return list
    .filter(({ name }) => name.length > maxLength)
    .map(({ name, path }) => ({
      path,
      message: `${JSON.stringify(name)} has ${name.length} characters, and Azure takes ${maxLength}; give a shorter one`,
    }));
}

/** Checks for names that are too long, or that Azure or the file system of a desktop takes for the same. */
export function checkNames(input: ConfigInput, deployment: Deployment): Problem[] {
  return nameProblems(deployment).map((problem) => withCause(problem, input));
}

function nameProblems(deployment: Deployment): Problem[] {
  const { gateway, sites } = deployment;
  const named = (name: string, ...path: PropertyKey[]): Named => ({ name, path });
  const simulated = sites.flatMap((site, i) => (site.kind === "simulated" ? [[site, i] as const] : []));
  const routerPath = (i: number) => ["sites", i, sites[i]!.kind === "simulated" ? "catalyst" : "router", "name"];
  const groups = [
    named(gateway.resourceGroup, "gateway", "resourceGroup"),
    ...simulated.map(([{ resourceGroup }, i]) => named(resourceGroup, "sites", i, "resourceGroup")),
  ];
  const subnets = (network: { subnets: Readonly<Record<string, { readonly name: string }>> }, ...path: PropertyKey[]) =>
    unique(
      "subnet of this network",
      Object.entries(network.subnets).map(([role, { name }]) =>
        named(name, ...path, "network", "subnets", role, "name"),
      ),
    );
  const ofConnections = (key: "name" | "localNetworkGateway") =>
    sites.flatMap(({ connections }, i) =>
      connections.map((one, j) => named(one[key], "sites", i, "connections", j, key)),
    );
  return [
    ...composedNames(deployment),
    ...unique(
      "site",
      sites.map(({ name }, i) => named(name, "sites", i, "name")),
    ),
    ...unique(
      "router, and with it of its file",
      sites.map(({ router }, i) => named(router.name, ...routerPath(i))),
    ),
    ...unique("stack's resource group", groups),
    ...short(90, groups),
    ...short(
      64,
      simulated.map(([{ network }, i]) => named(network.name, "sites", i, "network", "name")),
    ),
    ...unique("connection", ofConnections("name")),
    ...unique("local network gateway", ofConnections("localNetworkGateway")),
    ...(isExisting(gateway.network)
      ? []
      : [
          ...subnets(gateway.network, "gateway"),
          ...unique("subnet or machine beside the gateway, after which its network security group is named", [
            named(gateway.network.subnets.subnet1.name, ...SUBNET1_NAME),
            ...(gateway.testVm ? [named(gateway.testVm.name, "gateway", "testVm", "name")] : []),
          ]),
        ]),
    ...simulated.flatMap(([site, i]) => [
      ...subnets(site.network, "sites", i),
      // Parts of a virtual machine are named after it, and eth1 to eth3 are parts of the router.
      ...unique("virtual machine of this site, or of its router's interface", [
        named(site.router.name, "sites", i, "catalyst", "name"),
        ...Object.keys(ROUTER_INTERFACES).map((role) =>
          named(`${site.router.name}-${role}`, "sites", i, "catalyst", "name"),
        ),
        ...(site.testVm ? [named(site.testVm.name, "sites", i, "testVm", "name")] : []),
      ]),
    ]),
  ];
}

/** Names by a pattern that are longer than Azure takes. */
function composedNames({ names, gateway, sites }: Deployment): Problem[] {
  const measured = (kind: ResourceKind, longest: string, path: Path): Problem[] => {
    if (longest.length <= MOST) return [];
    const message = `${JSON.stringify(longest)} has ${longest.length} characters, and Azure takes ${MOST}; give a shorter pattern, or a shorter name`;
    return [{ path: ["names", kind], message, related: [path] }];
  };
  const composed = (kind: ResourceKind, name: string, ...path: PropertyKey[]): Problem[] => {
    const made = nameBy(names[kind], { name, number: 1 });
    return measured(kind, kind.endsWith("PublicIp") ? `${made}${ZONES}` : made, path);
  };
  const machine = (name: string, ...path: PropertyKey[]) =>
    (["networkSecurityGroup", "networkInterface", "testVmPublicIp", "osDisk"] as const).flatMap((kind) =>
      composed(kind, name, ...path),
    );
  return [
    ...(gateway.exists ? [] : composed("gatewayPublicIp", gateway.name, "gateway", "name")),
    ...(isExisting(gateway.network)
      ? []
      : composed("networkSecurityGroup", gateway.network.subnets.subnet1.name, ...SUBNET1_NAME)),
    ...(gateway.testVm ? machine(gateway.testVm.name, "gateway", "testVm", "name") : []),
    ...sites.flatMap((site, i) => {
      const path = ["sites", i];
      // Names that the config gives are short enough.
      const ofSite = (["connection", "localNetworkGateway"] as const).flatMap((kind) => {
        const all = site.connections.map((one) => one[kind === "connection" ? "name" : kind]);
        return measured(kind, all.find(({ length }) => length > MOST) ?? "", [...path, "name"]);
      });
      if (site.kind !== "simulated") return ofSite;
      const { router, network, testVm } = site;
      return [
        ...ofSite,
        ...composed("networkSecurityGroup", router.name, ...path, "catalyst", "name"),
        ...composed("osDisk", router.name, ...path, "catalyst", "name"),
        ...composed("networkInterface", `${router.name}-eth1`, ...path, "catalyst", "name"),
        ...composed("routerPublicIp", `${router.name}-eth1`, ...path, "catalyst", "name"),
        ...(["eth1", "app"] as const).flatMap((role) =>
          composed("routeTable", network.subnets[role].name, ...path, "network", "subnets", role, "name"),
        ),
        ...(testVm ? machine(testVm.name, ...path, "testVm", "name") : []),
      ];
    }),
  ];
}

/** Adds the value that a name was derived from, where the file does not give the name. */
function withCause(problem: Problem, input: ConfigInput): Problem {
  const { path } = problem;
  const [list, i, part] = path;
  // What is beside the gateway has plain names by default.
  if (isGiven(input, path) || (list === "gateway" && i !== "resourceGroup")) return problem;
  const cause = (): Path => {
    if (list === "gateway") return ["resourceGroup"];
    const site = ["sites", i!];
    if (part === "resourceGroup") return problem.related ? [...site, "name"] : ["resourceGroup"];
    const router = [...site, "catalyst", "name"];
    return part === "network" && isGiven(input, router) ? router : [...site, "name"];
  };
  return { ...problem, cause: cause() };
}
