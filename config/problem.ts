import type { Path } from "../lib/model/path";

/** Something in a config that is wrong, or that deserves a warning. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** Other values that the problem is about. Where a stand-in replaces one of them, the problem is not reported. */
  readonly related?: readonly Path[];
  /** The value that the value at `path` was derived from, where the file does not give the latter. */
  readonly cause?: Path;
}

/** Whether `to` is `from`, or lies inside it. */
export function leads(from: Path, to: Path): boolean {
  return from.length <= to.length && from.every((key, i) => key === to[i]);
}

/** A path as a key of maps and sets. */
export const placeOf = (path: Path): string => JSON.stringify(path);
