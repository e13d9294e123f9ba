import { relative } from "node:path";
import { Driver } from "./driver";
import { Interruption } from "./interruption";
import { Simulator, synthesize } from "./process";
import { dependenciesOf, keepStateHere, stacks, synthesizedStacks } from "./synthesized";
import type { StackOrder } from "./stack-order";
import type { Target } from "./target";
import { checkTerraform } from "./terraform";
import { requireVariables } from "./variables";

/** What every run takes. */
export interface RunOptions {
  /** Shows all that Terraform prints. */
  readonly verbose?: boolean;
  /** Stacks that are worked on at a time. @default - the target's */
  readonly parallelism?: number;
  /**
   * Writes the stacks as JSON into the target's {@link outputFolder}; throws where it cannot.
   * @default - the project's app, in a process of its own, as cdktf would run it
   */
  readonly synthesize?: () => void | Promise<void>;
}

interface Preparation {
  /** Whether the stacks are synthesized anew. */
  readonly synthesizes: boolean;
  /** Done before Terraform and the simulator begin. @returns whether to go on */
  readonly check?: () => boolean;
}

/**
 * Brings the target's stacks to what the config says, as JSON, and lets Terraform work with them.
 *
 * @returns the exit code
 */
export async function onTarget(
  target: Target,
  options: RunOptions,
  { synthesizes, check = () => true }: Preparation,
  work: (driver: Driver) => Promise<number>,
): Promise<number> {
  const interruption = new Interruption();
  let code: number | undefined;
  const prepare = async () => {
    // Terraform answers while the stacks are synthesized, which may be done in this process.
    const terraform = checkTerraform();
    const synthesis = synthesizes ? synthesizeFor(target, options, interruption) : undefined;
    const [checked, synthesized] = await Promise.allSettled([terraform, synthesis]);
    if (checked.status === "rejected") throw checked.reason;
    if (synthesized.status === "rejected") throw synthesized.reason;
    code = synthesized.value;
    if (code !== undefined) return;
    if (synthesizes) adapt(target);
    if (!check()) code = 1;
  };
  const begin = async (environment: NodeJS.ProcessEnv) =>
    interruption.code ?? code ?? work(new Driver(target, environment, interruption));
  try {
    if (!target.simulated) await prepare();
    const result = target.simulated
      ? await withSimulator(target.home, prepare, ({ environment }) => begin(environment))
      : await begin(target.environment());
    return interruption.code ?? result;
  } finally {
    interruption.end();
  }
}

/** @returns undefined where that went well, else the exit code of the app, which has said what is wrong */
async function synthesizeFor(
  target: Target,
  { synthesize: own }: RunOptions,
  interruption: Interruption,
): Promise<number | undefined> {
  if (!own) return (await synthesize(target, interruption)) || undefined;
  await own();
  return undefined;
}

/** Looks for variables without a value, and keeps the states of a simulated deployment where it is. */
function adapt({ home, project, simulated }: Target): void {
  const all = synthesizedStacks(home);
  requireVariables(Object.fromEntries(stacks(home).map((stack) => [stack, all[stack]!])), process.env);
  const aside = simulated ? keepStateHere(home) : [];
  if (aside.length > 0) {
    console.error(`The ${aside.join(" and ")} backend is left alone: state is in ${relative(project, home)}.`);
  }
}

async function withSimulator(
  home: string,
  prepare: () => Promise<void>,
  work: (simulator: Simulator) => Promise<number>,
): Promise<number> {
  const simulator = await Simulator.start(home, {}, prepare);
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
