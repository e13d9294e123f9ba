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
} as const satisfies Readonly<Record<string, string>>;

export type ResourceKind = keyof typeof DEFAULT_NAMES;

/** A pattern for each kind. */
export type Names = Readonly<Record<ResourceKind, string>>;

/** The placeholders of a pattern: `["name", "number"]`. */
export const placeholders = (pattern: string): string[] => [...pattern.matchAll(/\{(\w*)\}/g)].map(([, key]) => key!);

/** A pattern with its placeholders filled in. */
export const nameBy = (pattern: string, values: Readonly<Record<string, string | number>>): string =>
  pattern.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key]));
