import { parseAddress, parseMaskedPrefix, parsePrefix } from "../addressing/cidr";
import { familyOf } from "../model/dual-stack";

/** An address in canonical text, from any spelling. @throws Error unless it is one */
export const canonicalAddress = (text: string): string => parseAddress(text, familyOf(text)).text;

/** A prefix in canonical text, from an address and a length or an IPv4 mask. @throws Error unless it is one */
export const canonicalPrefix = (address: string, lengthOrMask: string): string =>
  lengthOrMask.includes(".")
    ? parseMaskedPrefix(address, lengthOrMask).cidr
    : parsePrefix(`${canonicalAddress(address)}/${lengthOrMask}`, familyOf(address)).cidr;

/** An address and a UDP port: what an SA runs between. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** @throws Error unless the address is one */
export const endpoint = (address: string, port: string): Endpoint => ({
  address: canonicalAddress(address),
  port: Number(port),
});

/** The name of a VRF; undefined for `none`, `(none)` and the default one. */
export const vrfName = (text: string | undefined): string | undefined =>
  text === undefined || /^(?:\(none\)|none|default)$/.test(text) ? undefined : text;
