import { z } from "zod";
import { worst, type Verdict } from "./verdict";

/** The words of the command whose findings are kept. */
export const RESULT_WORDS = ["plan", "verify", "lab", "drill"] as const;

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

export const resultSchema = z.object({
  word: z.enum(RESULT_WORDS),
  /** The config file, as it was named. */
  config: z.string(),
  /** Absent: of the whole deployment. */
  site: z.string().optional(),
  /** A time of ISO 8601. */
  ended: z.string(),
  outcome,
  checks: z.array(check).readonly(),
});

/** What a word of the command found about a deployment. It holds no secret. */
export type Result = z.infer<typeof resultSchema>;
export type CheckResult = z.infer<typeof check>;

/** What `verify` found of a site, as it is kept. */
export function resultOf(
  { config, site, ended }: Pick<Result, "config" | "site" | "ended">,
  verdicts: readonly Verdict[],
): Result {
  return {
    ...{ word: "verify", config, site, ended },
    outcome: worst(verdicts.map((one) => one.outcome)),
    checks: verdicts.map(({ causes, ...verdict }) => ({
      ...verdict,
      ...(causes && { causes: causes.map(({ text }) => text) }),
    })),
  };
}
