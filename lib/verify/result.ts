import { z } from "zod";
import { rootCause, worst, type Verdict } from "./verdict";

const outcome = z.enum(["passed", "degraded", "failed", "unknown"]);

/** What one check found. */
const check = z.object({
  check: z.string(),
  outcome,
  expected: z.string().optional(),
  seen: z.string().optional(),
  /** Of a failure: what to do about each likely cause, the likeliest first. */
  causes: z.array(z.string()).optional(),
});

/** The words of the command whose findings are kept. */
export const RESULT_WORDS = ["plan", "verify", "lab", "drill"] as const;

export const resultSchema = z.object({
  /** The word of the command. A plan is degraded where something would change. */
  word: z.enum(RESULT_WORDS),
  /** The config file, as it was named. */
  config: z.string(),
  /** Absent: of the whole deployment. */
  site: z.string().optional(),
  /** A time of ISO 8601. */
  ended: z.iso.datetime(),
  outcome,
  /** What to mend first: the name of the deepest cause. */
  first: z.string().optional(),
  checks: z.array(check).readonly(),
});

/** What a word of the command found about a deployment. It holds no secret. */
export type Result = z.infer<typeof resultSchema>;
export type CheckResult = z.infer<typeof check>;

/** What was looked at, by which word of the command, and when. */
export type Occasion = Pick<Result, "word" | "config" | "site" | "ended">;

/** The result of checks, which is as bad as the worst of them. */
export const resultOf = (occasion: Occasion, checks: readonly CheckResult[]): Result => ({
  ...occasion,
  outcome: worst(checks.map((one) => one.outcome)),
  checks,
});

/** The same of what was judged, with what to mend first. */
export function judgedResult(occasion: Occasion, verdicts: readonly Verdict[]): Result {
  const first = rootCause(verdicts)?.name;
  const checks = verdicts.map(({ causes, ...verdict }) => ({
    ...verdict,
    ...(causes && { causes: causes.map(({ text }) => text) }),
  }));
  return { ...resultOf(occasion, checks), ...(first && { first }) };
}
