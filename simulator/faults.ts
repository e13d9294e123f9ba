import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export type Operation = "create" | "read" | "update" | "delete";

/** One thing to go wrong, as the file of faults lists it. */
export interface Fault {
  /** @default - any */
  readonly operation?: Operation;
  /** Terraform's resource type. @default - any */
  readonly type?: string;
  /** Text that the resource's id holds. @default - any */
  readonly id?: string;
  /**
   * - `throttled`: 429, before anything happens
   * - `busy`: 409 AnotherOperationInProgress, before anything happens
   * - `failed`: 500, before anything happens
   * - `lost`: the operation succeeds, its answer is lost
   * @default - none, for a delay alone
   */
  readonly error?: "throttled" | "busy" | "failed" | "lost";
  /** @default 0 */
  readonly delayMs?: number;
  /** How often. @default 1 */
  readonly times?: number;
}

export const FAULT_ERRORS: Readonly<
  Record<NonNullable<Fault["error"]>, readonly [status: number, code: string, detail: string]>
> = {
  throttled: [429, "TooManyRequests", "The request is being throttled as the limit has been reached"],
  busy: [
    409,
    "AnotherOperationInProgress",
    "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri in Azure-AsyncOperation header",
  ],
  failed: [500, "InternalServerError", "An error occurred"],
  lost: [504, "GatewayTimeout", "The gateway did not receive a response within the specified time period"],
};

/**
 * Faults on demand, from a JSON file with a list of {@link Fault}. The file is read again when it
 * has changed, so that a rehearsal can go on while the simulator runs.
 */
export class Faults {
  private text = "";
  private left: { fault: Fault; times: number }[] = [];

  constructor(private readonly file: string | undefined) {}

  /** Waits where a fault says so, and gives its error, if any. */
  async next(operation: Operation, type: string, id: string): Promise<Fault["error"]> {
    this.refresh();
    const found = this.left.find(
      ({ fault, times }) =>
        times > 0 &&
        (fault.operation ?? operation) === operation &&
        (fault.type ?? type) === type &&
        id.includes(fault.id ?? ""),
    );
    if (!found) return undefined;
    found.times--;
    if (found.fault.delayMs) await sleep(found.fault.delayMs);
    return found.fault.error;
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
    this.text = text;
    this.left = (JSON.parse(text) as Fault[]).map((fault) => ({ fault, times: fault.times ?? 1 }));
  }
}
