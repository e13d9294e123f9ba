import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../lib/model/user-error";
import { shortPath } from "./short-path";

/** The parts of a Terraform state file, version 4, that are read here. */
const schema = z.object({
  version: z.literal(4),
  serial: z.number().default(0),
  lineage: z.string().default(""),
  outputs: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  resources: z
    .array(
      z.object({
        mode: z.string(),
        type: z.string(),
        name: z.string().default(""),
        instances: z.array(
          z.object({
            status: z.string().optional(),
            attributes: z.object({ id: z.string().nullish() }).loose().nullish(),
          }),
        ),
      }),
    )
    .default([]),
});

export interface StateResource {
  /** Terraform's address in its stack, such as `azurerm_subnet.vnet_subnet1_95141C8C`. */
  readonly address: string;
  readonly type: string;
  /** Empty where there is none yet. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Terraform replaces a tainted resource at the next apply. */
  readonly tainted: boolean;
}

export interface State {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Every managed resource. */
  readonly resources: readonly StateResource[];
}

/** A state file that is there and cannot be read: what it knew is unknown, not nothing. */
export class BrokenStateError extends UserError {
  /** A clause without a way on, for who settles it. */
  readonly problem: string;

  constructor(
    readonly file: string,
    reason: string,
  ) {
    const problem = `${shortPath(file)} is no whole Terraform state: ${reason}`;
    super(`${problem}. Run it again: that puts its backup in its place, or says what is left.`);
    this.problem = problem;
  }
}

/**
 * Reads a state file; a missing one is empty. Terraform itself takes a file of 0 bytes for an empty
 * state, and would build everything a second time.
 *
 * @throws BrokenStateError
 */
export function readState(file: string): State {
  if (!existsSync(file)) return { outputs: {}, resources: [] };
  const text = readFileSync(file, "utf8");
  const { outputs, resources } = parse(file, text);
  return {
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    resources: resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ type, name, instances }) =>
        instances.map(({ attributes, status }) => ({
          address: `${type}.${name}`,
          type,
          id: attributes?.id ?? "",
          attributes: attributes ?? {},
          tainted: status === "tainted",
        })),
      ),
  };
}

/** Whether a whole state file is a later version of another one, or the other is missing. */
export function isLater(file: string, other: string): boolean {
  if (!existsSync(other)) return true;
  const version = parse(file, readFileSync(file, "utf8"));
  const before = parse(other, readFileSync(other, "utf8"));
  return version.serial > before.serial && version.lineage === before.lineage;
}

function parse(file: string, text: string): z.infer<typeof schema> {
  if (text === "") throw new BrokenStateError(file, "it has 0 bytes");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which holds secrets.
    throw new BrokenStateError(file, `its ${text.length} characters end too early, or are no JSON`);
  }
  const { data } = schema.safeParse(json);
  if (!data) throw new BrokenStateError(file, "its JSON is no state of version 4");
  return data;
}

/** The resources that a state knows; a broken state knows none. */
export function knownResources(file: string): readonly StateResource[] {
  try {
    return readState(file).resources;
  } catch (error) {
    if (error instanceof BrokenStateError) return [];
    throw error;
  }
}
