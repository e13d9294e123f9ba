import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../lib/model/user-error";
import type { TestMachine } from "../lib/evidence/machine-evidence";
import type { PingSeries } from "../lib/evidence/ping-series";
import type { DrillLimits, Look } from "../lib/verify/drill";
import { worst, type Outcome, type Verdict } from "../lib/verify/verdict";
import { azureQuestions } from "../lib/evidence/azure-questions";
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
export interface DrillEnd {
  readonly looks: readonly Look[];
  readonly after?: Outcome;
  readonly pings?: readonly PingSeries[];
}

/** Seconds from one look to the next. */
const PAUSE = 2;
/** Seconds after which a look is told that is like the one before. */
const TOLD = 30;

/**
 * Resets an instance of the gateway while one test machine pings the other, and looks until all is as before.
 *
 * @throws UserError or AzureRefusal where pings or reset do not begin
 */
export async function drillCourse(shell: Shell, course: DrillCourse): Promise<DrillEnd> {
  const pings = await beginPings(shell, course);
  let end: Omit<DrillEnd, "pings">;
  try {
    end = await resetAndWatch(shell, course);
  } catch (error) {
    await pings?.();
    throw error;
  }
  return { ...end, ...(pings && { pings: await pings() }) };
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
  const azure = managementOf(shell, judged.target);
  const id = machineId(judged, near);
  // Longer than the drill: run commands take their time.
  const { stdout, stderr } = await runOnMachine(azure, id, startPings(targets, 60 * (limits.minutes + 15)));
  const folder = pingFolder(stdout);
  if (folder === undefined) throw new UserError(`${near.name} does not begin to ping: ${`${stdout}${stderr}`.trim()}`);
  return async () => {
    try {
      return pingSeries((await runOnMachine(azure, id, collectPings(folder, targets))).stdout);
    } catch (error) {
      shell.say(`${messageOf(error)}\n${near.name} has what it pinged in ${folder}.`);
      return [];
    }
  };
}

async function resetAndWatch(
  shell: Shell,
  { judged, address, before, look, limits, stop }: DrillCourse,
): Promise<Omit<DrillEnd, "pings">> {
  const { isAsBefore, tunnelsDown } = onDemand.verification();
  const { config, target, site, file } = judged;
  const questions = azureQuestions(config.deployment, site, subscriptionOf(config, target));
  const gateway = questions.find(({ id }) => id.includes("/virtualNetworkGateways/"))!.id;
  const names = file.tunnels.map(({ name }) => name);
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1000;
  const azure = managementOf(shell, target, { timeout: 60_000 * limits.minutes, signal: stop });
  let reset: "running" | "done" | { readonly error: unknown } = "running";
  resetInstance(azure, gateway, address).then(
    () => (reset = "done"),
    (error: unknown) => (reset = { error }),
  );
  const looks: Look[] = [];
  let told = { text: "", at: -TOLD };
  const tell = (text: string) => {
    if (text === told.text && seconds() - told.at < TOLD) return;
    shell.say(`${seconds().toFixed(0).padStart(5)} s  ${text}`);
    told = { text, at: seconds() };
  };
  const stopped = ended(stop);
  while (!stop.aborted && seconds() < 60 * limits.minutes) {
    const now = reset as "running" | "done" | { readonly error: unknown };
    if (typeof now === "object") throw now.error;
    const verdicts = await Promise.race([looked(look(false), tell), stopped]);
    if (verdicts) {
      const down = tunnelsDown(names, verdicts);
      looks.push({ seconds: seconds(), down });
      tell(down.length > 0 ? `down: ${down.join(", ")}` : now === "done" ? "all tunnels are up" : "Azure is at work");
      if (now === "done" && isAsBefore(before, verdicts)) {
        const whole = await Promise.race([looked(look(true), tell), stopped]);
        const after = whole && worst(whole.map(({ outcome }) => outcome));
        if (after === "passed") return { looks, after };
      }
    }
    await sleep(1000 * PAUSE, undefined, { signal: stop }).catch(() => undefined);
  }
  return { looks };
}

/** A look that fails says nothing: the next may. */
const looked = (look: Promise<readonly Verdict[]>, tell: (text: string) => void) =>
  look.catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    tell(`nothing is known: ${error.message}`);
    return undefined;
  });

const ended = (signal: AbortSignal) =>
  new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
