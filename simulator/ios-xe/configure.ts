import { IPv4 } from "ipaddr.js";
import { argumentType } from "./argument-types";
import { commandsOf, type ConfigurationCommand, type ModeName } from "./commands";
import {
  entriesOf,
  matches,
  sectionAt,
  withEntry,
  withSection,
  type Entry,
  type Path,
  type Section,
} from "./configuration";
import { inUse, missing } from "./references";
import { understand, type Misunderstood, type Understood } from "./syntax";
import type { KeyCipher } from "./type6";

/** What a router is, whatever its configuration says. */
export interface Hardware {
  /** Interfaces that no command makes or removes: `GigabitEthernet1`. */
  readonly interfaces: readonly string[];
  readonly cipher: KeyCipher;
  /** Whether a licence level is active; without it a router takes no line of crypto. */
  readonly hasCrypto: boolean;
}

/** What became of a line of configuration. */
export interface Configured {
  readonly configuration: Section;
  /** Where the next line is taken; undefined once configuration mode is left. */
  readonly path: Path | undefined;
  /** What the router says to it; nothing, as a rule. */
  readonly output: readonly string[];
  /** The character of the line that the mark `^` stands under. */
  readonly markAt?: number;
}

export const INVALID = "% Invalid input detected at '^' marker.";

/** The line above {@link INVALID}. */
export const mark = (at: number): string => `${" ".repeat(at)}^`;

/** The mode that a path leads to. */
export function modeAt(configuration: Section, path: Path): ModeName {
  return path.reduce<{ readonly mode: ModeName; readonly section: Section }>(
    ({ section }, step) => {
      const entry = section.find(({ key }) => key === step)!;
      return { mode: entry.command.opens!(entry.line), section: entry.section ?? [] };
    },
    { mode: "config", section: configuration },
  ).mode;
}

/** Takes a line that was typed in configuration mode. `do` is not for here. */
export function configure(hardware: Hardware, configuration: Section, path: Path, typed: string): Configured {
  const stay = (output: readonly string[] = [], markAt?: number): Configured => ({
    configuration,
    path,
    output,
    markAt,
  });
  const line = typed.trim();
  if (line === "" || line.startsWith("!")) return stay();
  if (/^end$/i.test(line)) return { ...stay(), path: undefined };
  if (/^exi?t?$/i.test(line)) return { ...stay(), path: path.length > 0 ? path.slice(0, -1) : undefined };
  if (/^exit-address-family$/i.test(line) && modeAt(configuration, path) === "config-vrf-af") {
    return { ...stay(), path: path.slice(0, -1) };
  }
  const [, no, rest = ""] = /^\s*(?:(no)\s+)?(.*)$/is.exec(typed)!;
  const offset = typed.length - rest.length;
  const found = inModes(configuration, path, rest, no !== undefined);
  if (!hardware.hasCrypto && "above" in found && /^(?:crypto|tunnel protection) /.test(found.understood.line)) {
    return stay([INVALID, ""], offset);
  }
  if ("why" in found) {
    if (found.why === "incomplete") return stay(["% Incomplete command.", ""]);
    if (found.why === "ambiguous") return stay([`% Ambiguous command:  "${line}"`]);
    return stay([INVALID, ""], offset + found.at);
  }
  const { understood, above } = found;
  const unknown = unknownInterface(hardware, configuration, understood.line);
  if (unknown !== undefined) {
    const word = [...typed.matchAll(/\S+/g)].find(([text]) => argumentType("interface")(text) === unknown);
    return stay([INVALID, ""], word?.index ?? typed.trimEnd().lastIndexOf(" ") + 1);
  }
  return no === undefined
    ? put(hardware, configuration, above, understood)
    : {
        ...stay(),
        ...remove(hardware, configuration, above, understood),
        path: above.length < path.length ? above : path,
      };
}

interface Found {
  readonly understood: Understood<ConfigurationCommand>;
  /** The path of the section that the line is of. */
  readonly above: Path;
}

/** A line that the mode does not know is one of the modes around it. */
function inModes(configuration: Section, path: Path, line: string, isNo: boolean): Found | Misunderstood {
  let worst: Misunderstood | undefined;
  const reach = (one: Misunderstood) => (one.why === "invalid" ? one.at : Infinity);
  for (let depth = path.length; depth >= 0; depth--) {
    const above = path.slice(0, depth);
    const found = understand(commandsOf(modeAt(configuration, above)), line, isNo);
    if (!("why" in found)) return { understood: found, above };
    if (!worst || reach(found) > reach(worst)) worst = found;
  }
  return worst!;
}

/** An interface that a line names and that the router has not. Lines that open it make it, if it is none of hardware. */
function unknownInterface({ interfaces }: Hardware, configuration: Section, line: string): string | undefined {
  const isMade = /^(?:Tunnel|Loopback)/;
  const opened = /^interface (\S+)/.exec(line)?.[1];
  if (opened !== undefined) return isMade.test(opened) || interfaces.includes(opened) ? undefined : opened;
  const via = /^ip(?:v6 route (?:vrf \S+ )?\S+| route (?:vrf \S+ )?\S+ \S+) ([A-Z][a-z]\S+)(?: |$)/.exec(line)?.[1];
  if (via === undefined || /^Null0$/.test(via)) return undefined;
  return configuration.some(({ key }) => key === `interface ${via}`) ? undefined : via;
}

/** What IOS-XE says when an object is made that is not yet complete. Published sessions have the first; the others are inferred. */
const NOTICES: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^crypto ikev2 proposal /,
    [
      "IKEv2 proposal MUST either have a set of an encryption algorithm other than aes-gcm, an integrity algorithm and a DH group configured or ",
      " encryption algorithm aes-gcm, a prf algorithm and a DH group configured",
    ],
  ],
  [/^crypto ikev2 policy /, ["IKEv2 policy MUST have atleast one complete proposal attached "]],
  [
    /^crypto ikev2 profile /,
    [
      "IKEv2 profile MUST have:",
      "   1. A local and a remote authentication method.",
      "   2. A match identity or a match certificate or match any statement.",
    ],
  ],
];

function put(
  { cipher }: Hardware,
  configuration: Section,
  above: Path,
  { command, line: understood, key }: Understood<ConfigurationCommand>,
): Configured {
  const line = withoutKeyType(understood, cipher);
  const here = { configuration, path: above };
  const refusal =
    missing(configuration, above[0], line) ?? inconsistent(line) ?? overlapping(configuration, above, line);
  if (refusal !== undefined) return { ...here, output: [refusal] };
  const section = sectionAt(configuration, above);
  const isNew = !section.some((entry) => entry.key === key);
  const holdsAnyway = command.isOn || command.hidden?.includes(line);
  const entry: Entry = { command, key, line, ...(command.opens && { section: [] }) };
  const vrf = vrfChanged(configuration, above, line);
  return {
    configuration: withSection(vrf.configuration, above, (section) =>
      holdsAnyway ? section.filter((one) => one.key !== key) : withEntry(section, entry),
    ),
    path: command.opens ? [...above, key] : above,
    output: [
      ...vrf.output,
      ...(isNew && command.opens ? (NOTICES.find(([pattern]) => pattern.test(line))?.[1] ?? []) : []),
    ],
  };
}

/** A pre-shared key in clear, where this router can read it. */
function withoutKeyType(line: string, cipher: KeyCipher): string {
  const [, words, type, key] = /^(pre-shared-key (?:local |remote )?)([06]) (\S+)$/.exec(line) ?? [];
  if (key === undefined) return line;
  const clear = type === "0" ? key : cipher.decrypt(key);
  return clear === undefined ? line : `${words}${clear}`;
}

/** Said of every interface that is removed. Cisco's NED for IOS and Net::Telnet::Cisco have its start; the rest is inferred. */
const REMOVED =
  "% Not all config may be removed and may reappear after reactivating the logical-interface/sub-interfaces";

function remove(
  { interfaces }: Hardware,
  configuration: Section,
  above: Path,
  { command, key, line }: Understood<ConfigurationCommand>,
): Pick<Configured, "configuration" | "output"> {
  const refused = (message: string) => ({ configuration, output: [message] });
  const name = /^interface (\S+)$/.exec(key)?.[1];
  // The wording is inferred.
  if (name !== undefined && interfaces.includes(name)) {
    return refused("% Removal of physical interfaces is not permitted");
  }
  const used = inUse(configuration, key);
  if (used !== undefined) return refused(used);
  const section = sectionAt(configuration, above);
  const isRoute = /^ip(?:v6)? route /.test(key);
  // A route is removed whatever its distance, unless the line names one.
  const entries = entriesOf(section, key).filter((entry) => !isRoute || `${entry.line} `.startsWith(`${line} `));
  if (isRoute && entries.length === 0) return refused("%No matching route to delete");
  const keys = entries.map((entry) => entry.key);
  const off: Section = command.isOn ? [{ command, key, line: `no ${key}` }] : [];
  const vrf = vrfChanged(configuration, above, `no ${key}`);
  const removed = withSection(vrf.configuration, above, (section) => [
    ...section.filter((entry) => !keys.includes(entry.key)),
    ...off,
  ]);
  // A route leaves with the interface that it leads through. Inferred.
  const routes = new RegExp(`^ip(?:v6)? route .* ${name}(?: |$)`);
  return {
    configuration: name === undefined ? removed : removed.filter(({ line }) => !routes.test(line)),
    output: name === undefined || entries.length === 0 ? vrf.output : [REMOVED],
  };
}

/** An interface that goes into a VRF, or out of it, loses its addresses; so do all of a VRF that is removed. */
function vrfChanged(
  configuration: Section,
  above: Path,
  line: string,
): { readonly configuration: Section; readonly output: readonly string[] } {
  const [, noDefinition, definition] = /^(no) vrf definition (\S+)$/.exec(line) ?? [];
  if (noDefinition) {
    const isIn = ({ line, section = [] }: Entry) =>
      /^interface /.test(line) && section.some((one) => one.line === `vrf forwarding ${definition}`);
    const isOf = (line: string) => line.startsWith("ip") && line.includes(` route vrf ${definition} `);
    return {
      configuration: configuration
        .filter(({ line }) => !isOf(line))
        .map((entry) => ({
          ...entry,
          ...(entry.section && {
            section: (isIn(entry) ? withoutAddresses(entry.section) : entry.section).filter(
              ({ line }) => line !== `vrf forwarding ${definition}` && line !== `tunnel vrf ${definition}`,
            ),
          }),
        })),
      output: configuration.some(isIn)
        ? [`% IPv4 and IPv6 addresses from all interfaces in VRF ${definition} have been removed`]
        : [],
    };
  }
  const [, no, to] = /^(no )?vrf forwarding(?: (\S+))?$/.exec(line) ?? [];
  const section = sectionAt(configuration, above);
  const [[, from] = []] = matches(section, /^vrf forwarding (\S+)$/);
  const name = /^interface (\S+)$/.exec(above[0] ?? "")?.[1];
  if ((no === undefined && to === undefined) || name === undefined || from === to) return { configuration, output: [] };
  const [word, vrf] = no === undefined ? ["enabling", to] : ["disabling", from];
  const families = [
    ["IPv4", /^ip address /],
    ["IPv6", /^ipv6 (?:address |enable$)/],
  ] as const;
  return {
    configuration: withSection(configuration, above, withoutAddresses),
    output: families.flatMap(([family, pattern]) =>
      matches(section, pattern).length > 0
        ? [`% Interface ${name} ${family} disabled and address(es) removed due to ${word} VRF ${vrf}`]
        : [],
    ),
  };
}

const withoutAddresses = (section: Section): Section =>
  section.filter(({ line }) => !/^(?:ip address |ipv6 (?:address |enable$))/.test(line));

const number = (address: string): number =>
  IPv4.parse(address)
    .toByteArray()
    .reduce((value, byte) => value * 256 + byte, 0);

/** First and last address of a network. */
function range(address: string, mask: string): readonly [number, number] {
  const size = 2 ** (32 - IPv4.parse(mask).prefixLengthFromSubnetMask()!);
  const first = Math.floor(number(address) / size) * size;
  return [first, first + size - 1];
}

function inconsistent(line: string): string | undefined {
  const [, network, mask] = /^ip route (?:vrf \S+ )?([\d.]+) ([\d.]+) /.exec(line) ?? [];
  return network !== undefined && range(network, mask!)[0] !== number(network)
    ? "%Inconsistent address and mask"
    : undefined;
}

/** No two interfaces of a table of routes can share addresses. */
function overlapping(configuration: Section, above: Path, line: string): string | undefined {
  const pattern = /^ip address ([\d.]+) ([\d.]+)$/;
  const [, address, mask] = pattern.exec(line) ?? [];
  if (address === undefined) return undefined;
  const vrfOf = (section: Section) => matches(section, /^vrf forwarding (\S+)$/)[0]?.[1];
  const [first, last] = range(address, mask!);
  const vrf = vrfOf(sectionAt(configuration, above));
  const other = configuration.find(({ key, section = [] }) => {
    if (!key.startsWith("interface ") || key === above[0] || vrfOf(section) !== vrf) return false;
    return matches(section, pattern).some(([, a, m]) => {
      const [from, to] = range(a!, m!);
      return from <= last && first <= to;
    });
  });
  const network = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
  return other && `% ${network} overlaps with ${other.key.replace("interface ", "")}`;
}
