import { UserError } from "../lib/model/user-error";
import { runCdktf, statesOf, type RunOptions } from "./deploy";
import { waysOn } from "./failure";
import { describeLeftovers, leftovers } from "./leftovers";
import type { Place } from "./place";
import { planStack, terraformIn } from "./plan";
import { onOneLine } from "./printed";
import { withSimulator, type Simulator } from "./process";
import { Progress } from "./progress";
import { readState } from "./state";
import { deployedStacks, producersOf, stacks, stateFile, synthesizedStacks } from "./synthesized";

/**
 * Removes these stacks, or all: with those that have left the config, which cdktf does not know, and
 * which Terraform destroys in the folder that they were last synthesized into.
 *
 * @returns the exit code: 0 only if the states and, where all was to go, the cloud itself are empty
 */
export async function destroy(place: Place, names: readonly string[], options: RunOptions): Promise<number> {
  const { home } = place;
  const deployed = deployedStacks(home);
  const unknown = names.find((name) => !deployed.includes(name) && !stacks(home).includes(name));
  if (unknown) {
    throw new UserError(`no stack ${unknown} was deployed; there ${list(deployed)}`);
  }
  const wanted = names.length > 0 ? names : deployed;
  const before = statesOf(home, wanted);
  const full = wanted.filter((stack) => before[stack]!.resources.length > 0);
  const homeless = full.filter((stack) => !(stack in synthesizedStacks(home)));
  if (homeless.length > 0) {
    throw new UserError(
      `${homeless.join(", ")}: Terraform needs the stack's JSON to destroy it, and .simulator/cdktf.out has none; npm start -- plan writes it, with VPN_CONFIG naming a config that has the stack`,
    );
  }
  if (full.length === 0 && leftovers(home).length === 0) {
    console.log("Nothing was deployed.");
    return 0;
  }
  return withSimulator(home, async (simulator) => {
    if (place.interrupted()) return 130;
    const progress = new Progress(full, options.verbose ?? false);
    const orphaned = full.filter((stack) => lacksProducer(home, stack));
    const byCdktf = names.length > 0 || orphaned.length > 0 ? [] : full.filter((one) => stacks(home).includes(one));
    if (byCdktf.length > 0) await runCdktf("destroy", place, simulator, options, progress);
    for (const stack of inOrder(home, full)) {
      if (place.interrupted()) return 130;
      if (byCdktf.includes(stack)) continue;
      // A plan of the present would read outputs that are no more.
      const flags = orphaned.includes(stack) ? ["-refresh=false"] : [];
      await terraformIn(home, stack, simulator, ["destroy", "-auto-approve", ...flags], (line) =>
        progress.line(`${stack}  ${line}`),
      );
    }
    return await account(place, full, names, simulator, progress, before);
  });
}

/** Counts what is left, whatever was printed. */
async function account(
  { home }: Place,
  stacks: readonly string[],
  names: readonly string[],
  simulator: Simulator,
  progress: Progress,
  before: ReturnType<typeof statesOf>,
): Promise<number> {
  const left = stacks.filter((stack) => readState(stateFile(home, stack)).resources.length > 0);
  for (const stack of stacks) {
    if (!left.includes(stack)) progress.end(stack, `${before[stack]!.resources.length} destroyed`);
  }
  const unknown = leftovers(home);
  if (left.length === 0 && (names.length > 0 || unknown.length === 0)) return 0;
  const replanned: string[] = [];
  for (const stack of left) replanned.push(...(await planStack(home, stack, simulator, "-destroy")).lines);
  const failed = simulator.errors;
  const printed = [progress.printed, ...failed.map((message) => `Error: ${message}`), onOneLine(replanned)].join(" ");
  for (const stack of left) {
    const { resources } = readState(stateFile(home, stack));
    console.error(`Left of ${stack}: ${resources.map(({ address }) => address).join(", ")}`);
  }
  if (unknown.length > 0) console.error(describeLeftovers(unknown));
  const ways = waysOn(home, "destroy", printed);
  if (unknown.length > 0) ways.push("npm start -- destroy --remove-leftovers removes what no state knows.");
  progress.fail(left, replanned, failed, ways);
  return 1;
}

/** Whether a stack reads outputs of another that was destroyed before. */
function lacksProducer(home: string, stack: string): boolean {
  return producersOf(home, stack).some((producer) => readState(stateFile(home, producer)).resources.length === 0);
}

/** Stacks that read another's outputs go before it. */
function inOrder(home: string, stacks: readonly string[]): string[] {
  const producers = (stack: string) => producersOf(home, stack).length;
  return [...stacks].sort((a, b) => producers(b) - producers(a));
}

const list = (stacks: readonly string[]) => (stacks.length === 0 ? "is none" : `are ${stacks.join(", ")}`);
