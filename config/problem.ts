import type { Path } from "../lib/model/path";

/** Something in a config that is wrong, or that deserves a warning. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** Other values that it is about: it says nothing where one of those is not known. */
  readonly related?: readonly Path[];
  /** The value that this one was derived from, where the file does not give it. */
  readonly cause?: Path;
}

/** Whether `to` is `from`, or lies inside it. */
export function leads(from: Path, to: Path): boolean {
  return from.length <= to.length && from.every((key, i) => key === to[i]);
}

/** A path as a key of maps and sets. */
export const placeOf = (path: Path): string => JSON.stringify(path);
