/**
 * Patterns of the names that a convention may fix, by kind of resource; these are the article's. `{name}` is what
 * the resource belongs to: a router or its interface, a subnet, a machine, the gateway, a site.
 */
export const DEFAULT_NAMES = {
  networkSecurityGroup: "{name}-nsg",
  routeTable: "RT-{name}",
  networkInterface: "{name}-nic",
  routerPublicIp: "{name}-pip",
  testVmPublicIp: "{name}-pubIP",
  /** `{number}`: 1 and 2, for the instances 0 and 1. */
  gatewayPublicIp: "{name}-pubIP{number}",
  osDisk: "{name}-OSDisk",
  /** `{number}`: 1 and 2, for the WANs of the site. */
  connection: "conn{number}-to-{name}",
  /** `{fingerprint}`: of the site's prefixes; others make another resource. */
  localNetworkGateway: "localNetGw{number}-{name}-{fingerprint}",
  logAnalyticsWorkspace: "{name}-logs",
  diagnosticSetting: "{name}-logs",
  actionGroup: "{name}-alerts",
  /** `{alert}`: what it is about, such as `bandwidth` or `oslo-Tunnel0-no-ike`. */
  alert: "{name}-{alert}",
} as const satisfies Readonly<Record<string, string>>;

export type ResourceKind = keyof typeof DEFAULT_NAMES;

/** A pattern for each kind. */
export type Names = Readonly<Record<ResourceKind, string>>;

/** The placeholders of a pattern: `["name", "number"]`. */
export const placeholders = (pattern: string): string[] => [...pattern.matchAll(/\{(\w*)\}/g)].map(([, key]) => key!);

/** A pattern with its placeholders filled in. */
export const nameBy = (pattern: string, values: Readonly<Record<string, string | number>>): string =>
  pattern.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key]));

/** The zones of an address in all three; an address in fewer has its zones in its name. */
const ALL_ZONES = "123";

/**
 * Azure's name of a public address. Azure cannot change the zones of an address, nor delete an address that an
 * interface or a gateway holds: so an address with other zones has another name, and is made before the old one goes.
 *
 * @param zones none in a region without zones
 */
export function publicIpName(name: string, zones: readonly string[]): string {
  const sorted = [...zones].sort().join("");
  return `${name}${sorted === ALL_ZONES ? "" : sorted === "" ? "-regional" : `-z${sorted}`}`;
}
