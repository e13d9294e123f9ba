import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../lib/model/user-error";
import { shortPath } from "./short-path";
import { BrokenStateError, isLater, readState } from "./state";
import { deployedStacks, stackFolder, stateFile, synthesizedNames } from "./synthesized";
import type { Target } from "./target";
import { binaryName } from "./terraform";

/**
 * A state file that lacks what the last run has done: Terraform was killed over it (it writes in place,
 * so half a file can be left, or one of 0 bytes), or could not write it.
 */
export interface BrokenState {
  readonly stack: string;
  readonly file: string;
  /** What is wrong with it. */
  readonly message: string;
  /** What can take its place: what Terraform could not write, or the state before the last run. */
  readonly substitute?: string;
}

export function brokenStates(home: string): BrokenState[] {
  const stacks = new Set([...deployedStacks(home), ...synthesizedNames(home)]);
  return [...stacks].flatMap((stack): BrokenState[] => {
    const file = stateFile(home, stack);
    const problem = problemOf(file);
    const errored = erroredState(home, stack);
    if (errored && problemOf(errored) === undefined && (problem !== undefined || isLater(errored, file))) {
      const message = `Terraform could not write ${shortPath(file)}, and has left its content in ${shortPath(errored)}`;
      return [{ stack, file, message, substitute: errored }];
    }
    if (problem === undefined) return [];
    const backup = `${file}.backup`;
    const whole = existsSync(backup) && problemOf(backup) === undefined;
    return [{ stack, file, message: problem, ...(whole && { substitute: backup }) }];
  });
}

/**
 * Looks for states that Terraform could not write to their backend: a run that begins without them
 * makes everything a second time.
 *
 * @throws UserError where there is one
 */
export function requireWrittenStates({ home, env }: Pick<Target, "home" | "env">): void {
  const left = synthesizedNames(home).filter((stack) => erroredState(home, stack));
  if (left.length === 0) return;
  const ways = left.map((stack) => {
    const folder = shortPath(stackFolder(home, stack));
    return `  (cd ${folder} && ${binaryName(env)} state push ${ERRORED} && rm ${ERRORED})`;
  });
  throw new UserError(
    [
      `Terraform could not write the state of ${left.join(" and ")} at the end of an earlier run. Write it now, then run it again:`,
      ...ways,
      "Where that state is written already, by you or by somebody else, remove the file alone.",
    ].join("\n"),
  );
}

/** Where Terraform leaves a state that it cannot write, in the folder that it runs in. */
const ERRORED = "errored.tfstate";

function erroredState(home: string, stack: string): string | undefined {
  const file = join(stackFolder(home, stack), ERRORED);
  return existsSync(file) ? file : undefined;
}

function problemOf(file: string): string | undefined {
  try {
    readState(file);
    return undefined;
  } catch (error) {
    if (error instanceof BrokenStateError) return error.problem;
    throw error;
  }
}

/**
 * Moves a broken state aside and puts its substitute in its place, if it has one.
 *
 * @returns a sentence that says so
 */
export function repair({ file, message, substitute }: BrokenState): string {
  const aside = existsSync(file) ? freeName(`${file}.broken`) : undefined;
  // Copied under another name first, so that a whole file takes the place at once.
  const restored = `${file}.restored`;
  if (substitute) copyFileSync(substitute, restored);
  if (aside) renameSync(file, aside);
  if (substitute) renameSync(restored, file);
  const written = substitute !== undefined && basename(substitute) === ERRORED;
  if (written) rmSync(substitute);
  const placed = substitute && `${written ? "That" : "Its backup"} is in its place now`;
  const kept = aside && `it is kept as ${basename(aside)}`;
  return `${message}. ${[placed, kept].filter(Boolean).join(", and ").replace(/^it/, "It")}.`;
}

function freeName(wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!existsSync(name)) return name;
  }
}
