import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { z } from "zod";

/** The parts of a Terraform state file, version 4, that are read here. */
const schema = z.object({
  version: z.literal(4),
  outputs: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  resources: z
    .array(
      z.object({
        mode: z.string(),
        type: z.string(),
        instances: z.array(z.object({ attributes: z.object({ id: z.string().nullish() }).loose().nullish() })),
      }),
    )
    .default([]),
});

export interface State {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Every managed resource; the id is empty where there is none yet. */
  readonly resources: readonly {
    readonly type: string;
    readonly id: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

/** Reads a state file; one that is not there, or was only begun, is empty. */
export function readState(file: string): State {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (text === "") return { outputs: {}, resources: [] };
  const { outputs, resources } = schema.parse(JSON.parse(text));
  return {
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    resources: resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ type, instances }) =>
        instances.map(({ attributes }) => ({ type, id: attributes?.id ?? "", attributes: attributes ?? {} })),
      ),
  };
}

/**
 * Puts the backup in the place of a state file that Terraform was killed over: it writes in place,
 * so half a file can be left, which it would refuse to read.
 */
export function repairState(file: string): void {
  try {
    readState(file);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const backup = `${file}.backup`;
    if (existsSync(backup)) renameSync(backup, file);
    else rmSync(file);
  }
}
