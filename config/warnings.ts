import type { Deployment } from "../lib/model/deployment";
import { GATEWAY_SKUS } from "../lib/model/gateway-skus";
import type { TestVm } from "../lib/model/machine";
import type { Path } from "../lib/model/path";
import type { Problem } from "./problem";
import { isKnownRegion, nearestRegion } from "./regions";
import { obstacle, RECOMMENDED_ROUTER_SIZE, RECOMMENDED_TEST_SIZE, retirement, ROUTER_SIZES } from "./router-sizes";
import type { ConfigInput } from "./schema";

/** Values that are likely to fail in Azure, or to do harm, but may be intended. */
export function warn(input: ConfigInput, deployment: Deployment): Problem[] {
  return [
    ...regionWarnings(input),
    ...generationWarnings(input),
    ...sizeWarnings(deployment),
    ...exposureWarnings(input),
    ...routeWarnings(deployment),
    ...monitoringWarnings(input),
    ...fileWarnings(input),
  ];
}

function generationWarnings({ gateway: { sku, generation } }: ConfigInput): Problem[] {
  if (generation !== "Generation1" || GATEWAY_SKUS[sku].generations.length === 1) return [];
  const message =
    "Generation1 is what Microsoft moves gateways away from; leave it out, and a new gateway is of Generation2";
  return [{ path: ["gateway", "generation"], message, related: [["gateway", "sku"]] }];
}

/** Regions that are not known here, each where the file has it. */
function regionWarnings({ location, gateway, sites }: ConfigInput): Problem[] {
  const places: readonly (readonly [Path, string | undefined])[] = [
    [["location"], location],
    [["gateway", "location"], gateway.location],
    ...sites.map((site, i) => [["sites", i, "location"], "location" in site ? site.location : undefined] as const),
  ];
  return places.flatMap(([path, region]): Problem[] => {
    if (region === undefined || isKnownRegion(region)) return [];
    const meant = nearestRegion(region);
    const message = `"${region}" is not among the regions known here; ${meant ? `did you mean "${meant}"?` : "make sure that az account list-locations has it"}`;
    return [{ path, message }];
  });
}

function sizeWarnings({ gateway, sites }: Deployment): Problem[] {
  const retiring = (size: string, path: Path, instead: string): Problem[] => {
    const date = retirement(size);
    const message = `${size} retires on ${date}, and Azure gives a new subscription none; use ${instead}`;
    return date === undefined ? [] : [{ path, message }];
  };
  const testVm = (vm: TestVm | undefined, at: Path) =>
    vm ? retiring(vm.size, [...at, "testVm", "size"], RECOMMENDED_TEST_SIZE) : [];
  const router = (size: string, path: Path): Problem[] => {
    if (obstacle(size) !== undefined) return [];
    if (Object.hasOwn(ROUTER_SIZES, size)) return retiring(size, path, RECOMMENDED_ROUTER_SIZE);
    const names = Object.keys(ROUTER_SIZES).join(", ");
    const date = retirement(size);
    const end = date === undefined ? "" : ` and retires on ${date}`;
    return [{ path, message: `${size} is not in Cisco's list of sizes for the router${end}; that has ${names}` }];
  };
  return [
    ...testVm(gateway.testVm, ["gateway"]),
    ...sites.flatMap((site, i) =>
      site.kind === "simulated"
        ? [...router(site.router.size, ["sites", i, "catalyst", "size"]), ...testVm(site.testVm, ["sites", i])]
        : [],
    ),
  ];
}

/** Prefixes that open the machines' logins to the whole Internet. */
function exposureWarnings({ adminSshPublicKey, adminSourcePrefixes }: ConfigInput): Problem[] {
  const open = adminSourcePrefixes.flatMap(({ cidr, length }, i): Problem[] => {
    const message = `${cidr} opens SSH to the whole Internet; give the prefixes that administrators come from`;
    return length === 0 ? [{ path: ["adminSourcePrefixes", i], message }] : [];
  });
  if (open.length === 0 || adminSshPublicKey !== undefined) return open;
  const message =
    "is missing, so that a password alone guards an SSH that is open to the whole Internet; give a public key";
  return [...open, { path: ["adminSshPublicKey"], message, related: [["adminSourcePrefixes"]] }];
}

/** WANs of one routing table to which no route of ours leads: then both instances leave by the default route's. */
function routeWarnings({ sites }: Deployment): Problem[] {
  return sites.flatMap(({ connections }, i) =>
    connections.flatMap(({ wan }, j): Problem[] => {
      if (connections.length === 1 || wan.nextHop !== undefined || wan.vrf !== undefined) return [];
      const message = `is missing, so the router's own routes must lead to instance ${j} of the gateway by ${wan.interface}; give the next hop, or "dhcp", and the file has the route`;
      return [{ path: ["sites", i, "router", "wans", j, "nextHop"], message }];
    }),
  );
}

/** A file that is lost with the machine of a remote run. */
function fileWarnings({ backend, writeFile }: ConfigInput): Problem[] {
  if (backend.type !== "cloud" || writeFile !== undefined) return [];
  const message =
    "is missing, and a remote run of HCP Terraform writes the router's file, with its keys, where nobody finds it; give false, or true where the workspaces' execution mode is Local";
  return [{ path: ["writeFile"], message, related: [["backend"]] }];
}

/** Alerts that reach nobody. */
function monitoringWarnings({ monitoring }: ConfigInput): Problem[] {
  if (!monitoring || monitoring.actionGroup) return [];
  const message =
    'is missing, so that alerts show in the portal alone; give {"emails": ["noc@example.com"]}, or an existing group';
  return [{ path: ["monitoring", "actionGroup"], message }];
}
