import type { Kind } from "./names";

/** A command of a section. */
export interface Keyword {
  /** Its words before the value: `match address local`. */
  readonly words: string;
  /**
   * What a second line with these words does: it replaces the first; joins it; joins it at a lower rank; or may clash
   * with it, so that the first has to go before.
   */
  readonly second: "replaces" | "joins" | "ranks" | "clashes";
  /** The values that this project writes or mends; with another, the line counts as another command. */
  readonly value?: RegExp;
  /** The value in the spelling of the rendered file. */
  readonly spelling?: (value: string) => string;
  /** The value that holds where no line is shown, by the values of the section's other keywords. */
  readonly hidden?: (valueOf: (words: string) => string | undefined) => string | undefined;
  /** Whether a tunnel that is up takes another value without being shut. */
  readonly live?: true;
  /** Words of the command that changes only while this one is away. Its own value changes by way of none too. */
  readonly rests?: string;
  readonly secret?: true;
  /** The commands under it. */
  readonly section?: readonly Keyword[];
  /** What closes the lines under it. */
  readonly closing?: string;
}

interface SectionGrammar {
  /** Its heading, with the name and perhaps a value. */
  readonly heading: RegExp;
  /** What follows the prefix in names that this project gives. Absent: the names are others'. */
  readonly ownName?: RegExp;
  readonly keywords: readonly Keyword[];
  /** Commands of an operator that leave the meaning of the section. All others are refused. */
  readonly leaves: RegExp;
}

type Rest = Omit<Keyword, "words" | "second">;
const one = (words: string, rest: Rest = {}): Keyword => ({ words, second: "replaces", ...rest });
const several = (words: string, second: "joins" | "ranks" | "clashes", rest: Rest = {}): Keyword => ({
  words,
  second,
  ...rest,
});
const always = (value: string) => () => value;

const NAME = /^\S+$/;
/**
 * The file's key is one word. Type 6 is what a router shows of a key that it has encrypted.
 *
 * @see https://www.cisco.com/c/en/us/td/docs/routers/ios/config/17-x/sec-vpn/b-security-vpn/m_sec-encrypt-preshare-0.html
 */
const KEY = /^(?:6 )?\S+$/;

/** The words before the name of the IPsec profile that protects a tunnel. */
export const PROTECTION = "tunnel protection ipsec profile";
/** The words before what a tunnel carries, which changes while no profile protects it. */
export const MODE = "tunnel mode";

/** What stands for the value of an encrypted key, which nothing can be compared with. */
export const ENCRYPTED = "6";

const transform = (value: string) => value.replace(/^(esp-(?:gcm|aes)) 128\b/, "$1");

/**
 * The commands of each section that this project writes; of interfaces, those of tunnels.
 *
 * Lists and single values are those of the YANG model of IOS-XE 17.15.1, which the first link leads to. It has one
 * `match address local` in an IKEv2 profile and several in a policy; since the command line is not documented to
 * replace it, the one before goes first. What holds where nothing is shown: 86400 s, and a PRF that is the integrity's
 * algorithm, by the FlexVPN guide; 3600 s, 4608000 KB and 64 packets, or what the router has set for all profiles.
 *
 * @see https://github.com/YangModels/yang/blob/main/vendor/cisco/xe/17151/Cisco-IOS-XE-crypto.yang
 * @see https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ike2vpn/configuration/xe-17/sec-flex-vpn-xe-17-book.html
 */
export const GRAMMAR: Readonly<Record<Kind, SectionGrammar>> = {
  VRF: {
    heading: /^vrf definition (\S+)$/,
    keywords: ["ipv4", "ipv6"].map((family) =>
      several(`address-family ${family}`, "joins", { closing: "exit-address-family" }),
    ),
    leaves: /^/,
  },
  proposal: {
    heading: /^crypto ikev2 proposal (\S+)$/,
    ownName: /^-PROPOSAL-.+$/,
    keywords: [
      one("encryption"),
      one("integrity"),
      one("prf", { hidden: (valueOf) => valueOf("integrity") }),
      one("group"),
    ],
    leaves: /^description /,
  },
  policy: {
    heading: /^crypto ikev2 policy (\S+)$/,
    ownName: /^-POLICY$/,
    keywords: [one("match fvrf"), several("match address local", "joins"), several("proposal", "ranks")],
    leaves: /^(?:description |proposal )/,
  },
  keyring: {
    heading: /^crypto ikev2 keyring (\S+)$/,
    ownName: /^-KEYRING\d+$/,
    keywords: [
      several("peer", "clashes", {
        value: NAME,
        section: [
          // What tells another key where the router shows none; the rest is an operator's.
          one("description", { value: /^key version \d+$/ }),
          one("address", { value: NAME }),
          one("pre-shared-key", {
            value: KEY,
            secret: true,
            spelling: (value) => (value.startsWith("6 ") ? ENCRYPTED : value),
          }),
        ],
      }),
    ],
    leaves: /^description /,
  },
  "IKEv2 profile": {
    heading: /^crypto ikev2 profile (\S+)$/,
    ownName: /^-PROFILE\d+$/,
    keywords: [
      one("match fvrf"),
      several("match address local", "clashes"),
      several("match identity remote address", "joins", {
        spelling: (value) => (value.includes(" ") ? value : `${value} 255.255.255.255`),
      }),
      one("identity local", { value: /^address \S+$/ }),
      one("authentication remote", { value: /^pre-share$/ }),
      one("authentication local", { value: /^pre-share$/ }),
      one("keyring local", { value: NAME }),
      one("lifetime", { hidden: always("86400") }),
      one("dpd"),
      one("nat keepalive"),
    ],
    leaves: /^(?:description |nat force-encap$|(?:no )?config-exchange |redirect gateway )/,
  },
  "transform set": {
    heading: /^crypto ipsec transform-set (\S+) (.+)$/,
    ownName: /^-TRANSFORMSET-.+$/,
    keywords: [one("mode", { hidden: always("tunnel") })],
    leaves: /^(?!)/,
  },
  "IPsec profile": {
    heading: /^crypto ipsec profile (\S+)$/,
    ownName: /^-IPSEC-PROFILE\d+$/,
    keywords: [
      one("set transform-set"),
      one("set security-association lifetime seconds", { hidden: always("3600") }),
      one("set security-association lifetime kilobytes", { hidden: always("4608000") }),
      one("set security-association replay", { hidden: always("window-size 64") }),
      // Group 14 where none is named, by the YANG model.
      one("set pfs", { spelling: (value) => value || "group14" }),
      one("set ikev2-profile", { value: NAME }),
    ],
    leaves: /^(?:description |set security-association (?:idle-time|dfbit|ecn) |set security-policy )/,
  },
  interface: {
    heading: /^interface (Tunnel\d+)$/,
    keywords: [
      one("description", { live: true }),
      one("ip address", { value: /^[\d.]+ [\d.]+$/ }),
      one("shutdown", { value: /^$/ }),
      one("ipv6 enable", { value: /^$/ }),
      one("ip mtu", { live: true }),
      one("ipv6 mtu", { live: true }),
      one("ip tcp adjust-mss", { live: true }),
      one("ipv6 tcp adjust-mss", { live: true }),
      one("tunnel source"),
      one(MODE),
      one("tunnel destination"),
      one("tunnel vrf", { value: NAME }),
      // Cisco's examples have the mode before the protection. That a mode is refused after it is inferred.
      one(PROTECTION, { value: NAME, rests: MODE }),
    ],
    leaves:
      /^(?!tunnel (?!path-mtu-discovery|bandwidth |ttl |tos )|(?:ip )?vrf forwarding |ip unnumbered |ip address (?!.* secondary$)|crypto map )/,
  },
};

/** A value that is set for a whole router, by the words that set it for a profile. */
export const globalWords = (words: string) =>
  words.replace(/^set security-association/, "crypto ipsec security-association");

/** A heading in the file's spelling. */
export const headingSpelling = (text: string) =>
  text.replace(
    /^(crypto ipsec transform-set \S+) (.+)$/,
    (_, start: string, value: string) => `${start} ${transform(value)}`,
  );
