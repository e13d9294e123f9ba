import { byDepth, type Cause } from "./cause";

/** `unknown`: nothing says it, or what does cannot be read. It is never taken for passed. */
export type Outcome = "passed" | "degraded" | "failed" | "unknown";

/** What one check of a deployment found. */
export interface Verdict {
  /** What was looked at: `Tunnel0: IKE SA`. */
  readonly check: string;
  readonly outcome: Outcome;
  readonly expected: string;
  /** As far as there is anything to show. */
  readonly seen?: string;
  /** Of a failure, the likely causes, the likeliest first. */
  readonly causes?: readonly Cause[];
}

/** The worst of these: a failure, then what is degraded, then what is not known. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return (["failed", "degraded", "unknown"] as const).find((one) => outcomes.includes(one)) ?? "passed";
}

/** What to mend first: the deepest of the likeliest causes of the worst checks. */
export function rootCause(verdicts: readonly Verdict[]): Cause | undefined {
  const outcome = worst(verdicts.map((one) => one.outcome));
  return verdicts
    .filter((one) => one.outcome === outcome)
    .flatMap(({ causes = [] }) => causes.slice(0, 1))
    .sort(byDepth)[0];
}
