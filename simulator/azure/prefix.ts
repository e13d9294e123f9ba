import { parse, parseCIDR } from "ipaddr.js";
import { elements, type Value } from "../protocol/values";

/** A range of addresses. */
export interface Range {
  readonly family: 4 | 6;
  readonly length: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** A prefix in CIDR notation, or undefined where the text is none or has host bits. */
export function range(text: unknown): Range | undefined {
  try {
    const [address, length] = parseCIDR(String(text));
    const bytes = address.toByteArray();
    const first = number(bytes);
    const size = 1n << BigInt(bytes.length * 8 - length);
    if (first % size !== 0n) return undefined;
    return { family: bytes.length === 4 ? 4 : 6, length, first, last: first + size - 1n };
  } catch {
    return undefined;
  }
}

export function address(text: unknown): { readonly family: 4 | 6; readonly value: bigint } | undefined {
  try {
    const bytes = parse(String(text)).toByteArray();
    return { family: bytes.length === 4 ? 4 : 6, value: number(bytes) };
  } catch {
    return undefined;
  }
}

export const texts = (value: Value | undefined): string[] => elements(value).map(String);
/** The prefixes of a list that are well-formed. */
export const ranges = (value: Value | undefined): Range[] => texts(value).flatMap((text) => range(text) ?? []);

export const inside = (outer: Range, inner: Range): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

export const overlap = (a: Range, b: Range): boolean => a.family === b.family && a.first <= b.last && b.first <= a.last;

/** The four first addresses of a subnet are Azure's, and the last of an IPv4 one. */
export function usable({ family, first, last }: Range): { readonly first: bigint; readonly last: bigint } {
  return { first: first + 4n, last: family === 4 ? last - 1n : last };
}

export function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
}

export function ipv6Text(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return parse(parts.join(":")).toString();
}

const number = (bytes: readonly number[]) => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
