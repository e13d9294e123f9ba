import ipaddr from "ipaddr.js";
import { Netmask } from "netmask";
import { FAMILY_NAMES, type DualStack, type Family } from "../model/dual-stack";
import type { Prefix } from "../model/prefix";
import { quoted } from "../model/quoted";

/** Length of an address, in bits. */
export const ADDRESS_BITS = { ipv4: 32, ipv6: 128 } as const satisfies DualStack<number>;

const EXAMPLES = {
  ipv4: { address: "10.2.0.4", prefix: "10.2.0.0/24" },
  ipv6: { address: "2001:db8:2:1::4", prefix: "2001:db8:2::/48" },
} as const satisfies DualStack<object>;

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;

/** @returns undefined where the text is no address of this family */
function parsed(text: string, family: Family): Parsed | undefined {
  if (family === "ipv4") return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
  if (!text.includes(":") || text.includes("%")) return undefined;
  const groups = text.includes(".") ? inGroups(text) : text;
  try {
    return groups === undefined ? undefined : ipaddr.IPv6.parse(groups);
  } catch {
    return undefined;
  }
}

/** An IPv6 address that ends like one of IPv4, in groups alone: of `::1.2.3.4`, ipaddr.js makes `::ffff:1.2.3.4`. */
function inGroups(text: string): string | undefined {
  const start = text.lastIndexOf(":") + 1;
  const end = parsed(text.slice(start), "ipv4");
  return end && text.slice(0, start) + hexOf(end).replace(/(?=.{4}$)/, ":");
}

const hexOf = (address: Parsed): string => Buffer.from(address.toByteArray()).toString("hex");

// By way of hexadecimal digits, since every step with a bigint makes a new one.
const numberOf = (address: Parsed): bigint => BigInt(`0x${hexOf(address)}`);

function textOf(value: bigint, family: Family): string {
  const digits = value.toString(16).padStart(ADDRESS_BITS[family] / 4, "0");
  return ipaddr.fromByteArray([...Buffer.from(digits, "hex")]).toString();
}

/**
 * Reads one address of the given family.
 *
 * @returns its canonical text and its value
 * @throws if the text is not such an address: IPv4 takes four decimal parts only, IPv6 no zone
 */
export function parseAddress(text: string, family: Family): { text: string; value: bigint } {
  const address = parsed(text, family);
  if (address) return { text: address.toString(), value: numberOf(address) };
  const { address: example } = EXAMPLES[family];
  throw new Error(`${quoted(text)} is not an ${FAMILY_NAMES[family]} address; write one such as ${example}`);
}

function prefixAt(first: bigint, length: number, family: Family): Prefix {
  const size = 1n << BigInt(ADDRESS_BITS[family] - length);
  const address = textOf(first, family);
  return { family, cidr: `${address}/${length}`, address, length, first, last: first + size - 1n };
}

/** The length of a prefix with this mask: 24 for 255.255.255.0; undefined unless all ones of the mask come first. */
const lengthOf = (mask: string): number | undefined => parsed(mask, "ipv4")?.prefixLengthFromSubnetMask() ?? undefined;

/**
 * Reads a prefix of the given family in CIDR notation. Nothing is rounded: host bits are an error.
 *
 * @throws with what was given, the rule, and the prefix that was probably meant
 */
export function parsePrefix(text: string, family: Family): Prefix {
  const [address = "", digits, ...rest] = text.split("/");
  const bits = ADDRESS_BITS[family];
  const given = rest.length === 0 ? parsed(address, family) : undefined;
  if (given) {
    if (digits === undefined) {
      throw new Error(`${quoted(text)} has no length; write ${address}/${bits} for this one address`);
    }
    const masked = family === "ipv4" ? lengthOf(digits) : undefined;
    if (masked !== undefined) {
      throw new Error(`${quoted(text)} has a mask in the place of a length; write ${address}/${masked}`);
    }
    const length = /^(0|[1-9]\d{0,2})$/.test(digits) ? Number(digits) : Infinity;
    if (length <= bits) {
      const value = numberOf(given);
      const hostBits = BigInt(bits - length);
      const network = prefixAt((value >> hostBits) << hostBits, length, family);
      if (network.first === value) return network;
      throw new Error(`${quoted(text)} has host bits set; write ${network.cidr}`);
    }
  }
  const { prefix } = EXAMPLES[family];
  throw new Error(
    `${quoted(text)} is not an ${FAMILY_NAMES[family]} prefix; write an address and a length of 0 to ${bits}, such as ${prefix}`,
  );
}

/**
 * Reads an IPv4 prefix as IOS-XE writes it, such as `10.2.0.0 255.255.255.0`.
 *
 * @throws as {@link parsePrefix} does, and unless all ones of the mask come first
 */
export function parseMaskedPrefix(address: string, mask: string): Prefix {
  const length = lengthOf(mask);
  if (length === undefined) throw new Error(`${quoted(mask)} is not a mask; write one such as 255.255.255.0`);
  return parsePrefix(`${address}/${length}`, "ipv4");
}

export function contains(outer: Prefix, inner: Prefix): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: Prefix, b: Prefix): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/**
 * Pairs of prefixes that overlap, from a list of one address family. Every prefix that overlaps another is in
 * at least one pair; not every pair is returned. Of each pair, the earlier of the list comes first.
 */
export function overlapping<T extends { readonly prefix: Prefix }>(list: readonly T[]): [earlier: T, later: T][] {
  // Each is compared only with the one before it that reaches furthest, so that many prefixes cost little.
  const sorted = [...list].sort((a, b) =>
    a.prefix.first === b.prefix.first ? a.prefix.length - b.prefix.length : a.prefix.first < b.prefix.first ? -1 : 1,
  );
  const pairs: [T, T][] = [];
  let widest: T | undefined;
  for (const next of sorted) {
    if (widest && overlaps(widest.prefix, next.prefix)) {
      pairs.push(list.indexOf(widest) < list.indexOf(next) ? [widest, next] : [next, widest]);
    }
    if (!widest || next.prefix.last > widest.prefix.last) widest = next;
  }
  return pairs;
}

/**
 * The index-th subnet of the given length, from 0.
 *
 * @returns undefined where the prefix has no such subnet
 */
export function subnetAt(prefix: Prefix, length: number, index: number): Prefix | undefined {
  if (length < prefix.length) return undefined;
  if (BigInt(index) >= 1n << BigInt(length - prefix.length)) return undefined;
  const size = 1n << BigInt(ADDRESS_BITS[prefix.family] - length);
  return prefixAt(prefix.first + BigInt(index) * size, length, prefix.family);
}

/** The address at an offset from the network address, in canonical text. @throws if it lies outside the prefix */
export function addressAt(prefix: Prefix, offset: number): string {
  const value = prefix.first + BigInt(offset);
  if (value > prefix.last) throw new Error(`${prefix.cidr} has no address number ${offset}`);
  return textOf(value, prefix.family);
}

/** The dotted mask of an IPv4 prefix, as IOS-XE writes it. */
export function maskOf(prefix: Prefix): string {
  return new Netmask(prefix.cidr).mask;
}
