import { parsePrefix, subnetAt } from "../lib/addressing/cidr";
import { dualStack, FAMILIES, type DualStack } from "../lib/model/dual-stack";
import type { Path } from "../lib/model/path";
import type { Prefix } from "../lib/model/prefix";
import type { Problem } from "./problem";
import type { ConfigInput } from "./schema";

/** The prefixes of the article's site. */
const ARTICLE: DualStack<Prefix> = {
  ipv4: parsePrefix("10.2.0.0/24", "ipv4"),
  ipv6: parsePrefix("2001:db8:2::/48", "ipv6"),
};

/** Lengths of the prefixes that `sitePrefixes` gives out. */
const LENGTH: DualStack<number> = { ipv4: 24, ipv6: 48 };

type SitePrefixes = ConfigInput["sitePrefixes"];
type SiteInput = Exclude<ConfigInput["sites"][number], { readonly kind: "onPremises" }>;

/** A site's own prefixes, else those that its index gives it in `sitePrefixes`, else the article's. */
export function prefixesOf({ index, network }: SiteInput, sitePrefixes: SitePrefixes): DualStack<Prefix> {
  return dualStack(
    (family) =>
      network[family] ??
      (sitePrefixes && index !== undefined ? subnetAt(sitePrefixes[family], LENGTH[family], index) : undefined) ??
      ARTICLE[family],
  );
}

/** Checks for indexes that are missing, taken, out of range or unused. The prefixes of such a site mean nothing. */
export function checkIndexes({ sitePrefixes, sites }: ConfigInput): Problem[] {
  const holders = new Map<number, number>();
  return sites.flatMap((site, i): Problem[] => {
    if (site.kind === "onPremises") return [];
    const { index, network } = site;
    const problem = (message: string, ...related: Path[]) => [{ path: ["sites", i, "index"], message, related }];
    if (!sitePrefixes) {
      if (index === undefined) return [];
      return problem(`${index} goes unused without sitePrefixes; give those, or remove it`);
    }
    const derived = FAMILIES.filter((family) => network[family] === undefined);
    if (index === undefined) {
      if (derived.length === 0) return [];
      return problem("is missing; sitePrefixes takes the site's place from it: give a number of its own, for good");
    }
    const holder = holders.get(index);
    if (holder !== undefined) {
      return problem(`${index} is the index of sites[${holder}]; give each its own`, ["sites", holder, "index"]);
    }
    holders.set(index, i);
    return derived.flatMap((family) => {
      const whole = sitePrefixes[family];
      if (subnetAt(whole, LENGTH[family], index)) return [];
      const count = whole.length > LENGTH[family] ? 0 : 2 ** (LENGTH[family] - whole.length);
      return problem(
        `${index} is out of range: ${whole.cidr} has ${count} prefixes of length ${LENGTH[family]}; give a smaller index, or a larger sitePrefixes.${family}`,
        ["sitePrefixes", family],
      );
    });
  });
}
