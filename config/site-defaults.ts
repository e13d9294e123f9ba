import type { Path } from "../lib/model/path";
import { isRecord, valueAt } from "./value";
import { vpnFields } from "./vpn-fields";

/*
 * `siteDefaults` holds values that a site inherits unless the site sets its own.
 */

/** A config file as parsed, with `siteDefaults` in every site that does not say otherwise. */
export function shareDefaults(raw: unknown): unknown {
  if (!isRecord(raw) || !isRecord(raw.siteDefaults) || !Array.isArray(raw.sites)) return raw;
  const { siteDefaults, sites } = raw;
  return {
    ...raw,
    sites: sites.map((site: unknown) => (isRecord(site) ? merge(defaultsFor(site, siteDefaults), site) : site)),
  };
}

/** What a site takes of the defaults: a router on premises is no machine in Azure. */
function defaultsFor(
  { kind }: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): unknown {
  if (kind !== "onPremises") return defaults;
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => key === "topology" || key in vpnFields));
}

/** Merges objects key by key, and lists of objects (the connections) item by item; else the site's value counts. */
function merge(given: unknown, own: unknown): unknown {
  if (own === undefined) return given;
  if (Array.isArray(given) && Array.isArray(own)) {
    if (own.length === 0 || !own.every(isRecord)) return own;
    return Array.from({ length: Math.max(given.length, own.length) }, (_, i) => merge(given[i], own[i]));
  }
  if (!isRecord(given) || !isRecord(own) || Array.isArray(given) || Array.isArray(own)) return own;
  const keys = new Set([...Object.keys(given), ...Object.keys(own)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(valueAt(given, [key]), valueAt(own, [key]))]));
}

/** The path in the file of what stands at `path` after {@link shareDefaults}: in the site, or in `siteDefaults`. */
export function pathInFile(raw: unknown, path: Path): Path {
  const [first, , ...rest] = path;
  if (first !== "sites" || valueAt(raw, path) !== undefined) return path;
  const shared = ["siteDefaults", ...rest];
  return rest.length > 0 && valueAt(raw, shared) !== undefined ? shared : path;
}
