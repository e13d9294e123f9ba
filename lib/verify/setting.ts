import type { Cause, CauseName } from "./cause";
import type { Finding } from "./finding";
import type { Outcome } from "./verdict";

/** A setting in Azure, as it is and as it is to be. */
export interface Setting {
  readonly check: string;
  readonly expected: string | undefined;
  /** Undefined where nothing shows it. */
  readonly seen: string | undefined;
  readonly cause: Cause;
  readonly breaks: Finding["breaks"];
  /** @default - the cause */
  readonly settles?: readonly CauseName[];
  /** @default "degraded" - it need not show yet */
  readonly outcome?: Outcome;
}

/** Judges a setting; what is not known is not passed. */
export function setting(
  { check, expected, seen, cause, breaks, settles = [cause.name], outcome = "degraded" }: Setting,
  tunnels: readonly string[],
): Finding {
  const base = {
    check,
    expected: expected ?? "as the config has it",
    stage: "setting",
    tunnels,
    breaks,
    settles,
  } as const;
  if (seen === undefined || expected === undefined)
    return { ...base, outcome: "unknown", ...(seen !== undefined && { seen }) };
  if (seen === expected) return { ...base, outcome: "passed", seen };
  return { ...base, outcome, seen, causes: [cause] };
}
