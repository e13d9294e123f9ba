import { IPv4, IPv6 } from "ipaddr.js";

/**
 * Reads a word that stands for a value. @returns the value as IOS-XE shows it; undefined where it is none of its kind
 */
export type ArgumentType = (word: string) => string | undefined;

/** Kinds of interfaces, in the order of `show running-config`. */
export const INTERFACE_KINDS = [
  "Loopback",
  "Port-channel",
  "Tunnel",
  "Null",
  "FastEthernet",
  "GigabitEthernet",
  "TwoGigabitEthernet",
  "TenGigabitEthernet",
  "TwentyFiveGigE",
  "FortyGigabitEthernet",
  "HundredGigE",
  "Cellular",
  "Serial",
  "Dialer",
  "BDI",
  "Vlan",
];

/** `gi0/0/0` in full: `GigabitEthernet0/0/0`. */
function interfaceName(word: string): string | undefined {
  const [, letters, number] = /^([A-Za-z][A-Za-z-]*)(\d[\d/.]*)$/.exec(word) ?? [];
  if (letters === undefined) return undefined;
  const kinds = INTERFACE_KINDS.filter((kind) => kind.toLowerCase().startsWith(letters.toLowerCase()));
  return kinds.length === 1 ? `${kinds[0]}${number}` : undefined;
}

/** One of some words, in full. */
const oneOf =
  (...words: string[]): ArgumentType =>
  (word) =>
    words.find((one) => one === word.toLowerCase());

const ipv4 = (word: string) => (IPv4.isValidFourPartDecimal(word) ? word : undefined);

const mask = (word: string) =>
  ipv4(word) !== undefined && IPv4.parse(word).prefixLengthFromSubnetMask() !== null ? word : undefined;

const ipv6 = (word: string) =>
  word.includes(":") && IPv6.isValid(word) && !word.includes("%")
    ? IPv6.parse(word).toString().toUpperCase()
    : undefined;

function ipv6WithLength(word: string): readonly [string, number] | undefined {
  const [, address, length] = /^([\da-fA-F:]+)\/(\d{1,3})$/.exec(word) ?? [];
  return address !== undefined && ipv6(address) !== undefined && Number(length) <= 128
    ? [address, Number(length)]
    : undefined;
}

/** IOS-XE takes the bits of the host away. */
function ipv6Prefix(word: string): string | undefined {
  if (!ipv6WithLength(word)) return undefined;
  const [, length] = IPv6.parseCIDR(word);
  return `${IPv6.networkAddressFromCIDR(word).toString().toUpperCase()}/${length}`;
}

const TYPES: Readonly<Record<string, ArgumentType>> = {
  word: (word) => word,
  line: (word) => word,
  ipv4,
  mask,
  ipv6,
  "ipv6-prefix": ipv6Prefix,
  "ipv6-address": (word) => {
    const [address, length] = ipv6WithLength(word) ?? [];
    return address === undefined ? undefined : `${ipv6(address)}/${length}`;
  },
  interface: interfaceName,
  // Without what releases since 17.11.1a refuse: https://www.cisco.com/c/en/us/support/docs/field-notices/725/fn72510.html
  cipher: oneOf("aes-cbc-128", "aes-cbc-192", "aes-cbc-256", "aes-gcm-128", "aes-gcm-256"),
  hash: oneOf("sha1", "sha256", "sha384", "sha512"),
  group: oneOf("14", "15", "16", "19", "20", "21"),
  file: (word) => (/^[a-z\d]+:\S+$/i.test(word) ? word : undefined),
};

/** The type of `<ipv4>`, or of a range of numbers: `<60-86400>`. @throws Error for a name that is none */
export function argumentType(name: string): ArgumentType {
  const [, least, most] = /^(\d+)-(\d+)$/.exec(name) ?? [];
  if (least !== undefined) {
    return (word) =>
      /^\d+$/.test(word) && Number(word) >= Number(least) && Number(word) <= Number(most)
        ? String(Number(word))
        : undefined;
  }
  const type = TYPES[name];
  if (!type) throw new Error(`<${name}> is no kind of argument`);
  return type;
}
