import { copyFileSync, existsSync, renameSync } from "node:fs";
import { basename } from "node:path";
import { BrokenStateError, readState } from "./state";
import { deployedStacks, stateFile } from "./synthesized";

/**
 * A state file that Terraform was killed over: it writes in place, so half a file can be left, or one
 * of 0 bytes.
 */
export interface BrokenState {
  readonly stack: string;
  readonly file: string;
  /** What is wrong with it. */
  readonly message: string;
  /** The state before the last run; absent where there is none, or none that is whole. */
  readonly backup?: string;
}

export function brokenStates(home: string): BrokenState[] {
  return deployedStacks(home).flatMap((stack) => {
    const file = stateFile(home, stack);
    const message = problemOf(file);
    if (message === undefined) return [];
    const backup = `${file}.backup`;
    return [{ stack, file, message, ...(existsSync(backup) && !problemOf(backup) && { backup }) }];
  });
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
 * Moves a broken state aside and puts its backup in its place, if it has one. Deletes nothing.
 *
 * @returns a sentence that says so
 */
export function repair({ file, message, backup }: BrokenState): string {
  const aside = freeName(`${file}.broken`);
  // Copied under another name first, so that a whole file takes the place at once.
  const restored = `${file}.restored`;
  if (backup) copyFileSync(backup, restored);
  renameSync(file, aside);
  if (backup) renameSync(restored, file);
  return backup
    ? `${message}. Its backup is in its place now, and it is kept as ${basename(aside)}.`
    : `${message}. It is kept as ${basename(aside)}.`;
}

function freeName(wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!existsSync(name)) return name;
  }
}
