import { GENERATIONS, type AppConfig } from "./names";
import type { Path, Problem } from "./problem";
import { isKnownRegion, nearestRegion } from "./regions";
import { obstacle, RECOMMENDED_ROUTER_SIZE, RECOMMENDED_TEST_SIZE, retirement, ROUTER_SIZES } from "./router-sizes";
import type { ConfigInput } from "./schema";

/** What is likely to fail in Azure, or to do harm, and may be meant. */
export function warn(input: ConfigInput, config: AppConfig): Problem[] {
  return [...regionWarnings(input), ...generationWarnings(input), ...sizeWarnings(config), ...exposureWarnings(input)];
}

function generationWarnings({ gateway: { sku, generation } }: ConfigInput): Problem[] {
  if (generation !== "Generation1" || GENERATIONS[sku].length === 1) return [];
  const message =
    "Generation1 is what Microsoft moves gateways away from; leave it out, and a new gateway is of Generation2";
  return [{ path: ["gateway", "generation"], message, related: [["gateway", "sku"]] }];
}

/** Where regions stand in the file. */
function regionWarnings({ location, gateway, sites }: ConfigInput): Problem[] {
  const places: readonly (readonly [Path, string | undefined])[] = [
    [["location"], location],
    [["gateway", "location"], gateway.location],
    ...sites.map((site, i) => [["sites", i, "location"], site.location] as const),
  ];
  return places.flatMap(([path, region]): Problem[] => {
    if (region === undefined || isKnownRegion(region)) return [];
    const meant = nearestRegion(region);
    const message = `"${region}" is not among the regions known here; ${meant ? `did you mean "${meant}"?` : "make sure that az account list-locations has it"}`;
    return [{ path, message }];
  });
}

function sizeWarnings({ gateway, sites }: AppConfig): Problem[] {
  const retiring = (size: string, path: Path, instead: string): Problem[] => {
    const date = retirement(size);
    const message = `${size} retires on ${date}, and Azure gives a new subscription none; use ${instead}`;
    return date === undefined ? [] : [{ path, message }];
  };
  const router = (size: string, path: Path): Problem[] => {
    if (obstacle(size) !== undefined) return [];
    if (Object.hasOwn(ROUTER_SIZES, size)) return retiring(size, path, RECOMMENDED_ROUTER_SIZE);
    const names = Object.keys(ROUTER_SIZES).join(", ");
    const date = retirement(size);
    const end = date === undefined ? "" : ` and retires on ${date}`;
    return [{ path, message: `${size} is not in Cisco's list of sizes for the router${end}; that has ${names}` }];
  };
  return [
    ...retiring(gateway.testVm.size, ["gateway", "testVm", "size"], RECOMMENDED_TEST_SIZE),
    ...sites.flatMap(({ catalyst, testVm }, i) => [
      ...router(catalyst.size, ["sites", i, "catalyst", "size"]),
      ...retiring(testVm.size, ["sites", i, "testVm", "size"], RECOMMENDED_TEST_SIZE),
    ]),
  ];
}

/** What lets the whole Internet at the machines' logins. */
function exposureWarnings({ adminSshPublicKey, adminSourcePrefixes }: ConfigInput): Problem[] {
  const open = adminSourcePrefixes.flatMap((cidr, i): Problem[] => {
    const message = `${cidr} opens SSH to the whole Internet; give the prefixes that administrators come from`;
    return cidr.endsWith("/0") ? [{ path: ["adminSourcePrefixes", i], message }] : [];
  });
  if (open.length === 0 || adminSshPublicKey !== undefined) return open;
  const message =
    "is missing, so that a password alone guards an SSH that is open to the whole Internet; give a public key";
  return [...open, { path: ["adminSshPublicKey"], message, related: [["adminSourcePrefixes"]] }];
}
