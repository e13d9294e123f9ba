import type { Path } from "../lib/model/path";

/* Access to the values of a file whose form is not checked yet. */

export const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null;

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    root,
  );
}

/** Whether the file, or a default of its schema, says what stands at `path`. */
export const isGiven = (input: unknown, path: Path): boolean => valueAt(input, path) !== undefined;
