import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureDoor } from "./azure-door";
import { UserError } from "../lib/model/user-error";
import { resourceTypes, stackFolder } from "./synthesized";
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
   * @throws UserError where it says that it cannot: its file of faults is wrong, or a type is unknown to it
   */
  static async start(home: string, extra: NodeJS.ProcessEnv = {}): Promise<Simulator> {
    // A short path, since that of a unix socket may have about 100 characters.
    const sockets = mkdtempSync(join(tmpdir(), "azure-"));
    const options = {
      cloud: join(home, "cloud"),
      sockets,
      // Terraform runs in a stack's folder, and all of them lie equally deep.
      folder: stackFolder(home, "any"),
    };
    const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    const child = spawn(process.execPath, ["-r", LEAN_START, join(__dirname, "../simulator/serve.ts"), ...args], {
      stdio: "pipe",
      env: { ...environment(), ...extra },
      // Ctrl-C is for Terraform, which still has to write down what it has done.
      detached: true,
    });
    child.stdin.write(`${[...new Set(resourceTypes(home))].join()}\n`);
    const simulator = new Simulator(child, sockets);
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    await new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        simulator.printed += text;
        resolve();
      });
      child.once("error", reject);
      child.once("close", (code) =>
        reject(
          code === 1
            ? new UserError(said.trimEnd())
            : new Error(`the simulator ended with exit code ${code} before it was ready: ${said}`),
        ),
      );
    }).catch((error: unknown) => {
      rmSync(sockets, { recursive: true, force: true });
      throw error;
    });
    child.stderr.removeAllListeners("data").pipe(process.stderr, { end: false });
    return simulator;
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Azure's own language, to ask it what it has. */
  get azure(): AzureDoor {
    return new AzureDoor(join(this.sockets, "azure.sock"));
  }

  /** What it has refused or failed to do, in the order in which that happened. */
  get errors(): string[] {
    return this.lines.filter((line) => !line.startsWith(NOTE));
  }

  /** What else the user should know. Faults that did not happen are here after its end. */
  get notes(): string[] {
    return this.lines.flatMap((line) => (line.startsWith(NOTE) ? [line.slice(NOTE.length)] : []));
  }

  private get lines(): string[] {
    return this.printed.split("\n").slice(1, -1);
  }

  /** What Terraform needs to find it. */
  get environment(): NodeJS.ProcessEnv {
    return { ...environment(), TF_REATTACH_PROVIDERS: reattach(this.sockets, this.pid) };
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

/** Lets `work` be done on a simulator of its own, and says what the user should know of that. */
export async function withSimulator(home: string, work: (simulator: Simulator) => Promise<number>): Promise<number> {
  const simulator = await Simulator.start(home);
  try {
    return await work(simulator);
  } finally {
    await simulator.stop();
    for (const note of simulator.notes) console.log(`Note: ${note}`);
  }
}

/** Runs the project's app, as cdktf would, and lets it synthesize into `outdir`. @returns its exit code */
export function synthesize(project: string, outdir: string): number {
  const { app } = JSON.parse(readFileSync(join(project, "cdktf.json"), "utf8")) as { app: string };
  const env = { ...environment(), CDKTF_OUTDIR: outdir };
  return spawnSync(app, { cwd: project, shell: true, stdio: "inherit", env }).status ?? 1;
}

/** Runs a command and hands over each line that it prints. @returns its exit code */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv; readonly onLine: (line: string) => void },
): Promise<number> {
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop()!;
      lines.forEach(options.onLine);
    });
    stream.on("end", () => rest && options.onLine(rest));
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
