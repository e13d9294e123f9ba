import ipaddr from "ipaddr.js";
import { Netmask } from "netmask";
import { quoted } from "../quoted";

export type Family = 4 | 6;

/** An IP prefix in canonical text (RFC 5952 for IPv6) with the range that it spans. */
export interface Prefix {
  readonly family: Family;
  /** `10.2.0.0/27`, `2001:db8:2:1::/64` */
  readonly cidr: string;
  /** The network address without the length. */
  readonly address: string;
  readonly length: number;
  readonly first: bigint;
  readonly last: bigint;
}

const bitsOf = (family: Family) => (family === 4 ? 32 : 128);

function numberOf(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  return address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function textOf(value: bigint, family: Family): string {
  const bytes = Array.from({ length: bitsOf(family) / 8 }, (_, i) =>
    Number((value >> BigInt(bitsOf(family) - 8 * (i + 1))) & 0xffn),
  );
  const address = ipaddr.fromByteArray(bytes);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/**
 * Reads one address of the given family.
 *
 * @returns its canonical text and its value
 * @throws if the text is not such an address: IPv4 takes four decimal parts only, IPv6 no zone
 */
export function parseAddress(text: string, family: Family): { text: string; value: bigint } {
  const valid =
    family === 4
      ? ipaddr.IPv4.isValidFourPartDecimal(text)
      : ipaddr.IPv6.isValid(text) && text.includes(":") && !text.includes("%");
  if (!valid) {
    const example = family === 4 ? "10.2.0.4" : "2001:db8:2:1::4";
    throw new Error(`${quoted(text)} is not an IPv${family} address; write one such as ${example}`);
  }
  const value = numberOf(ipaddr.parse(text));
  return { text: textOf(value, family), value };
}

function prefixAt(first: bigint, length: number, family: Family): Prefix {
  const size = 1n << BigInt(bitsOf(family) - length);
  const address = textOf(first, family);
  return { family, cidr: `${address}/${length}`, address, length, first, last: first + size - 1n };
}

/**
 * Reads a prefix of the given family in CIDR notation. Nothing is rounded: host bits are an error.
 *
 * @throws with what was given, the rule, and the prefix that was probably meant
 */
export function parsePrefix(text: string, family: Family): Prefix {
  const [, address, digits] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  if (address === undefined || Number(digits) > bitsOf(family)) {
    const example = family === 4 ? "10.2.0.0/24" : "2001:db8:2::/48";
    throw new Error(
      `${quoted(text)} is not an IPv${family} prefix; write an address and a length of 0 to ${bitsOf(family)}, such as ${example}`,
    );
  }
  const length = Number(digits);
  const { value } = parseAddress(address, family);
  const hostBits = BigInt(bitsOf(family) - length);
  const network = prefixAt((value >> hostBits) << hostBits, length, family);
  if (network.first !== value) {
    throw new Error(`${quoted(text)} has host bits set; write ${network.cidr}`);
  }
  return network;
}

/**
 * Reads an IPv4 prefix as IOS-XE writes it, such as `10.2.0.0 255.255.255.0`.
 *
 * @throws as {@link parsePrefix} does, and where the mask's ones do not all come first
 */
export function parseMaskedPrefix(address: string, mask: string): Prefix {
  const hosts = 0xffffffffn ^ parseAddress(mask, 4).value;
  if ((hosts & (hosts + 1n)) !== 0n) {
    throw new Error(`${quoted(mask)} is not a mask; write one such as 255.255.255.0`);
  }
  return parsePrefix(`${address}/${hosts === 0n ? 32 : 32 - hosts.toString(2).length}`, 4);
}

export function contains(outer: Prefix, inner: Prefix): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: Prefix, b: Prefix): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/**
 * Pairs of a list, of one address family, whose prefixes overlap: at least one for every prefix that
 * has any. Of each pair the one that stands first in the list comes first.
 */
export function overlapping<T extends { readonly prefix: Prefix }>(list: readonly T[]): [earlier: T, later: T][] {
  // Neighbours in address order are enough, so that many prefixes cost little.
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
  const size = 1n << BigInt(bitsOf(prefix.family) - length);
  return prefixAt(prefix.first + BigInt(index) * size, length, prefix.family);
}

/** The address at an offset from the network address, in canonical text. */
export function addressAt(prefix: Prefix, offset: number): string {
  const value = prefix.first + BigInt(offset);
  if (value > prefix.last) throw new Error(`${prefix.cidr} has no address number ${offset}`);
  return textOf(value, prefix.family);
}

/** The dotted mask of an IPv4 prefix, as IOS-XE writes it. */
export function maskOf(prefix: Prefix): string {
  return new Netmask(prefix.cidr).mask;
}
