import { ask, requireTerminal, type Terminal } from "./ask";
import type { AzureDoor } from "./azure-door";
import { paintFor } from "./colour";
import { diagnosticsOf, errorsOf, type Driver, type Outcome } from "./driver";
import { printDiagnostics, printWays } from "./failure";
import { onTarget, orderOf, type RunOptions, type Synthesis } from "./on-target";
import { planText } from "./plan-text";
import { Progress } from "./progress";
import { refused } from "./refusals";
import { settle } from "./settle";
import { inOrder, type StackOrder } from "./stack-order";
import {
  applyArguments,
  changesAnything,
  forgetPlans,
  losses,
  planStack,
  planStacks,
  type StackPlan,
} from "./stack-plan";
import { printSummary } from "./summary";
import { producersOf, stacks, terraformBlock } from "./synthesized";
import type { Target } from "./target";
import type { Diagnostic, TerraformEvent } from "./terraform-json";

export interface DeployOptions extends RunOptions {
  /** Asks nothing, in Azure. */
  readonly yes?: boolean;
  /** Where it asks. */
  readonly terminal?: Terminal;
  /** Is called before the first change. */
  readonly begin?: () => void;
  /** First removes from the simulated cloud what no state knows. */
  readonly removeLeftovers?: boolean;
}

/**
 * Brings every stack to what the config says. In Azure it shows the plan and asks before that.
 *
 * @returns the exit code
 * @throws UserError where there is nobody to ask
 */
export async function deploy(target: Target, synthesize: Synthesis, options: DeployOptions = {}): Promise<number> {
  const { home, simulated } = target;
  const terminal = simulated || options.yes ? undefined : requireTerminal("deploy", options.terminal);
  const started = Date.now();
  const check = async (azure?: AzureDoor) => {
    if (!azure) return true;
    await settle(target, azure, "deploy", options.removeLeftovers);
    const problems = refused(home);
    if (problems.length === 0) return true;
    console.error(`${problems.join("\n")}\nAzure would refuse this half-way, so nothing was changed.`);
    return false;
  };
  return onTarget(target, { synthesize, check }, async (driver, azure) => {
    const order = orderOf(target, stacks(home), options);
    const progress = new Progress(target.env, order.stacks, options.verbose);
    try {
      const approved = terminal ? await approve(target, driver, order, options, terminal, progress) : undefined;
      if (typeof approved === "number") return approved;
      options.begin?.();
      const verbose = options.verbose ?? false;
      return await apply({ target, driver, azure, order, approved, progress, verbose, started });
    } finally {
      progress.stop();
      forgetPlans(target, order.stacks);
    }
  });
}

/** Shows the plan and asks. @returns the plans, or the exit code where nothing is to be done */
async function approve(
  target: Target,
  driver: Driver,
  order: StackOrder,
  options: DeployOptions,
  terminal: Terminal,
  progress: Progress,
): Promise<ReadonlyMap<string, StackPlan> | number> {
  const plans = await planStacks(target, driver, order, { ...options, listener: progress.take });
  progress.stop();
  for (const { text } of plans) if (text.length > 0) console.log(text.join("\n"));
  console.log(planText(plans, paintFor(process.stdout, target.env)).join("\n"));
  for (const { stack, errors } of plans) printDiagnostics(target, stack, errors);
  const errors = plans.flatMap((plan) => plan.errors);
  if (errors.length > 0 || plans.length < order.stacks.length) {
    await printWays(target, undefined, "deploy", errors);
    return 1;
  }
  if (!plans.some(changesAnything)) return 0;
  if (!(await ask("\nDeploy this to Azure?", terminal, driver.stop))) {
    console.log("Nothing was changed.");
    return 1;
  }
  return new Map(plans.map((plan) => [plan.stack, plan]));
}

interface Deployment {
  readonly target: Target;
  readonly driver: Driver;
  readonly azure: AzureDoor | undefined;
  readonly order: StackOrder;
  /** The plans that the user has seen; undefined where nothing was asked. */
  readonly approved: ReadonlyMap<string, StackPlan> | undefined;
  /** Knows what the plans have found. */
  readonly progress: Progress;
  readonly verbose: boolean;
  /** In milliseconds since 1970. */
  readonly started: number;
}

async function apply({ approved, progress, verbose, started, ...deployment }: Deployment): Promise<number> {
  const { target, driver, azure, order } = deployment;
  progress.start();
  // While the first stacks are deployed, those that wait for them are initialized.
  let isOver = false;
  const initialize = async (stack: string) => !isOver && (await driver.init(stack)) === undefined;
  const ahead = inOrder({ ...order, after: () => [] }, initialize).catch(() => {});
  const outcomes = new Map<string, Outcome>();
  const open = await inOrder(order, async (stack) => {
    const outcome = approved
      ? await applyApproved(target, driver, stack, approved, progress)
      : await applyUnseen(target, driver, stack, progress);
    outcomes.set(stack, outcome);
    const [counts] = outcome.events.flatMap((event) => (event.kind === "applied" ? [event.counts] : []));
    if (outcome.code !== 0) return false;
    progress.stackDone(stack, counts ?? { add: 0, change: 0, remove: 0 });
    return true;
  }).finally(() => {
    // The next run may begin as soon as this one has ended.
    isOver = true;
    return ahead;
  });
  progress.stop();
  const errors: Diagnostic[] = [];
  for (const [stack, { events }] of outcomes) {
    printDiagnostics(target, stack, verbose ? diagnosticsOf(events) : errorsOf(events));
    errors.push(...errorsOf(events));
  }
  if (open.length > 0) {
    console.error(`Not done: ${open.join(", ")}.`);
    await printWays(target, azure, "deploy", errors, verbose ? [] : ["--verbose shows everything."]);
    return [...outcomes.values()].find(({ code }) => code !== 0)?.code ?? 1;
  }
  const deployed = order.stacks.map((stack) => ({
    stack,
    resources: progress.resourcesOf(stack),
    outputs: outputsOf(outcomes.get(stack)!.events),
  }));
  printSummary(target, deployed, Date.now() - started);
  return 0;
}

/** The outputs of a stack after its apply, but for the sensitive ones. */
function outputsOf(events: readonly TerraformEvent[]): Record<string, unknown> {
  const last = events.flatMap((event) => (event.kind === "outputs" ? [event.outputs] : [])).at(-1) ?? {};
  return Object.fromEntries(Object.entries(last).map(([name, { value }]) => [name, value]));
}

/** Applies without a question. A workspace's plan comes first: it fails where the run is remote, whose apply tells nothing. */
async function applyUnseen(target: Target, driver: Driver, stack: string, progress: Progress): Promise<Outcome> {
  if (!terraformBlock(target.home, stack)?.cloud) {
    return driver.run(stack, ["apply", "-auto-approve"], progress.take);
  }
  const { errors } = await planStack(target, driver, stack, { listener: progress.take });
  return errors.length > 0 ? failure(errors) : driver.run(stack, applyArguments, progress.take);
}

/** The end of a stack that is not applied. */
const failure = (errors: readonly Diagnostic[]): Outcome => ({
  code: 1,
  events: errors.map((diagnostic) => ({ kind: "diagnostic", message: diagnostic.summary, diagnostic })),
});

/** Applies the plan that the user has seen; made anew, and with no other loss, where another stack has changed since. */
async function applyApproved(
  target: Target,
  driver: Driver,
  stack: string,
  approved: ReadonlyMap<string, StackPlan>,
  progress: Progress,
): Promise<Outcome> {
  const seen = approved.get(stack)!;
  if (producersOf(target.home, stack).some((producer) => changesAnything(approved.get(producer)!))) {
    const plan = await planStack(target, driver, stack, { listener: progress.take });
    const known = new Set(losses(seen).map(({ address }) => address));
    // A file that is written anew is no loss.
    const unseen = losses(plan).filter(({ address }) => !known.has(address) && !address.startsWith("local_file."));
    const unasked: Diagnostic = {
      severity: "error",
      summary: "This stack would lose more than the plan has shown",
      detail: `${unseen.map(({ action, address }) => `${action} ${address}`).join("\n")}\nThe stacks before it are done. Run it again to see the plan of what is left.`,
    };
    const errors = unseen.length > 0 ? [unasked] : plan.errors;
    if (errors.length > 0) return failure(errors);
  }
  return driver.run(stack, applyArguments, progress.take);
}
