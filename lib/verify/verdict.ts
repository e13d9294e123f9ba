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
  /** Of a failure, the likely causes, the likeliest first, each with what to do. */
  readonly causes?: readonly string[];
}

/** The worst of these: a failure, then what is degraded, then what is not known. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return (["failed", "degraded", "unknown"] as const).find((one) => outcomes.includes(one)) ?? "passed";
}
