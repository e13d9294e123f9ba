import type { RouteLine } from "./route-line";
import { sectionChanges } from "./section-changes";
import type { Command } from "./section";
import { printed, sectionKey, type Section } from "./sections";

export type Sections = ReadonlyMap<string, Section>;

/** What the router has after the steps so far. */
export interface State {
  readonly sections: Sections;
  readonly routes: readonly RouteLine[];
  /** Sections of others, which may use the file's. */
  readonly foreign: readonly Command[];
}

export const keyOf = ({ kind, name }: Section) => sectionKey(kind, name);
export const indented = (lines: readonly string[]) => lines.map((line) => ` ${line}`);
export const removal = ({ kind, name, heading }: Section) =>
  kind === "transform set" ? `no crypto ipsec transform-set ${name}` : `no ${heading}`;
export const put = (sections: Sections, ...changed: readonly Section[]): Sections =>
  new Map([...sections, ...changed.map((section) => [keyOf(section), section] as const)]);
export const without = (sections: Sections, ...gone: readonly Section[]): Sections => {
  const keys = new Set(gone.map(keyOf));
  return new Map([...sections].filter(([key]) => !keys.has(key)));
};

/** The commands that make a section what the file says; `later` holds what takes lines away that others may use. */
export function made(
  running: Section | undefined,
  file: Section,
): { readonly now: string[]; readonly later: string[] } {
  if (!running) return { now: printed(file.command), later: [] };
  const { now, later } = sectionChanges(running, file);
  const isOther = running.heading !== file.heading;
  return {
    now: now.length > 0 || isOther ? [file.heading, ...indented(now)] : [],
    later: later.length > 0 ? [file.heading, ...indented(later)] : [],
  };
}

/** All of it at once, for sections that nothing uses meanwhile. */
export function madeAtOnce(running: Section | undefined, file: Section): string[] {
  const { now, later } = made(running, file);
  return [...now, ...(now.length > 0 ? later.slice(1) : later)];
}

/** The first of these sections that names another. */
export const userOf = ({ name }: Section, users: readonly Command[]): Command | undefined =>
  users.find(({ text, children }) =>
    [text, ...children.map((child) => child.text)].some((line) => line.split(" ").includes(name)),
  );
