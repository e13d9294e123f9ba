import { cell, tableLines } from "./markdown-table";
import { rootCause, worst, type Outcome, type Verdict } from "./verdict";

const WORDS: Readonly<Record<Outcome, string>> = {
  passed: "is healthy",
  degraded: "is degraded",
  failed: "has failed",
  unknown: "is not known to be healthy",
};

/** A row of a table, bad news first. */
const ORDER: readonly Outcome[] = ["failed", "degraded", "unknown", "passed"];

/**
 * Verdicts as a page: what to mend first, and a table of every check, the bad ones first.
 *
 * @param title what was judged: `site oslo`
 */
export function markdown(title: string, verdicts: readonly Verdict[]): string {
  const outcome = worst(verdicts.map((one) => one.outcome));
  const root = rootCause(verdicts);
  const sorted = ORDER.flatMap((wanted) => verdicts.filter((one) => one.outcome === wanted));
  const rows = sorted.map(({ check, outcome, seen = "", expected }) => [[check], [outcome], [seen], [expected]]);
  const causes = sorted.flatMap(({ check, causes = [] }) =>
    causes.map(({ name, text }) => `- ${cell(check)}: **${name}**. ${cell(text)}`),
  );
  return [
    `# ${cell(title)} ${WORDS[outcome]}`,
    ...(root ? [`**First: ${root.name}.** ${cell(root.text)}`] : []),
    tableLines(["check", "outcome", "seen", "expected"], rows).join("\n"),
    ...(causes.length > 0 ? ["## Likely causes", causes.join("\n")] : []),
  ]
    .join("\n\n")
    .concat("\n");
}
