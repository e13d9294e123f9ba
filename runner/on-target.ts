import { relative } from "node:path";
import type { AzureDoor } from "./azure-door";
import { Driver } from "./driver";
import { Interruption } from "./interruption";
import { Simulator } from "./process";
import { requireWrittenStates } from "./repair";
import { dependenciesOf, keepStateHere, stacks, synthesizedStacks } from "./synthesized";
import type { StackOrder } from "./stack-order";
import type { Target } from "./target";
import { checkTerraform, environment } from "./terraform";
import { requireVariables } from "./variables";

/** What every run takes. */
export interface RunOptions {
  /** Shows all that Terraform prints. */
  readonly verbose?: boolean;
  /** Stacks that are worked on at a time. @default - the target's */
  readonly parallelism?: number;
}

/** Writes the stacks as JSON into the target's `outputFolder`; throws where it cannot. */
export type Synthesis = () => void;

interface Preparation {
  /** @default - the stacks stay as they are */
  readonly synthesize?: Synthesis;
  /** Done before Terraform begins. @returns whether to go on */
  readonly check?: (azure?: AzureDoor) => boolean | Promise<boolean>;
}

/**
 * Brings the target's stacks to what the config says, as JSON, and lets Terraform work with them.
 * `check` and `work` have the door of the simulator, where Azure is simulated.
 *
 * @returns the exit code
 */
export async function onTarget(
  target: Target,
  { synthesize, check = () => true }: Preparation,
  work: (driver: Driver, azure?: AzureDoor) => Promise<number>,
): Promise<number> {
  const interruption = new Interruption();
  const prepare = async () => {
    // Terraform answers while the stacks are synthesized, which may be done in this process.
    const [terraform, synthesis] = [checkTerraform(target), (async () => synthesize?.())()];
    await Promise.all([terraform, synthesis]);
    if (synthesize) adapt(target);
    if (!target.simulated) requireWrittenStates(target);
  };
  const begin = async (env: NodeJS.ProcessEnv, azure?: AzureDoor) => {
    const goesOn = await check(azure);
    return interruption.code ?? (goesOn ? work(new Driver(target, env, interruption), azure) : 1);
  };
  try {
    if (!target.simulated) await prepare();
    const result = target.simulated
      ? await withSimulator(target, prepare, (simulator) => begin(simulator.environment, simulator.azure))
      : await begin(environment(target));
    return interruption.code ?? result;
  } finally {
    interruption.end();
  }
}

/** Looks for variables without a value, and keeps the states of a simulated deployment where it is. */
function adapt({ home, project, simulated, env }: Target): void {
  const all = synthesizedStacks(home);
  requireVariables(Object.fromEntries(stacks(home).map((stack) => [stack, all[stack]!])), env);
  const aside = simulated ? keepStateHere(home) : [];
  if (aside.length > 0) {
    console.error(`The ${aside.join(" and ")} backend is left alone: state is in ${relative(project, home)}.`);
  }
}

async function withSimulator(
  target: Target,
  prepare: () => Promise<void>,
  work: (simulator: Simulator) => Promise<number>,
): Promise<number> {
  const simulator = await Simulator.start(target, prepare);
  try {
    return await work(simulator);
  } finally {
    await simulator.stop();
    for (const note of simulator.notes) console.error(`Note: ${note}`);
  }
}

/** The order in which stacks are deployed. */
export function orderOf(
  { home, ...target }: Target,
  stacks: readonly string[],
  { parallelism }: RunOptions,
): StackOrder {
  const dependencies = new Map(stacks.map((stack) => [stack, dependenciesOf(home, stack)]));
  return {
    stacks,
    after: (stack) => dependencies.get(stack)!,
    parallelism: parallelism ?? target.parallelism,
  };
}
