import { clip, dotted } from "../lib/model/path";
import { placeOf, type Problem } from "./problem";

/** Control characters, and characters that turn or hide the text around them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text as one line in which a terminal finds nothing to obey. */
function printable(text: string): string {
  return text.replace(UNPRINTABLE, (sign) =>
    Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

interface Entry {
  readonly problem: Problem;
  /** Number of problems that follow from this one. */
  consequences: number;
  /** Number of other sites that have the same problem. */
  sites: number;
}

/**
 * The problems to show. A problem that follows from another is counted there, and a problem that several sites
 * share is shown once.
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
      // Problems that name each other as causes are all shown.
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
    // Of several problems whose values were derived from one value that is right by itself, the first is shown, there.
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
