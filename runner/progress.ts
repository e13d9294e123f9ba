import { clearLine, cursorTo } from "node:readline";
import { paintFor, type Paint } from "./colour";
import type { Action, Counts, TerraformEvent } from "./terraform-json";

const DOING: Partial<Record<Action, string>> = { create: "creating", update: "changing", delete: "destroying" };
const DONE: Partial<Record<Action, string>> = { create: "created", update: "changed", delete: "destroyed" };

/** A resource that takes this long is worth a line of a log. In milliseconds. */
const LONG = 30_000;
/** A log that says nothing for this long looks dead. In milliseconds. */
const SILENCE = 60_000;

interface Work {
  readonly action: Action;
  readonly since: number;
}

/**
 * Shows how far a run is: on a terminal in one line that is written anew, in a log with a line for each
 * stack, for each resource that takes long, and for each minute.
 */
export class Progress {
  /** Resources that are being read or changed, by stack and address; the longest at work first. */
  private readonly working = new Map<string, Work>();
  private readonly present = new Map<string, Set<string>>();
  /** Stack and address of what was created in this run. */
  private readonly created = new Set<string>();
  /** Steps that each of them takes, by stack and address: one that is planned again counts once. */
  private readonly planned = new Map<string, number>();
  private done = 0;
  private stacksDone = 0;
  private lastLine: number;
  private timer: NodeJS.Timeout | undefined;
  private readonly paint: Paint;

  constructor(
    env: NodeJS.ProcessEnv,
    private readonly stacks: readonly string[],
    private readonly verbose = false,
    private readonly out: NodeJS.WriteStream = process.stdout,
    private readonly now: () => number = Date.now,
  ) {
    this.lastLine = now();
    this.paint = paintFor(out, env);
    this.start();
  }

  /** Shows it again, after a {@link stop}. */
  start(): void {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), 1000).unref();
  }

  /** Takes what Terraform says of a stack. */
  readonly take = (stack: string, event: TerraformEvent): void => {
    if (this.verbose) this.print(`${stack}  ${event.message}`);
    if (event.kind === "planned") this.planned.set(`${stack} ${event.address}`, event.action === "replace" ? 2 : 1);
    if (event.kind === "started") {
      this.working.set(`${stack} ${event.address}`, { action: event.action, since: this.now() });
    }
    if (event.kind === "ended" || event.kind === "failed") this.end(stack, event.address, event.action, event.kind);
    this.show();
  };

  /** Says that a stack is done, and what was changed in it. */
  stackDone(stack: string, { add, change, remove }: Counts): void {
    this.stacksDone++;
    const counts = `${add + change > 0 ? `${add} added, ${change} changed, ` : ""}${remove} destroyed`;
    this.print(`${stack}: ${add + change + remove > 0 ? this.paint("green", counts) : "no changes"}`);
    this.show();
  }

  /** Managed resources that a stack has, as far as Terraform has named them. */
  resourcesOf(stack: string): number {
    return this.present.get(stack)?.size ?? 0;
  }

  /** Takes the line away, and shows none by itself. */
  stop(): void {
    clearInterval(this.timer);
    this.clear();
  }

  /** What is shown at this moment: the figures first, since a narrow terminal cuts off the end. */
  line(): string {
    const [first] = this.working;
    const total = this.total > 0 || this.stacksDone > 0 ? [`${this.done} of ${this.total}`] : [];
    const stacks = this.stacks.length > 1 ? [`${this.stacksDone} of ${this.stacks.length} stacks`] : [];
    if (!first) return [...total, ...stacks].join(", ");
    const [name, { action, since }] = first;
    const more = this.working.size > 1 ? ` +${this.working.size - 1}` : "";
    const work = `${elapsed(this.now() - since)}${more} ${DOING[action] ?? "reading"} ${name.split(" ")[1]}`;
    return [...total, work, ...stacks].join(", ");
  }

  private get total(): number {
    return [...this.planned.values()].reduce((sum, steps) => sum + steps, 0);
  }

  private end(stack: string, address: string, action: Action, kind: "ended" | "failed"): void {
    const key = `${stack} ${address}`;
    const { since } = this.working.get(key) ?? { since: this.now() };
    this.working.delete(key);
    if (kind === "failed" || address.startsWith("data.")) return;
    const present = this.present.get(stack) ?? new Set();
    this.present.set(stack, present);
    // Where the new one comes first (create_before_destroy), what goes is the old one of that address.
    if (action !== "delete") present.add(address);
    else if (!this.created.has(key)) present.delete(address);
    if (action === "create") this.created.add(key);
    if (action === "read") return;
    this.done++;
    const took = this.now() - since;
    if (took < LONG || this.verbose) return;
    this.print(`${stack}  ${address} ${DONE[action] ?? "done"} after ${elapsed(took)}, ${this.done} of ${this.total}`);
  }

  private tick(): void {
    if (!this.out.isTTY && this.now() - this.lastLine >= SILENCE) this.print(this.line());
    this.show();
  }

  private print(text: string): void {
    this.clear();
    this.out.write(`${text}\n`);
    this.lastLine = this.now();
  }

  private show(): void {
    if (!this.out.isTTY || this.verbose) return;
    this.clear();
    // The last column stays free, since some terminals wrap there.
    this.out.write(this.line().slice(0, this.out.columns - 1));
  }

  private clear(): void {
    if (!this.out.isTTY) return;
    cursorTo(this.out, 0);
    clearLine(this.out, 0);
  }
}

/** Such as "12m 05s". */
function elapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes}m ${String(seconds % 60).padStart(2, "0")}s` : `${seconds}s`;
}
