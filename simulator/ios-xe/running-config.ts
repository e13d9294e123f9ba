import { INTERFACE_KINDS } from "./argument-types";
import { commandsOf, MODES, type ConfigurationCommand, type ModeName } from "./commands";
import type { Entry, Section } from "./configuration";

/** Numbers that order interfaces: their kind, then each number of their name. */
function rankOf(line: string): readonly number[] {
  const [, kind = "", numbers = ""] = /^interface ([A-Za-z-]+)([\d/.]*)/.exec(line) ?? [];
  return [INTERFACE_KINDS.indexOf(kind), ...numbers.split(/[/.]/).map(Number)];
}

/** Routes of the global table first, then by their prefix. */
function routeRank(line: string): readonly (number | string)[] {
  const [, vrf = "", prefix = ""] = /^ip(?:v6)? route (?:vrf (\S+) )?(\S+)/.exec(line) ?? [];
  return [vrf, ...(prefix.includes(":") ? [prefix] : prefix.split(".").map(Number))];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x = -1, y = -1] = [a[i], b[i]];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

const RANKS: Readonly<
  Record<NonNullable<ConfigurationCommand["order"]>, (line: string) => readonly (number | string)[]>
> = {
  interface: rankOf,
  text: (line) => [line],
  route: routeRank,
};

/** The lines of each command, in the order in which they are shown. */
function byCommand(section: Section): (command: ConfigurationCommand) => Section {
  const found = new Map<ConfigurationCommand, Entry[]>();
  for (const entry of section) {
    const entries = found.get(entry.command);
    if (entries) entries.push(entry);
    else found.set(entry.command, [entry]);
  }
  return (command) => ordered(command, found.get(command) ?? []);
}

function ordered({ order }: ConfigurationCommand, entries: Section): Section {
  if (!order || entries.length < 2) return entries;
  return entries
    .map((entry) => ({ entry, rank: RANKS[order](entry.line) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ entry }) => entry);
}

/** A blank stands after lists of transforms, as in published running configurations. */
const TRAILING_BLANK = /^(?:crypto ipsec transform-set|set transform-set) /;

function linesOf({ line, command, section = [] }: Entry, indent: string): string[] {
  const own = `${indent}${line}${TRAILING_BLANK.test(line) ? " " : ""}`;
  const mode = command.opens?.(line);
  if (!mode) return [own];
  const { closing } = command;
  return [own, ...sectionLines(mode, section, `${indent} `), ...(closing ? [`${indent}${closing}`] : [])];
}

/** Lines that open a mode in a mode: before each of a VRF's families a `!`, after each peer of a keyring. */
const BEFORE: readonly ModeName[] = ["config-vrf"];
const AFTER: readonly ModeName[] = ["config-ikev2-keyring"];

function sectionLines(mode: ModeName, section: Section, indent: string): string[] {
  const entriesOf = byCommand(section);
  return commandsOf(mode).flatMap((command) => {
    const entries = entriesOf(command);
    if (entries.length === 0) return command.absent ? [`${indent}${command.absent}`] : [];
    return entries.flatMap((entry) => [
      ...(BEFORE.includes(mode) && command.opens ? [`${indent}!`] : []),
      ...linesOf(entry, indent),
      ...(AFTER.includes(mode) && command.opens ? [`${indent}!`] : []),
    ]);
  });
}

/** Texts of entries at the top, most of which stay from one configuration to the next. */
const TOP = new WeakMap<Entry, string>();

function topText(entry: Entry): string {
  const text = TOP.get(entry) ?? [...linesOf(entry, ""), ...(entry.command.opens ? ["!"] : [])].join("\n");
  TOP.set(entry, text);
  return text;
}

/**
 * The configuration as `show running-config` prints it below its head, from `version` to `end`, with keys in clear.
 *
 * Form: public samples of `show running-config`; IPv6 in capitals, nothing that holds anyway, a `!` after each section.
 */
export function configurationText(configuration: Section): string {
  const entriesOf = byCommand(configuration);
  const parts = MODES.config.flatMap((group) => {
    const shown = group.flatMap((command) => entriesOf(command).map(topText));
    return shown.length === 0 || shown.at(-1)!.endsWith("\n!") ? shown : [...shown, "!"];
  });
  return [...parts, "end", ""].join("\n");
}

/** Such a text with its pre-shared keys as `password encryption aes` has them shown. */
export const withEncryptedKeys = (text: string, encrypt: (key: string) => string): string =>
  text.replace(
    /^( *pre-shared-key (?:local |remote )?)(\S+)$/gm,
    (_, words: string, key: string) => `${words}6 ${encrypt(key)}`,
  );

/** What `show running-config` prints. @param changed when the configuration was changed last, and by whom */
export function showRunningConfig(text: string, changed: string | undefined): string {
  const head = changed === undefined ? "!\n" : `!\n! Last configuration change at ${changed}\n!\n`;
  const body = `${head}${text}`;
  return `Building configuration...\n\nCurrent configuration : ${body.length} bytes\n${body}`;
}
