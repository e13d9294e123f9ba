import { parseAddress, parsePrefix, type Family } from "../lib/addressing/cidr";

const LENGTH = { 4: 32, 6: 128 } as const;

function isAddress(text: string, family: Family): boolean {
  try {
    parseAddress(text, family);
    return true;
  } catch {
    return false;
  }
}

/** The length of a prefix whose mask this is: 24 for 255.255.255.0. */
function lengthOf(mask: string): number | undefined {
  if (!isAddress(mask, 4)) return undefined;
  const ones = /^(1*)0*$/.exec(parseAddress(mask, 4).value.toString(2).padStart(LENGTH[4], "0"));
  return ones?.[1]!.length;
}

/**
 * Reads a prefix as somebody writes it by hand.
 *
 * @returns its canonical text
 * @throws with what was given, the rule, and the prefix that was probably meant
 */
export function readPrefix(text: string, family: Family): string {
  const [address = "", length, ...rest] = text.split("/");
  const quoted = JSON.stringify(text);
  if (length === undefined && isAddress(address, family)) {
    throw new Error(`${quoted} has no length; write ${address}/${LENGTH[family]} for this one address`);
  }
  const bits = length !== undefined && rest.length === 0 ? lengthOf(length) : undefined;
  if (family === 4 && bits !== undefined && isAddress(address, 4)) {
    throw new Error(`${quoted} has a mask in the place of a length; write ${address}/${bits}`);
  }
  if (!isAddress(address, family)) {
    const example = family === 4 ? "10.2.0.0/24" : "2001:db8:2::/48";
    throw new Error(`${quoted} is not an IPv${family} prefix; write an address and a length, such as ${example}`);
  }
  return parsePrefix(text, family).cidr;
}
