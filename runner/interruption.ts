import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";

/** The signals by which a run is asked to end: Ctrl-C, kill, a terminal that goes away. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What a shell says of the end by a signal: 130 after Ctrl-C. */
export const exitCodeAfter = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

/** What follows within this time is the same press: npm hands on what the terminal sends. In milliseconds. */
const SAME_PRESS = 500;

/**
 * Ctrl-C and its like while Terraform is at work. Terraform runs in a process group of its own, so that
 * a terminal's Ctrl-C reaches the group once, through here: the first lets it end in good order, the second
 * lets it end at once (it still tries to save its state), the third kills it.
 */
export class Interruption {
  private readonly children = new Set<ChildProcess>();
  private readonly stop = new AbortController();
  private first: NodeJS.Signals | undefined;
  private last = -Infinity;
  private count = 0;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.take);
  }

  /** The exit code, 130 after Ctrl-C; undefined where nobody has asked to stop. */
  get code(): number | undefined {
    return this.first && exitCodeAfter(this.first);
  }

  /** Is aborted once somebody has asked to stop. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Hands on to the group that this process leads what comes, until it ends. */
  watch(child: ChildProcess): void {
    this.children.add(child);
    child.once("close", () => this.children.delete(child));
  }

  /** Leaves signals to what Node.js does by itself. */
  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.take);
  }

  private readonly take = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    const isSamePress = now - this.last < SAME_PRESS;
    this.last = now;
    if (isSamePress) return;
    this.first ??= signal;
    this.stop.abort();
    if (++this.count === 1) {
      console.error("\nStopping: Terraform writes down what it has done. Ctrl-C again ends it at once.");
    }
    for (const { pid } of this.children) if (pid) tellGroup(pid, this.count > 2 ? "SIGKILL" : "SIGINT");
  };
}

/** Does what a terminal does, so that a Terraform behind a wrapper gets it; Terraform's plugins ignore it. */
function tellGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // All of it has ended (ESRCH; EPERM on macOS), and its output is not read yet.
  }
}
