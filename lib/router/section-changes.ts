import { typed, type Line, type Section } from "./sections";

/** The commands that make a section what the file says, without its heading. */
export interface SectionChanges {
  readonly now: readonly string[];
  /** What takes away the values that the file no longer has from where several stand beside each other. */
  readonly later: readonly string[];
}

const no = ({ text }: Line) => `no ${text}`;

const textOf = (line: Line): string => typed(line).join("\n");

const among = (lines: readonly Line[], { text }: Line) => lines.find((line) => line.text === text);

/** Those of the file's ranked lines that have to go and come again: all from the first that stands too early. */
function moved(running: readonly Line[], file: readonly Line[]): ReadonlySet<Line> {
  const ranked = file.filter(({ keyword }) => keyword.second === "ranks");
  let from = 0;
  const inPlace = ranked.findIndex((line) => {
    const at = running.findIndex(({ text }, i) => i >= from && text === line.text);
    if (at < 0) return true;
    from = at + 1;
    return false;
  });
  return new Set(inPlace < 0 ? [] : ranked.slice(inPlace));
}

function lineChanges(running: readonly Line[], file: readonly Line[]): SectionChanges {
  const said = (lines: readonly Line[], words: string) =>
    lines
      .filter(({ keyword }) => keyword.words === words)
      .map(textOf)
      .join("\n");
  const differs = (words: string) => said(running, words) !== said(file, words);
  const isLifted = ({ keyword: { rests, words } }: Line) => rests !== undefined && (differs(rests) || differs(words));
  const left = running.filter((line) => !isLifted(line));
  const gone = left.filter((line) => !among(file, line));
  const staysBeside = ({ keyword: { second } }: Line) => second === "joins" || second === "ranks";
  const isReplaced = ({ keyword }: Line) =>
    keyword.second === "replaces" && file.some((line) => line.keyword.words === keyword.words);
  const again = moved(left, file);
  const set = (line: Line): readonly string[] => {
    const there = among(left, line);
    if (!there) return typed(line);
    if (again.has(line)) return [no(line), ...typed(line)];
    const { now, later } = lineChanges(there.lines, line.lines);
    return now.length + later.length === 0 ? [] : [line.text, ...[...now, ...later].map((text) => ` ${text}`)];
  };
  // Last, so that they are away for one line.
  const lifted = running.filter(isLifted);
  const isLate = ({ keyword }: Line) =>
    lifted.some((one) => one.keyword.words === keyword.words || one.keyword.rests === keyword.words);
  return {
    now: [
      ...gone.filter((line) => !staysBeside(line) && !isReplaced(line)).map(no),
      ...file.filter((line) => !isLate(line)).flatMap(set),
      ...lifted.map(no),
      ...file.filter(isLate).flatMap(set),
    ],
    later: gone.filter(staysBeside).map(no),
  };
}

export const sectionChanges = (running: Section, file: Section): SectionChanges =>
  lineChanges(running.lines, file.lines);

/** Whether a tunnel that is up takes all of it. */
export function isLive(running: Section, file: Section): boolean {
  const without = (lines: readonly Line[]) => lines.filter(({ keyword }) => !keyword.live);
  const { now, later } = lineChanges(without(running.lines), without(file.lines));
  return running.heading === file.heading && now.length + later.length === 0;
}
