import { setTimeout as sleep } from "node:timers/promises";
import { azureQuestions } from "../lib/evidence/azure-questions";
import type { TestMachine } from "../lib/evidence/machine-evidence";
import type { PingSeries } from "../lib/evidence/ping-series";
import { UserError } from "../lib/model/user-error";
import type { DrillLimits, Look } from "../lib/verify/drill";
import { worst, type Outcome, type Verdict } from "../lib/verify/verdict";
import { resetInstance, runOnMachine } from "../runner/azure-facts";
import { managementOf } from "./azure-access";
import * as onDemand from "./on-demand";
import { messageOf, type Shell } from "./shell";
import { subscriptionOf } from "./subscription";
import { machineId, type Judged } from "./verify-evidence";

export interface DrillCourse {
  readonly judged: Judged;
  /** Public address of the instance. */
  readonly address: string;
  /** The test machines: the one that pings, and the one that answers; none where the site has none. */
  readonly machines: readonly TestMachine[];
  /** What was found before, all of which had passed. */
  readonly before: readonly Verdict[];
  /** @param whole whether the machines are asked too, which takes a minute in Azure */
  readonly look: (whole: boolean) => Promise<readonly Verdict[]>;
  readonly limits: DrillLimits;
  /** Ends the drill early. */
  readonly stop: AbortSignal;
}

/** What became of it. */
interface Watched {
  readonly looks: readonly Look[];
  /** Absent where not all was as before by the end. */
  readonly after?: Outcome;
}

export interface DrillEnd extends Watched {
  readonly pings?: readonly PingSeries[];
}

/** Seconds from one look to the next. */
const PAUSE = 2;
/** Seconds after which a look is told that is like the one before. */
const TOLD = 30;
/** Minutes that the pings go on beyond the drill, should nobody end them: Azure takes its time with a script. */
const SPARE = 15;

/**
 * Resets an instance of the gateway while one test machine pings the other, and looks until all is as before.
 *
 * @returns undefined where it was stopped before the reset
 * @throws UserError or AzureRefusal where pings or reset do not begin
 */
export async function drillCourse(shell: Shell, course: DrillCourse): Promise<DrillEnd | undefined> {
  const endPings = await beginPings(shell, course);
  let watched: Watched | undefined;
  let pings: readonly PingSeries[] | undefined;
  try {
    if (!course.stop.aborted) watched = await resetAndWatch(shell, course);
  } finally {
    pings = await endPings?.();
  }
  return watched && { ...watched, ...(pings && { pings }) };
}

/** The addresses that are pinged. */
export const pingTargets = ([, far]: readonly TestMachine[]): readonly string[] => far?.addresses ?? [];

/** @returns what ends the pings, and has their summary; undefined where there are no machines */
async function beginPings(
  shell: Shell,
  { judged, machines, limits }: DrillCourse,
): Promise<(() => Promise<PingSeries[]>) | undefined> {
  const { startPings, pingFolder, collectPings, pingSeries } = onDemand.verification();
  const [near] = machines;
  if (!near) return undefined;
  const targets = pingTargets(machines);
  const run = (script: string) => runOnMachine(managementOf(shell, judged.target), machineId(judged, near), script);
  const { stdout, stderr } = await run(startPings(targets, 60 * (limits.minutes + SPARE)));
  const folder = pingFolder(stdout);
  if (folder === undefined) throw new UserError(`${near.name} does not begin to ping: ${`${stdout}${stderr}`.trim()}`);
  return async () => {
    try {
      return pingSeries((await run(collectPings(folder, targets))).stdout);
    } catch (error) {
      shell.say(`${messageOf(error)}\n${near.name} has what it pinged in ${folder}.`);
      return [];
    }
  };
}

async function resetAndWatch(
  shell: Shell,
  { judged, address, before, look, limits, stop }: DrillCourse,
): Promise<Watched> {
  const { isAsBefore, tunnelsDown } = onDemand.verification();
  const { config, target, site, file } = judged;
  const questions = azureQuestions(config.deployment, site, subscriptionOf(config, target));
  const gateway = questions.find(({ id }) => id.includes("/virtualNetworkGateways/"))!.id;
  const names = file.tunnels.map(({ name }) => name);
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1000;
  const over = new AbortController();
  const azure = managementOf(shell, target, { timeout: 60_000 * (limits.minutes + 1), signal: over.signal });
  const isReset = hasEnded(resetInstance(azure, gateway, address));
  const stopped = aborted(stop);
  const looks: Look[] = [];
  const tell = teller(shell, seconds);
  try {
    while (!stop.aborted && seconds() < 60 * limits.minutes) {
      const wasReset = isReset();
      const verdicts = await Promise.race([looked(look(false), tell), stopped]);
      if (verdicts) {
        const down = tunnelsDown(names, verdicts);
        looks.push({ seconds: seconds(), down });
        tell(down.length > 0 ? `down: ${down.join(", ")}` : wasReset ? "all tunnels are up" : "Azure is at work");
        if (wasReset && isAsBefore(before, verdicts)) {
          const whole = await Promise.race([looked(look(true), tell), stopped]);
          const after = whole && worst(whole.map(({ outcome }) => outcome));
          if (after === "passed") return { looks, after };
        }
      }
      await Promise.race([sleep(1000 * PAUSE), stopped]);
    }
    return { looks };
  } finally {
    over.abort();
  }
}

/** @returns whether it has ended by now, which throws what it has failed with */
function hasEnded(work: Promise<void>): () => boolean {
  let end: { readonly error?: unknown } | undefined;
  work.then(
    () => (end = {}),
    (error: unknown) => (end = { error }),
  );
  return () => {
    if (end && "error" in end) throw end.error;
    return end !== undefined;
  };
}

/** Says what is new, and from time to time what is not. */
function teller({ say }: Shell, seconds: () => number): (text: string) => void {
  let told = { text: "", at: 0 };
  return (text) => {
    if (text === told.text && seconds() - told.at < TOLD) return;
    told = { text, at: seconds() };
    say(`${told.at.toFixed(0).padStart(5)} s  ${text}`);
  };
}

/** A look that fails says nothing: the next may. */
const looked = (look: Promise<readonly Verdict[]>, tell: (text: string) => void) =>
  look.catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    tell(`nothing is known: ${error.message}`);
    return undefined;
  });

const aborted = (signal: AbortSignal) =>
  new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
