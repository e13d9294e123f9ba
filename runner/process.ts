import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { UserError } from "../lib/model/user-error";
import { readFaults } from "../simulator/faults";
import type { Interruption } from "./interruption";
import { makeSocketFolder } from "./socket-folder";
import { environment, reattach } from "./terraform";

const LEAN_START = join(__dirname, "..", "lean-start.cjs");
/** Begins a line of the simulator that is no error. */
export const NOTE = "note: ";

/** The simulator's process, from the outside. */
export class Simulator {
  private printed = "";

  private constructor(
    private readonly process: ChildProcess,
    private readonly sockets: string,
  ) {}

  /**
   * Starts it, and waits until its providers answer.
   *
   * @param prepare is done while the simulator loads, and before it looks at its folder
   * @throws UserError where the file of faults is missing or wrong
   */
  static async start(
    home: string,
    extra: NodeJS.ProcessEnv = {},
    prepare: () => Promise<void> = async () => {},
  ): Promise<Simulator> {
    const faults = extra.SIMULATOR_FAULTS ?? process.env.SIMULATOR_FAULTS;
    if (faults) readFaults(faults);
    const sockets = makeSocketFolder();
    const child = spawn(process.execPath, ["-r", LEAN_START, join(__dirname, "../simulator/serve.ts"), home, sockets], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...environment(), ...extra },
      // Ctrl-C is for Terraform, which still has to write down what it has done.
      detached: true,
    });
    const simulator = new Simulator(child, sockets);
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        simulator.printed += text;
        resolve();
      });
      child.once("error", reject);
      child.once("exit", (code, signal) =>
        reject(
          new UserError(
            `the simulator was not ready yet when it ended with ${signal ?? `exit code ${code}, for the reason above`}. Run it again to go on from here.`,
          ),
        ),
      );
    });
    try {
      await Promise.all([prepare().then(() => child.stdin.write("go\n")), ready]);
    } catch (error) {
      await simulator.stop();
      throw error;
    }
    return simulator;
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** What else the user should know. Faults that did not happen are here after its end. */
  get notes(): string[] {
    return this.lines.flatMap((line) => (line.startsWith(NOTE) ? [line.slice(NOTE.length)] : []));
  }

  private get lines(): string[] {
    return this.printed.split("\n").slice(1, -1);
  }

  /** What Terraform needs to find it. Its garbage collector may wait, since each run lasts a second. */
  get environment(): NodeJS.ProcessEnv {
    return { GOGC: "400", ...environment(), TF_REATTACH_PROVIDERS: reattach(this.sockets, this.pid) };
  }

  /** Ends it at once, as a fault. @returns whether it was there */
  kill(): boolean {
    return this.process.kill("SIGKILL");
  }

  /** Lets it end, and waits until it has. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.process;
    const ended = exitCode === null && signalCode === null && once(this.process, "close");
    this.process.stdin!.end();
    await ended;
    rmSync(this.sockets, { recursive: true, force: true });
  }
}

/** Runs a command and hands over each line that it prints. @returns its {@link exitCode} */
export function run(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env: NodeJS.ProcessEnv;
    /** Puts the command into a process group of its own. */
    readonly interruption?: Interruption;
    readonly onLine: (line: string) => void;
  },
): Promise<number> {
  const { cwd, env, interruption } = options;
  const detached = interruption !== undefined;
  const child = spawn(command, args, { cwd, env, detached, stdio: ["ignore", "pipe", "pipe"] });
  interruption?.watch(child);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop()!;
      lines.forEach(options.onLine);
    });
    stream.on("end", () => rest && options.onLine(rest));
  }
  return exitCode(child);
}

/** What a shell would say of a process's end: its exit code, or 128 and the number of the signal. */
function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  });
}
