import { parsePrefix, subnetAt } from "../lib/addressing/cidr";
import type { Path, Problem } from "./problem";
import type { ConfigInput } from "./schema";

/*
 * What many sites have in common: `siteDefaults`, which each one's own values go before, and
 * `sitePrefixes`, two supernets in which its index gives each one its place.
 */

export const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null;

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    root,
  );
}

/** A config file as parsed, with `siteDefaults` in every site that does not say otherwise. */
export function shareDefaults(raw: unknown): unknown {
  if (!isRecord(raw) || !isRecord(raw.siteDefaults) || !Array.isArray(raw.sites)) return raw;
  const { siteDefaults, sites } = raw;
  return { ...raw, sites: sites.map((site: unknown) => (isRecord(site) ? merge(siteDefaults, site) : site)) };
}

/** Objects by key, and the tunnels one by one; anything else is replaced. */
function merge(given: unknown, own: unknown): unknown {
  if (own === undefined) return given;
  if (Array.isArray(given) && Array.isArray(own)) {
    return own.every(isRecord) ? own.map((item, i) => merge(given[i], item)) : own;
  }
  if (!isRecord(given) || !isRecord(own) || Array.isArray(given) || Array.isArray(own)) return own;
  const keys = new Set([...Object.keys(given), ...Object.keys(own)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(valueAt(given, [key]), valueAt(own, [key]))]));
}

/** Where a file has what stands at `path` once the defaults are shared. */
export function pathInFile(raw: unknown, path: Path): Path {
  const [first, , ...rest] = path;
  if (first !== "sites" || valueAt(raw, path) !== undefined) return path;
  const shared = ["siteDefaults", ...rest];
  return rest.length > 0 && valueAt(raw, shared) !== undefined ? shared : path;
}

/** The prefixes of the article's site, and the lengths of those that an index gives. */
const ARTICLE = { ipv4: "10.2.0.0/24", ipv6: "2001:db8:2::/48" } as const;
const LENGTH = { ipv4: 24, ipv6: 48 } as const;
const FAMILIES = ["ipv4", "ipv6"] as const;

const supernet = (cidr: string, family: (typeof FAMILIES)[number]) => parsePrefix(cidr, family === "ipv4" ? 4 : 6);

/** A site's own prefixes, else those of its index, else the article's. */
export function networkPrefixes(
  { index, network }: ConfigInput["sites"][number],
  sitePrefixes: ConfigInput["sitePrefixes"],
): { readonly ipv4: string; readonly ipv6: string } {
  const prefix = (family: (typeof FAMILIES)[number]) =>
    network[family] ??
    (sitePrefixes && index !== undefined
      ? subnetAt(supernet(sitePrefixes[family], family), LENGTH[family], index)?.cidr
      : undefined) ??
    ARTICLE[family];
  return { ipv4: prefix("ipv4"), ipv6: prefix("ipv6") };
}

/** Indexes that are missing, taken, out of range or without use. Such a site's addresses mean nothing. */
export function checkIndexes({ sitePrefixes, sites }: ConfigInput): Problem[] {
  const holders = new Map<number, number>();
  return sites.flatMap(({ index, network }, i): Problem[] => {
    const path = ["sites", i, "index"];
    if (!sitePrefixes) {
      const message = "goes unused without sitePrefixes; give those, or remove it";
      return index === undefined ? [] : [{ path, message: `${index} ${message}` }];
    }
    const derived = FAMILIES.filter((family) => network[family] === undefined);
    if (index === undefined) {
      const message = "is missing; sitePrefixes takes the site's place from it: give a number of its own, for good";
      return derived.length > 0 ? [{ path, message }] : [];
    }
    const holder = holders.get(index);
    if (holder !== undefined) {
      return [
        {
          path,
          message: `${index} is the index of sites[${holder}]; give each its own`,
          related: [["sites", holder, "index"]],
        },
      ];
    }
    holders.set(index, i);
    return derived.flatMap((family) => {
      const whole = supernet(sitePrefixes[family], family);
      if (subnetAt(whole, LENGTH[family], index)) return [];
      const count = whole.length > LENGTH[family] ? 0 : 2 ** (LENGTH[family] - whole.length);
      return [
        {
          path,
          message: `${index} is out of range: ${whole.cidr} has ${count} prefixes of length ${LENGTH[family]}; give a smaller index, or a larger sitePrefixes.${family}`,
          related: [["sitePrefixes", family]],
        },
      ];
    });
  });
}
