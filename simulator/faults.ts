import { readFileSync } from "node:fs";
import { z } from "zod";
import { InputError } from "./input-error";
import { parseInput, readInput } from "./input-file";
import { ProviderError } from "./protocol/provider";

const OPERATIONS = ["create", "read", "update", "delete"] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * - `throttled`: 429, before anything happens; azurerm tries again
 * - `failed`: 500, before anything happens; azurerm tries again
 * - `busy`: 409 AnotherOperationInProgress, before anything happens; azurerm stops
 * - `lost`: Azure accepts and does it, and azurerm does not see the end
 * - `unprovisioned`: Azure accepts it, and the operation ends as Failed
 */
const ERRORS = ["throttled", "failed", "busy", "lost", "unprovisioned"] as const;
export type FaultError = (typeof ERRORS)[number];

const count = (least: number) => {
  const error = `must be a whole number, ${least} or more`;
  return z.int({ error }).min(least, { error }).optional();
};
const word = (words: readonly [string, ...string[]]) =>
  z.enum(words, { error: `must be one of ${words.join(", ")}` }).optional();

const schema = z.array(
  z.strictObject({
    operation: word(OPERATIONS) as z.ZodOptional<z.ZodType<Operation>>,
    type: z.string({ error: 'must be a resource type, such as "azurerm_subnet"' }).optional(),
    id: z.string({ error: "must be text that a resource's id holds" }).optional(),
    error: word(ERRORS) as z.ZodOptional<z.ZodType<FaultError>>,
    delayMs: count(0),
    skip: count(0),
    times: count(1),
  }),
  { error: 'must be a list, such as [{ "type": "azurerm_subnet", "error": "busy" }]' },
);

/**
 * One thing to go wrong. Without operation, type or id: any. Without error: a delay alone. `skip`
 * requests that it fits go well first (default 0), then it happens `times` (default 1). An update
 * may be more than one request.
 */
export type Fault = Readonly<z.infer<typeof schema>[number]>;

/**
 * Reads a file of faults.
 *
 * @throws InputError, with every problem
 */
export function readFaults(file: string): Fault[] {
  return parse(file, readInput("SIMULATOR_FAULTS", file, "faults"));
}

const parse = (file: string, text: string): Fault[] =>
  parseInput(file, text, schema, "a fault has operation, type, id, error, delayMs, skip and times");

interface Pending {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/**
 * Faults on demand, from a JSON file with a list of {@link Fault}. The file is read again when it
 * has changed, so that a rehearsal can go on while the simulator runs.
 */
export class Faults {
  private text = "";
  private pending: Pending[] = [];

  /** @throws InputError where the file is missing or wrong */
  constructor(private readonly file: string | undefined) {
    if (file) readFaults(file);
    this.refresh();
  }

  /** The fault that this request meets, if any. */
  next(operation: Operation, type: string, id: string): Fault | undefined {
    try {
      this.refresh();
    } catch (error) {
      if (error instanceof InputError) throw new ProviderError(error.message);
      throw error;
    }
    for (const one of this.pending) {
      const { fault } = one;
      const fits =
        one.times > 0 &&
        (fault.operation ?? operation) === operation &&
        (fault.type ?? type) === type &&
        id.includes(fault.id ?? "");
      if (!fits || one.skip-- > 0) continue;
      one.times--;
      return fault;
    }
    return undefined;
  }

  /** A sentence on each fault of the file that has not happened as often as it should. */
  get left(): string[] {
    return this.pending
      .filter(({ times }) => times > 0)
      .map(({ fault, times }) => {
        const wanted = fault.times ?? 1;
        return `the fault ${JSON.stringify(fault)} happened ${wanted - times} of ${wanted} times`;
      });
  }

  private refresh(): void {
    if (!this.file) return;
    let text: string;
    try {
      text = readFileSync(this.file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      text = "[]";
    }
    if (text === this.text) return;
    this.pending = parse(this.file, text).map((fault) => ({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 }));
    this.text = text;
  }
}
