import { byDepth, type Cause, type CauseName } from "./cause";
import type { Verdict } from "./verdict";

/**
 * What a tunnel comes to, one after the other. `setting`: what was configured, which need not show yet. `tunnel`: what
 * Azure says of it. `traffic`: what the router counts. `reach`: who reaches whom.
 */
export type Stage = "setting" | "ike" | "esp" | "tunnel" | "ipv4" | "ipv6" | "routes" | "traffic" | "reach";

const AFTER_IKE: readonly Stage[] = ["esp", "tunnel", "ipv4", "ipv6", "routes", "traffic", "reach"];

/** What cannot be without a stage. */
const BREAKS: Readonly<Record<Stage, readonly Stage[]>> = {
  setting: [],
  ike: AFTER_IKE,
  esp: AFTER_IKE.slice(1),
  tunnel: ["routes", "traffic", "reach"],
  ipv4: ["reach"],
  ipv6: ["reach"],
  routes: ["traffic", "reach"],
  traffic: ["reach"],
  reach: [],
};

/** In their order. */
export const STAGES = Object.keys(BREAKS) as Stage[];

/** Everything that a tunnel can come to. */
export const ALL: readonly Stage[] = ["ike", ...AFTER_IKE];

/** A verdict, and what it has to do with others. */
export interface Finding extends Verdict {
  readonly stage: Stage;
  /** Names of the router's tunnels that it is of. */
  readonly tunnels: readonly string[];
  /** The stages that a failure explains. @default - those that cannot be without its own */
  readonly breaks?: readonly Stage[];
  /** The causes that it rules out where it has passed. @default - none */
  readonly settles?: readonly CauseName[];
}

const isBad = ({ outcome }: Verdict) => outcome === "failed" || outcome === "degraded";

const shares = (a: Finding, b: Finding) => a.tunnels.some((tunnel) => b.tunnels.includes(tunnel));

/**
 * Puts the causes of what a failure follows from before its own, which are guesses. A guess counts no more where a
 * stage before has failed too, or where a check that has passed rules it out.
 */
export function explained(findings: readonly Finding[]): Verdict[] {
  const causes = new Map<Finding, readonly Cause[]>();
  const inOrder = [...findings].sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
  for (const finding of inOrder.filter(isBad)) {
    const before = [...causes.keys()].filter((one) => {
      const explains = (one.breaks ?? BREAKS[one.stage]).includes(finding.stage);
      return explains && shares(one, finding);
    });
    const deeper = before.flatMap((one) => causes.get(one)!.slice(0, 1)).sort(byDepth);
    // What a setting says of itself is no guess.
    const isOut = ({ name }: Cause) =>
      finding.stage !== "setting" &&
      findings.some((one) => one.outcome === "passed" && one.settles?.includes(name) && shares(one, finding));
    const guesses = before.every(({ stage }) => stage === "setting") ? (finding.causes ?? []) : [];
    const all = [...deeper, ...guesses.filter((guess) => !isOut(guess))];
    causes.set(
      finding,
      all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i),
    );
  }
  return findings.map((finding) => {
    const { check, outcome, expected, seen } = finding;
    const found = causes.get(finding) ?? [];
    return {
      check,
      outcome,
      expected,
      ...(seen !== undefined && { seen }),
      ...(found.length > 0 && { causes: found }),
    };
  });
}
