import { clip, dotted } from "../lib/model/path";
import { placeOf, type Problem } from "./problem";

/** Control characters, those of C1 too, and what turns or hides the text around it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text as one line that a terminal prints and does not obey. */
function printable(text: string): string {
  return text.replace(UNPRINTABLE, (sign) =>
    Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

interface Entry {
  readonly problem: Problem;
  /** How many problems go away with it. */
  consequences: number;
  /** At how many other sites it is found too. */
  sites: number;
}

/**
 * The problems that stand for all: what follows from another one is counted there, and what is the same
 * at several sites stands once.
 */
function roots(problems: readonly Problem[]): Entry[] {
  const firstAt = new Map<string, Problem>();
  for (const problem of problems) {
    const place = placeOf(problem.path);
    if (!firstAt.has(place)) firstAt.set(place, problem);
  }
  const causeOf = ({ cause }: Problem): Problem | undefined => cause && firstAt.get(placeOf(cause));
  const rootOf = (problem: Problem): Problem => {
    const seen = new Set([problem]);
    let root = problem;
    for (let cause = causeOf(root); cause; cause = causeOf(root)) {
      // Of several that name each other, each is shown.
      if (seen.has(cause)) return problem;
      seen.add(cause);
      root = cause;
    }
    return root;
  };
  const entries = new Map<string, Entry>();
  const entryOf = new Map<Problem, Entry>();
  const derivedFrom = new Map<string, Entry>();
  for (const problem of problems) {
    if (rootOf(problem) !== problem) continue;
    // Of what was derived from one value, which is right by itself, the first is shown, at that value.
    const source = problem.cause && placeOf(problem.cause);
    const sibling = source === undefined ? undefined : derivedFrom.get(source);
    if (sibling) {
      sibling.consequences++;
      entryOf.set(problem, sibling);
      continue;
    }
    const path = problem.cause ?? problem.path;
    const key = `${placeOf(path.map((part, i) => (path[i - 1] === "sites" ? "any" : part)))}: ${problem.message}`;
    const same = entries.get(key);
    if (same) same.sites++;
    const entry = same ?? { problem: { ...problem, path }, consequences: 0, sites: 0 };
    entries.set(key, entry);
    entryOf.set(problem, entry);
    if (source !== undefined) derivedFrom.set(source, entry);
  }
  for (const problem of problems) {
    const root = rootOf(problem);
    if (root !== problem) entryOf.get(root)!.consequences++;
  }
  return [...entries.values()];
}

const MAX_LINE = 1000;

function line({ problem, consequences, sites }: Entry): string {
  const notes = [
    sites > 0 ? ` (and so at ${sites} more ${sites === 1 ? "site" : "sites"})` : "",
    consequences > 0 ? ` (and ${consequences} more that ${consequences === 1 ? "follows" : "follow"} from it)` : "",
  ];
  const text = [dotted(problem.path), problem.message].filter(Boolean).join(": ");
  return `  ${printable(clip(text, MAX_LINE))}${notes.join("")}`;
}

const MAX_LINES = 20;

/** What is shown of the problems, or the warnings, that a file has. */
export function report(file: string, problems: readonly Problem[], noun: "problem" | "warning" = "problem"): string {
  const lines = roots(problems).map(line);
  const count = lines.length === 1 ? `1 ${noun}` : `${lines.length} ${noun}s`;
  const shown = lines.slice(0, MAX_LINES);
  if (lines.length > MAX_LINES) shown.push(`  ... and ${lines.length - MAX_LINES} more`);
  return `${file} has ${count}:\n${shown.join("\n")}`;
}
