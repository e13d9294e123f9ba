import { parseMaskedPrefix, parsePrefix } from "../addressing/cidr";
import type { Family } from "../model/dual-stack";
import type { Route } from "./router-config";
import { parseHop, type Command } from "./section";

/** A static route as a line of a configuration. */
export interface RouteLine extends Route {
  readonly family: Family;
  readonly line: number;
  /** The line itself, which `no` before it takes away. */
  readonly text: string;
}

/** What may follow the distance and leaves the path as it is. */
const REMARKS = /(?: (?:name \S+|tag \d+|permanent|track \d+))+$/;

/** The route of a line; undefined for another command, and for a route that this project never writes. */
export function routeLine({ text, line }: Command): RouteLine | undefined {
  const [, version, vrf, rest = ""] = /^(ip|ipv6) route (?:vrf (\S+) )?(.+)$/.exec(text.replace(REMARKS, "")) ?? [];
  if (version === undefined) return undefined;
  const family = version === "ip" ? "ipv4" : "ipv6";
  const words = rest.split(" ");
  const length = family === "ipv4" ? 2 : 1;
  try {
    const prefix = family === "ipv4" ? parseMaskedPrefix(words[0]!, words[1] ?? "") : parsePrefix(words[0]!, "ipv6");
    const hop = parseHop(words.slice(length).join(" "), family);
    return { family, line, text, prefix: prefix.cidr, ...hop, ...(vrf !== undefined && { vrf }) };
  } catch {
    return undefined;
  }
}

export const isSamePrefix = (a: RouteLine, b: RouteLine) =>
  a.family === b.family && a.vrf === b.vrf && a.prefix === b.prefix;

/** Whether a second of them takes the place of the first, where the distances differ; inferred. */
export const isSamePath = (a: RouteLine, b: RouteLine) =>
  isSamePrefix(a, b) && a.via === b.via && a.nextHop === b.nextHop;

export const isSameRoute = (a: RouteLine, b: RouteLine) => isSamePath(a, b) && (a.distance ?? 1) === (b.distance ?? 1);
