import { relative } from "node:path";
import { UserError } from "../lib/model/user-error";
import { ask, requireTerminal, type Terminal } from "./ask";
import type { AzureDoor } from "./azure-door";
import { paintFor } from "./colour";
import { errorsOf, type Driver, type Outcome } from "./driver";
import { printDiagnostics, printWays } from "./failure";
import { describeLeftovers, leftovers } from "./leftovers";
import { onTarget, orderOf, type RunOptions, type Synthesis } from "./on-target";
import { planText } from "./plan-text";
import { Progress } from "./progress";
import { settle } from "./settle";
import { strays } from "./strays";
import { inOrder, reversed } from "./stack-order";
import { applyArguments, forgetPlans, losses, planStack, type StackPlan } from "./stack-plan";
import { knownResources, readState } from "./state";
import { deployedStacks, producersOf, stacks, stateFile, synthesizedStacks } from "./synthesized";
import { commandLine, outputFolder, type Target } from "./target";

export interface DestroyOptions extends RunOptions {
  /** Asks nothing, in Azure. */
  readonly yes?: boolean;
  /** Where it asks. */
  readonly terminal?: Terminal;
  /**
   * Names the stacks that Azure has.
   * @default - those that were synthesized last
   */
  readonly synthesize?: Synthesis;
  /** First removes from the simulated cloud what no state knows. */
  readonly removeLeftovers?: boolean;
}

/**
 * Removes these stacks, or all that is deployed, in the config or not; in Azure after a question. A
 * stack that has left the config is destroyed in the folder that it was last synthesized into.
 *
 * @returns the exit code: 0 only if nothing is left
 * @throws UserError
 */
export async function destroy(
  target: Target,
  names: readonly string[] = [],
  options: DestroyOptions = {},
): Promise<number> {
  const { simulated } = target;
  const terminal = simulated || options.yes ? undefined : requireTerminal("destroy", options.terminal);
  let wanted: readonly string[] = [];
  const check = async (azure?: AzureDoor) => {
    if (azure) await settle(target, azure, "destroy", options.removeLeftovers);
    wanted = wantedStacks(target, names);
    return true;
  };
  return onTarget(target, { synthesize: simulated ? undefined : options.synthesize, check }, async (driver, azure) => {
    const order = orderOf(target, wanted, options);
    const progress = new Progress(target.env, wanted, options.verbose);
    try {
      const plans = await planDestruction(target, driver, wanted, options, progress);
      if (driver.stopped) {
        console.log("Nothing was changed.");
        return 1;
      }
      // A state on the simulator may know resources that are gone: it is emptied too.
      const full = plans.filter((plan) => simulated || losses(plan).length > 0 || plan.errors.length > 0);
      if (full.length === 0 && (!azure || (await leftovers(target, azure)).length === 0)) {
        console.log("Nothing was deployed.");
        return 0;
      }
      const ready = full.filter(({ errors }) => errors.length === 0).map(({ stack }) => stack);
      if (terminal && ready.length > 0) {
        progress.stop();
        console.log(planText(full, paintFor(process.stdout, target.env)).join("\n"));
        for (const { stack, errors } of full) printDiagnostics(target, stack, errors);
        if (!(await ask("\nDestroy this in Azure?", terminal, driver.stop))) {
          console.log("Nothing was changed.");
          return 1;
        }
        progress.start();
      }
      const outcomes = new Map<string, Outcome>();
      await inOrder(reversed({ ...order, stacks: full.map(({ stack }) => stack) }), async (stack) => {
        if (!ready.includes(stack)) return false;
        const outcome = await driver.run(stack, applyArguments, progress.take);
        outcomes.set(stack, outcome);
        const [counts] = outcome.events.flatMap((event) => (event.kind === "applied" ? [event.counts] : []));
        if (outcome.code === 0 && counts) progress.stackDone(stack, counts);
        return outcome.code === 0;
      });
      progress.stop();
      return await account(target, azure, full, outcomes, names);
    } finally {
      progress.stop();
      forgetPlans(target, wanted);
    }
  });
}

function wantedStacks(target: Target, names: readonly string[]): readonly string[] {
  const { project, home, simulated } = target;
  const synthesized = Object.keys(synthesizedStacks(home));
  const deployed = simulated ? deployedStacks(home) : [...stacks(home), ...strays(home)];
  const known = [...deployed, ...(simulated ? stacks(home) : synthesized)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) {
    const full = deployed.filter((stack) => !simulated || readState(stateFile(home, stack)).resources.length > 0);
    throw new UserError(
      `no stack ${unknown} is deployed; ${full.length === 0 ? "there is none" : `those that are: ${full.join(", ")}`}`,
    );
  }
  const wanted = names.length > 0 ? names : deployed;
  const full = wanted.filter((stack) => !simulated || readState(stateFile(home, stack)).resources.length > 0);
  const homeless = full.filter((stack) => !synthesized.includes(stack));
  if (homeless.length === 0) return full;
  const plan = commandLine({ ...target, config: undefined }, "plan --config FILE");
  throw new UserError(
    `${homeless.join(", ")}: Terraform needs the stack's JSON to destroy it, and ${relative(project, outputFolder(target))} has none; ${plan} writes it, from the file of a config that has the stack`,
  );
}

/** Plans what goes of each stack, those first that others read. */
async function planDestruction(
  target: Target,
  driver: Driver,
  wanted: readonly string[],
  options: DestroyOptions,
  progress: Progress,
): Promise<StackPlan[]> {
  const plans = new Map<string, StackPlan>();
  const isGone = (stack: string): boolean => {
    const plan = plans.get(stack);
    if (plan) return losses(plan).length === 0 && plan.errors.length === 0;
    return target.simulated && readState(stateFile(target.home, stack)).resources.length === 0;
  };
  await inOrder(orderOf(target, wanted, options), async (stack) => {
    // With a producer that is gone, a refresh would read outputs that are no more.
    const orphaned = producersOf(target.home, stack).some(isGone);
    const flags = ["-destroy", ...(orphaned ? ["-refresh=false"] : [])];
    let plan = await planStack(target, driver, stack, { flags, listener: progress.take });
    // A destroy that was cut off has left a producer without the outputs that this stack reads.
    if (plan.errors.some(({ summary }) => summary === "Unsupported attribute")) {
      plan = await planStack(target, driver, stack, { flags: ["-destroy", "-refresh=false"], listener: progress.take });
    }
    plans.set(stack, plan);
    return true;
  });
  return [...plans.values()];
}

/** Counts what is left. */
async function account(
  target: Target,
  azure: AzureDoor | undefined,
  plans: readonly StackPlan[],
  outcomes: ReadonlyMap<string, Outcome>,
  names: readonly string[],
): Promise<number> {
  const left = plans.flatMap((plan) => {
    const { code, events = [] } = outcomes.get(plan.stack) ?? {};
    if (code === 0) return [];
    const gone = events.flatMap((event) =>
      event.kind === "ended" && event.action === "delete" ? [event.address] : [],
    );
    const addresses = losses(plan).map(({ address }) => address);
    // Where the plan has failed too, the state still knows what there is.
    const left = target.simulated
      ? knownResources(stateFile(target.home, plan.stack)).map(({ address }) => address)
      : addresses.filter((address) => !gone.includes(address));
    return [{ stack: plan.stack, addresses: left }];
  });
  const unknown = azure ? await leftovers(target, azure) : [];
  if (left.length === 0 && (names.length > 0 || unknown.length === 0)) return 0;
  for (const { stack, addresses } of left) {
    console.error(`Left of ${stack}: ${addresses.join(", ") || "what it had"}`);
  }
  if (unknown.length > 0) console.error(describeLeftovers(unknown));
  const errors = plans.flatMap(({ stack, errors }) => {
    const all = [...errors, ...errorsOf(outcomes.get(stack)?.events ?? [])];
    printDiagnostics(target, stack, all);
    return all;
  });
  const remove = `${commandLine(target, "destroy --remove-leftovers")} removes what no state knows.`;
  await printWays(target, azure, "destroy", errors, unknown.length > 0 ? [remove] : []);
  return 1;
}
