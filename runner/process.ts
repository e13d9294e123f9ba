import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../lib/model/user-error";
import { AzureDoor } from "./azure-door";
import { exitCodeAfter, type Interruption } from "./interruption";
import { makeSocketFolder } from "./socket-folder";
import { resourceTypes, stackFolder } from "./synthesized";
import { inWords } from "./system-error";
import type { Target } from "./target";
import { environment, reattach } from "./terraform";

const LEAN_START = join(__dirname, "..", "lean-start.cjs");
/** Exit codes of the simulator: its input is wrong, as it has said; the system refuses it something, as JSON. */
const INPUT_IS_WRONG = 1;
const SYSTEM_REFUSES = 3;
/** Begins a line of the simulator that is no error. */
const NOTE = "note: ";

/** The simulator's process, from the outside. */
export class Simulator {
  private printed = "";

  private constructor(
    private readonly target: Target,
    private readonly process: ChildProcess,
    private readonly sockets: string,
  ) {}

  /**
   * Starts it, and waits until its providers answer.
   *
   * @param prepare is done while the simulator loads, and before it looks at its folder
   * @param types of resources to serve beside those that the cloud has, and data sources
   * @throws UserError where it says that it cannot: a file that it reads is wrong, or a type is unknown to it
   */
  static async start(
    target: Target,
    prepare: () => Promise<void> = async () => {},
    types: () => readonly string[] = () => resourceTypes(target.home),
  ): Promise<Simulator> {
    const { home } = target;
    const sockets = makeSocketFolder();
    const options = {
      cloud: join(home, "cloud"),
      sockets,
      // Terraform runs in a stack's folder, and all of them lie equally deep.
      folder: stackFolder(home, "any"),
    };
    const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    const child = spawn(process.execPath, ["-r", LEAN_START, join(__dirname, "../simulator/serve.ts"), ...args], {
      stdio: "pipe",
      env: environment(target),
      // Ctrl-C is for Terraform, which still has to write down what it has done.
      detached: true,
    });
    const simulator = new Simulator(target, child, sockets);
    // Where it has ended already, its exit says why.
    child.stdin.on("error", () => {});
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        simulator.printed += text;
        resolve();
      });
      child.once("error", reject);
      child.once("close", (code, signal) => reject(new UserError(whyEnded(said, code, signal))));
    });
    const begin = () => void child.stdin.write(`${[...new Set(types())].join()}\n`);
    try {
      await Promise.all([prepare().then(begin), ready]);
    } catch (error) {
      await simulator.stop();
      throw error;
    }
    // A pipe would end with its destination, and the simulator then wait for a reader.
    child.stderr.removeAllListeners("data").on("data", (text: string) => process.stderr.write(text));
    return simulator;
  }

  /**
   * Starts a simulator for a question to its door alone, whatever the stacks have, and whatever is to go wrong or to be there.
   *
   * @throws UserError where the cloud cannot be read, or the answer is a refusal
   */
  static async ask<T>(target: Target, question: (azure: AzureDoor) => Promise<T>): Promise<T> {
    const env = { ...target.env, SIMULATOR_FAULTS: "", SIMULATOR_AZURE: "" };
    const simulator = await Simulator.start({ ...target, env }, undefined, () => []);
    try {
      return await question(simulator.azure);
    } finally {
      await simulator.stop();
    }
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Azure's own language, to ask it what it has. */
  get azure(): AzureDoor {
    return new AzureDoor(join(this.sockets, "azure.sock"));
  }

  /** What else the user should know. Faults that did not happen are here after its end. */
  get notes(): string[] {
    return this.lines.flatMap((line) => (line.startsWith(NOTE) ? [line.slice(NOTE.length)] : []));
  }

  private get lines(): string[] {
    return this.printed.split("\n").slice(1, -1);
  }

  /** What Terraform needs to find it. Its garbage collector waits until memory gets large, since each run lasts a second. */
  get environment(): NodeJS.ProcessEnv {
    return {
      GOGC: "off",
      GOMEMLIMIT: "512MiB",
      ...environment(this.target),
      TF_REATTACH_PROVIDERS: reattach(this.sockets, this.pid),
    };
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

/** Why the simulator has ended before it was ready. */
function whyEnded(said: string, code: number | null, signal: NodeJS.Signals | null): string {
  if (code === INPUT_IS_WRONG) return said.trimEnd();
  // Node.js may have warned of something before.
  const refusal = said.split("\n").find((line) => line.startsWith("{"));
  if (code === SYSTEM_REFUSES && refusal) {
    const { message, ...rest } = JSON.parse(refusal) as NodeJS.ErrnoException;
    return inWords(Object.assign(new Error(message), rest)) ?? message;
  }
  return `${said}The simulator was not ready yet when it ended with ${signal ?? `exit code ${code}`}. Run it again to go on from here.`;
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
      rest += text;
      // A line may be large, and is looked through once.
      if (!text.includes("\n")) return;
      const lines = rest.split(/\r?\n/);
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
    child.once("close", (code, signal) => resolve(code ?? exitCodeAfter(signal!)));
  });
}
