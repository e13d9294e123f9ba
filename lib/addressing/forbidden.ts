import type { Prefix } from "../model/prefix";
import { familyOf } from "../model/dual-stack";
import { overlaps, parsePrefix } from "./cidr";

/**
 * Ranges in which no network can lie: those that Azure excludes, and those that the standards keep from hosts.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
 */
const FORBIDDEN = [
  "0.0.0.0/8",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "255.255.255.255/32",
  "::/8",
  "fe80::/10",
  "ff00::/8",
].map((cidr) => parsePrefix(cidr, familyOf(cidr)));

/** The first of these ranges that a prefix overlaps. */
export const forbiddenRange = (prefix: Prefix): Prefix | undefined =>
  FORBIDDEN.find((range) => overlaps(range, prefix));

/** Why the prefix can be that of no network. */
export function forbiddenProblem(prefix: Prefix): string | undefined {
  const range = forbiddenRange(prefix);
  return range && `${prefix.cidr} overlaps ${range.cidr}, which no network can have; give another prefix`;
}
