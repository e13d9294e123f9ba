import type { ConfigurationCommand } from "./commands";

/** A line of the configuration, with the lines below it. */
export interface Entry {
  readonly command: ConfigurationCommand;
  /** What a line that replaces it has in common with it. */
  readonly key: string;
  /** In full words, without indentation: `no mop enabled` too. */
  readonly line: string;
  /** Undefined where the command opens no mode. */
  readonly section?: Section;
}

export type Section = readonly Entry[];

/** The keys of the entries that lead to a section, from the outside in. */
export type Path = readonly string[];

/** Lines below a path; none where it leads nowhere. */
export function sectionAt(configuration: Section, path: Path): Section {
  const [first, ...rest] = path;
  if (first === undefined) return configuration;
  const section = configuration.find(({ key }) => key === first)?.section;
  return section ? sectionAt(section, rest) : [];
}

/** The configuration with another section at a path that leads somewhere. */
export function withSection(configuration: Section, path: Path, change: (section: Section) => Section): Section {
  const [first, ...rest] = path;
  if (first === undefined) return change(configuration);
  return configuration.map((entry) =>
    entry.key === first ? { ...entry, section: withSection(entry.section ?? [], rest, change) } : entry,
  );
}

/** Puts a line where one of its key is, and keeps what is below that; else at the end. */
export function withEntry(section: Section, entry: Entry): Section {
  const isThere = section.some(({ key }) => key === entry.key);
  if (!isThere) return [...section, entry];
  return section.map((one) => (one.key === entry.key ? { ...entry, section: one.section ?? entry.section } : one));
}

/** The entries that `no` with this key removes: of this very key, or all that begin so where the key is cut short. */
export const entriesOf = (section: Section, key: string): Section =>
  section.filter((entry) => entry.key === key || entry.key.startsWith(`${key} `));

/** Lines of a section that a pattern fits, as its matches. */
export const matches = (section: Section, pattern: RegExp): RegExpExecArray[] =>
  section.flatMap(({ line }) => {
    const match = pattern.exec(line);
    return match ? [match] : [];
  });
