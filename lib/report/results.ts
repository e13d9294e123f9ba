import { RESULT_WORDS, type Result } from "../verify/result";
import { table, type Block, type Section } from "./document";
import type { Subject } from "./known";
import { minute } from "../model/minute";
import { withoutSecrets } from "./without-secrets";

/** What plan, verify, lab and drill found last of the deployment as a whole and of these sites, and when. */
export function results({ sites, known }: Subject): Section {
  const own = known.results.filter(({ site }) => site === undefined || sites.some(({ name }) => name === site));
  const rows = RESULT_WORDS.flatMap((word) => {
    const found = own.filter((one) => one.word === word);
    if (found.length === 0) return [{ word, of: "", ended: "not known here", outcome: "", checks: "" }];
    return found.map((one) => ({
      word,
      of: ofSite(one),
      ended: minute(one.ended),
      outcome: one.outcome,
      checks: counts(one),
    }));
  });
  return {
    id: "results",
    title: "Last results",
    blocks: [
      table(
        "Last run of each word",
        { word: "Word", of: "Of", ended: "When", outcome: "Outcome", checks: "Checks" },
        rows,
      ),
      ...own.filter(({ checks }) => checks.length > 0).map(detail),
    ],
  };
}

const ofSite = ({ site }: Result) => (site === undefined ? "the whole deployment" : `site ${site}`);

/** `58 passed, 1 degraded` */
const counts = ({ checks }: Result) =>
  (["failed", "degraded", "unknown", "passed"] as const)
    .map((outcome) => ({ outcome, count: checks.filter((one) => one.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`)
    .join(", ");

function detail(result: Result): Block {
  const causes = result.checks.flatMap(({ check, causes = [] }) => causes.map((cause) => `${check}: ${cause}`));
  return {
    kind: "group",
    title: `${result.word} of ${ofSite(result)}, ${minute(result.ended)}`,
    blocks: [
      table(
        `Checks of ${result.word} of ${ofSite(result)}`,
        { check: "Check", outcome: "Outcome", seen: "Seen", expected: "Expected" },
        result.checks.map(({ check, outcome, seen = "", expected = "" }) => ({
          check,
          outcome,
          expected,
          // The one cell that repeats what a router or Azure shows.
          seen: withoutSecrets(seen),
        })),
      ),
      ...(causes.length > 0 ? [{ kind: "list" as const, items: causes }] : []),
    ],
  };
}
