import { join } from "node:path";
import { changes } from "./changes";
import { waysOn } from "./failure";
import { outputFolder, type Place } from "./place";
import { planStack } from "./plan";
import { onOneLine } from "./printed";
import { run, withSimulator, type Simulator } from "./process";
import { Progress } from "./progress";
import { refusals } from "./refusals";
import { readState, type State } from "./state";
import { producersOf, stacks, stateFile, synthesizedStacks } from "./synthesized";
import { printSummary } from "./summary";

export interface RunOptions {
  readonly verbose?: boolean;
  readonly parallelism?: string;
}

/** The state of each of these stacks. */
export const statesOf = (home: string, names: readonly string[]): Record<string, State> =>
  Object.fromEntries(names.map((stack) => [stack, readState(stateFile(home, stack))]));

/** What Azure would refuse of the change to what is synthesized now. */
export const refused = (home: string): string[] => refusals(synthesizedStacks(home), statesOf(home, stacks(home)));

/** Brings every synthesized stack to what it says. @returns the exit code */
export async function deploy(place: Place, options: RunOptions): Promise<number> {
  const { home, project } = place;
  const started = Date.now();
  const before = statesOf(home, stacks(home));
  return withSimulator(home, async (simulator) => {
    if (place.interrupted()) return 130;
    const progress = new Progress(stacks(home), options.verbose ?? false);
    const code = await runCdktf("deploy", place, simulator, options, progress);
    // cdktf takes a Terraform that was killed for one that has done its work, and may lose its last lines.
    const open: string[] = [];
    const replanned: string[] = [];
    const failed = simulator.errors;
    for (const stack of progress.open) {
      // A stack that waits for another has nothing to say itself.
      if (!producersOf(home, stack).some((producer) => open.includes(producer))) {
        const { code, lines } = await planStack(home, stack, simulator);
        if (code === 0) {
          progress.end(stack, changes(before[stack]!, readState(stateFile(home, stack))));
          continue;
        }
        replanned.push(...lines);
      }
      open.push(stack);
    }
    if (code === 0 && open.length === 0) {
      printSummary(home, project, Date.now() - started);
      return 0;
    }
    const printed = [progress.printed, ...failed.map((message) => `Error: ${message}`), onOneLine(replanned)].join(" ");
    progress.fail(open, replanned, failed, waysOn(home, "deploy", printed));
    return code || 1;
  });
}

/** Runs cdktf over every synthesized stack. @returns its exit code, which says little */
export function runCdktf(
  command: "deploy" | "destroy",
  place: Place,
  simulator: Simulator,
  { parallelism }: RunOptions,
  progress: Progress,
): Promise<number> {
  const flags = ["--auto-approve", "--skip-synth", "--skip-provider-lock", "--no-color"];
  flags.push("--output", outputFolder(place));
  if (parallelism) flags.push("--parallelism", parallelism);
  return run(join(place.project, "node_modules", ".bin", "cdktf"), [command, "*", ...flags], {
    cwd: place.project,
    env: simulator.environment,
    onLine: (line) => progress.line(line),
  });
}
