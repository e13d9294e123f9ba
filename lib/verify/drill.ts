import type { PingSeries } from "../evidence/ping-series";
import { FAMILY_NAMES, familyOf } from "../model/dual-stack";
import type { CheckResult } from "./result";
import type { Outcome, Verdict } from "./verdict";

/** A look at the tunnels, some seconds after the reset began. */
export interface Look {
  readonly seconds: number;
  /** Names of the tunnels that are not as they should be. */
  readonly down: readonly string[];
}

/** What was seen while an instance of the gateway was reset. */
export interface Drill {
  /** The instance's tunnels to the router. */
  readonly tunnels: readonly string[];
  /** In the order of time. */
  readonly looks: readonly Look[];
  /** What all comes to once it is over; absent where it did not get there in time. */
  readonly after?: Outcome;
  /** Pings from one test machine to the other; absent where there are none. */
  readonly pings?: readonly PingSeries[];
  /** Addresses of the far test machine. */
  readonly targets: readonly string[];
  readonly limits: DrillLimits;
  /** Whether it ended before all was over: what had not come back by then is not known. */
  readonly isStopped?: boolean;
}

export interface DrillLimits {
  /** Until all must be as before. */
  readonly minutes: number;
  /** Without an answer, at most. */
  readonly gapSeconds: number;
}

/**
 * Half an hour is more than any reset that is reported has taken. Ninety seconds is what Microsoft gives as the worst
 * case of an unplanned failover; a planned one is to take 10 to 15.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-highlyavailable
 */
export const DRILL_LIMITS: DrillLimits = { minutes: 30, gapSeconds: 90 };

/** The tunnels of which a check has failed. */
export const tunnelsDown = (tunnels: readonly string[], verdicts: readonly Verdict[]): string[] =>
  tunnels.filter((name) =>
    verdicts.some(({ check, outcome }) => check.startsWith(`${name}: `) && outcome === "failed"),
  );

/** Whether all that was checked before, all of which had passed, has passed again, and nothing else is wrong. */
export const isAsBefore = (before: readonly Verdict[], now: readonly Verdict[]): boolean =>
  now.every(
    ({ check, outcome }) =>
      outcome === "passed" || (outcome === "unknown" && !before.some((one) => one.check === check)),
  );

/** When a tunnel was first seen down, and when it was seen up for good after that. */
export function timesOf(tunnel: string, looks: readonly Look[]): { readonly down?: number; readonly back?: number } {
  const isDown = looks.map(({ down }) => down.includes(tunnel));
  const [first, after] = [looks[isDown.indexOf(true)], looks[isDown.lastIndexOf(true) + 1]];
  return { ...(first && { down: first.seconds }), ...(first && after && { back: after.seconds }) };
}

/** Judges a drill: each tunnel of the instance, everything together, and the pings of each family. */
export function drillChecks(drill: Drill): CheckResult[] {
  const { tunnels, after, pings, targets, limits, isStopped } = drill;
  return [
    ...tunnels.map((name) => ofTunnel(name, drill)),
    {
      check: "all of the site",
      expected: `as healthy as before, within ${limits.minutes} min`,
      ...(after === undefined
        ? notBack(isStopped, "not yet")
        : { outcome: after, seen: after === "passed" ? "healthy" : after }),
    },
    ...(pings
      ? targets.map((target) => ofPings(target, pings, limits))
      : [
          { check: "pings", outcome: "unknown" as const, expected: "a test machine at each side, to measure the loss" },
        ]),
  ];
}

const notBack = (isStopped: boolean | undefined, seen: string) =>
  ({ outcome: isStopped ? "unknown" : "failed", seen }) as const;

function ofTunnel(name: string, { looks, limits: { minutes }, isStopped }: Drill): CheckResult {
  const { down, back } = timesOf(name, looks);
  const base = { check: `${name}: back`, expected: `within ${minutes} min` };
  const seconds = (value: number) => `${Math.round(value)} s`;
  if (down === undefined) return { ...base, outcome: "unknown", seen: "never seen down" };
  if (back === undefined) return { ...base, ...notBack(isStopped, `down after ${seconds(down)}`) };
  return { ...base, outcome: "passed", seen: `down after ${seconds(down)}, back after ${seconds(back)}` };
}

function ofPings(target: string, pings: readonly PingSeries[], { gapSeconds }: DrillLimits): CheckResult {
  const base = {
    check: `pings over ${FAMILY_NAMES[familyOf(target)]}`,
    expected: `no ${gapSeconds} s without an answer`,
  };
  const series = pings.find((one) => one.target === target);
  if (!series || series.sent === 0) return { ...base, outcome: "unknown", seen: "none was sent" };
  const { sent, received, gapSeconds: gap } = series;
  return {
    ...base,
    outcome: gap <= gapSeconds ? "passed" : "failed",
    seen: `${sent} sent, ${Math.max(sent - received, 0)} lost, longest gap ${gap.toFixed(1)} s`,
  };
}
