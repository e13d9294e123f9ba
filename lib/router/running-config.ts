import { commandWords } from "./command-words";
import { ENCRYPTED, MODE, PROTECTION } from "./grammar";
import type { Kind } from "./names";
import {
  farAddresses,
  isDiscard,
  isOwnName,
  lineSpelling,
  ROUTER_SECTION,
  sectionsOf,
  type OwnConfiguration,
} from "./own-configuration";
import { isSamePath, isSamePrefix, routeLine, type RouteLine } from "./route-line";
import { commands, type Command } from "./section";
import { checked, globalsOf, headingOf, parseSection, sectionKey, type Line, type Section } from "./sections";

/** What of a router's configuration is the file's, or stands in relation to it. */
export interface RunningConfiguration {
  /** Sections of the file's objects, and of those that a file before it had, by kind and name. */
  readonly sections: ReadonlyMap<string, Section>;
  /** Routes of the file, and those that a file before it had. */
  readonly routes: readonly RouteLine[];
  /** Commands that are one line. */
  readonly lines: readonly string[];
  readonly left: readonly Command[];
  /** Everything else. */
  readonly foreign: readonly Command[];
  /** What an operator should know of it. */
  readonly notes: readonly string[];
}

/** The pager's line, which it overwrites with blanks; the next line follows. */
const PAGER = /^ ?--More--(?: ?\x08+ *\x08+| ?\r *\r| *)/i;

/**
 * The lines of the configuration alone, each on its line of the given text, and none of a banner's.
 *
 * @throws Error unless it is there from its start to its end
 */
function configurationLines(text: string): string {
  const lines = text.split("\n").map((line) =>
    line
      .replace(PAGER, "")
      .replace(/[\r\x08]/g, "")
      .replace(/[^\t -~]/gu, "?"),
  );
  let delimiter: string | undefined;
  const free = lines.map((line) => {
    if (delimiter !== undefined) {
      if (line.includes(delimiter)) delimiter = undefined;
      return "";
    }
    const [, sign, rest = ""] = /^banner \S+ (\^C|\S)(.*)$/.exec(line) ?? [];
    if (sign !== undefined && !rest.includes(sign)) delimiter = sign;
    return line;
  });
  // Not "Current configuration", which stands over a part as well: show running-config interface Tunnel0.
  const start = free.map((line) => /^version \d/.test(line)).lastIndexOf(true);
  const end = free.findIndex((line, i) => i > start && /^end\s*$/.test(line));
  if (start < 0 || end < 0) {
    throw new Error(
      'the text is no whole "show running-config", which goes from "version ..." to "end"; type "terminal length 0" ' +
        "before it, and give all that it prints",
    );
  }
  return free.map((line, i) => (i > start && i < end ? line : "")).join("\n");
}

const isOwn = (kind: Kind, name: string, namePrefix: string, sections: OwnConfiguration["sections"]) =>
  isOwnName(kind, name, namePrefix) || sections.has(sectionKey(kind, name));

/** Whether a tunnel is the file's: a profile of the file's protects it, or it is what an apply has begun to make. */
function isOwnTunnel(tunnel: Section, { namePrefix, sections }: OwnConfiguration): boolean {
  const protection = tunnel.command.children.find(({ text }) => text.startsWith(`${PROTECTION} `));
  const profile = protection?.text.slice(PROTECTION.length + 1).split(" ")[0];
  if (profile !== undefined) return isOwn("IPsec profile", profile, namePrefix, sections);
  const file = sections.get(sectionKey("interface", tunnel.name));
  const isBegun = ({ text }: Line) =>
    text === "shutdown" || text.startsWith(`${MODE} ipsec`) || file!.lines.some((line) => line.text === text);
  return file !== undefined && tunnel.others.every(({ text }) => text.startsWith("no ")) && tunnel.lines.every(isBegun);
}

/** A policy without the proposals of others, whose VPNs from its addresses have no other policy. */
function withoutOthersProposals(section: Section, { namePrefix, sections }: OwnConfiguration): Section {
  if (section.kind !== "policy") return section;
  const others = section.lines.filter(
    ({ keyword, value }) => keyword.words === "proposal" && !isOwn("proposal", value, namePrefix, sections),
  );
  const isOthers = ({ text }: Command) => others.some((line) => line.text === text);
  return {
    ...section,
    lines: section.lines.filter((line) => !others.includes(line)),
    others: [...section.others, ...section.command.children.filter(isOthers)],
  };
}

function ownSections(top: readonly Command[], file: OwnConfiguration): Section[] {
  const { namePrefix, sections } = file;
  const globals = globalsOf(top);
  return top.flatMap((command) => {
    const heading = headingOf(command);
    if (!heading) return [];
    const { kind, name } = heading;
    const section = parseSection(heading, command, globals);
    if (kind === "interface" ? isOwnTunnel(section, file) : isOwn(kind, name, namePrefix, sections)) {
      return [checked(withoutOthersProposals(section, file))];
    }
    if (kind === "interface" && sections.has(sectionKey(kind, name))) {
      throw new Error(
        `line ${command.line} of the router's configuration: "${command.text}" is not the file's: no IPsec profile whose name starts with ` +
          `${namePrefix}- protects it; give the file's tunnels other numbers (tunnelBase), or take it off the router`,
      );
    }
    return [];
  });
}

function ownRoutes(top: readonly Command[], running: ReadonlyMap<string, Section>, file: OwnConfiguration) {
  const all = top.map(routeLine).filter((route) => route !== undefined);
  const tunnels = new Set(sectionsOf(running, "interface").map(({ name }) => name));
  const through = (routes: readonly RouteLine[], names: ReadonlySet<string>) =>
    routes.filter(({ via }) => names.has(via));
  const isIn = (list: readonly RouteLine[], route: RouteLine) => list.some((one) => isSamePrefix(one, route));
  const far = [...through(all, tunnels), ...file.routes.filter(isDiscard)];
  const distances = new Set(file.routes.filter(isDiscard).map(({ distance }) => distance));
  const [planned, present] = [farAddresses(file.sections.values()), farAddresses(running.values())];
  const hosts = (routes: readonly RouteLine[], addresses: ReadonlySet<string>) =>
    routes.filter(
      (route) => !isDiscard(route) && route.prefix.endsWith("/32") && addresses.has(route.prefix.slice(0, -3)),
    );
  const fileHosts = hosts(file.routes, planned);
  // A file without a route to an address leaves the way there to the router, whose operator may have made this one.
  const isFiles = (route: RouteLine) =>
    planned.has(route.prefix.slice(0, -3)) ? isIn(fileHosts, route) : fileHosts.length > 0;
  const ways = hosts(all, new Set([...planned, ...present]));
  const own = new Set([
    ...through(all, tunnels),
    ...all.filter((route) => isDiscard(route) && distances.has(route.distance) && isIn(far, route)),
    ...ways.filter(isFiles),
    ...all.filter((route) => file.routes.some((one) => isSamePath(one, route))),
  ]);
  return {
    routes: all.filter((route) => own.has(route)),
    kept: ways.filter((route) => !own.has(route)),
  };
}

export const isEncryptedKey = ({ keyword, value }: Line) => keyword.secret === true && value === ENCRYPTED;

/** Names of the keyrings of which a router shows no key. */
export const encryptedKeyrings = ({ sections }: Pick<RunningConfiguration, "sections">): string[] =>
  sectionsOf(sections, "keyring")
    .filter(({ lines }) => lines.some((peer) => peer.lines.some(isEncryptedKey)))
    .map(({ name }) => name);

/**
 * Reads what of a `show running-config`, or of a terminal that shows it, is the file's: what bears its names, tunnels
 * whose IPsec profile does, and the routes that lead through them, to their far ends, or nowhere while they are down.
 *
 * IOS-XE shows IPv6 in capitals, no value that holds anyway, and a key of type 6 where `password encryption aes` is on.
 *
 * @throws Error that names the line of the text, never a secret
 */
export function readRunningConfig(text: string, file: OwnConfiguration): RunningConfiguration {
  const top = commands(configurationLines(text));
  const own = ownSections(top, file);
  const sections = new Map(own.map((section) => [sectionKey(section.kind, section.name), section]));
  const { routes, kept } = ownRoutes(top, sections, file);
  const known = new Set([...own.map(({ command }) => command.line), ...routes.map(({ line }) => line)]);
  return {
    sections,
    routes,
    lines: top.filter(({ children }) => children.length === 0).map(({ text }) => lineSpelling(text)),
    left: top.filter((command) => ROUTER_SECTION.test(command.text)),
    foreign: top.filter(({ line }) => !known.has(line)),
    notes: [
      ...own
        .filter(({ kind }) => kind !== "VRF")
        .flatMap(({ command, others }) =>
          others.map(
            (other) =>
              `"${command.text}" has "${commandWords(other.text)}" (line ${other.line}), which is not the file's and stays`,
          ),
        ),
      ...routes
        .filter((route) => / track \d/.test(route.text))
        .map((route) => `"${route.text}" stays as it is: what it tracks decides whether it holds`),
      ...kept.map((route) => `"${route.text}" stays: the file leaves the way to that address to the router`),
    ],
  };
}
