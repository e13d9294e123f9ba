import { existsSync, readFileSync } from "node:fs";
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
  /** Type and id of every managed resource. */
  readonly resources: readonly { readonly type: string; readonly id: string }[];
}

/** Reads a state file; one that is not there is empty. */
export function readState(file: string): State {
  if (!existsSync(file)) return { outputs: {}, resources: [] };
  const { outputs, resources } = schema.parse(JSON.parse(readFileSync(file, "utf8")));
  return {
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    resources: resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ type, instances }) => instances.map(({ attributes }) => ({ type, id: attributes?.id ?? "" }))),
  };
}
