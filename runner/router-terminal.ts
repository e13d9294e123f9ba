import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { UserError } from "../lib/model/user-error";

/** Where a router is reached, in the words of `ssh`: users have keys, jump hosts and agents in its configuration. */
export interface RouterAddress {
  /** `admin@oslo`, or a host of the configuration */
  readonly destination: string;
  /** @default - the user's */
  readonly configFile?: string;
  /** @default 60 */
  readonly timeoutSeconds?: number;
}

/** The last line while the router waits: `oslo#`, `oslo(config-if)#` */
const PROMPT = /(?:^|\n)([A-Za-z][\w.-]{0,62})(\([\w-]+\))?([#>]) ?$/;

/** Sequences that colour or move, and what a terminal does not show. */
const UNSEEN = /\x1b\[[\d;?]*[A-Za-z]|\r|[\0-\x08\x0b-\x1f\x7f]/g;

/**
 * A session at a router's terminal, over the system's `ssh`. A command is sent once the router waits for one, so that
 * nothing is typed ahead into a question.
 */
export class RouterTerminal {
  private readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly timeoutSeconds: number;
  private readonly closed: Promise<unknown>;
  private arrived = "";
  private errors = "";
  private ended = false;
  private wake = () => {};
  /** The router's name, as its prompt has it. */
  host = "";
  /** What the router takes now: undefined for commands of privileged EXEC mode, `(config-if)` for those of an interface. */
  mode: string | undefined;

  private constructor(
    private readonly address: RouterAddress,
    env: NodeJS.ProcessEnv,
  ) {
    const { configFile, destination, timeoutSeconds = 60 } = address;
    this.timeoutSeconds = timeoutSeconds;
    // After "--", a destination that begins with a hyphen is no option.
    const args = [...(configFile ? ["-F", configFile] : []), "-T", "--", destination];
    this.process = spawn("ssh", args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.process.stdout.setEncoding("utf8").on("data", (text: string) => this.arrive(text));
    this.process.stderr.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
    // The router may end the session first; what it said then is told by `waits`.
    this.process.stdin.on("error", () => {});
    this.closed = once(this.process, "close").catch((error: NodeJS.ErrnoException) => {
      this.errors = error.code === "ENOENT" ? "ssh is not on PATH; install OpenSSH's client" : error.message;
    });
    void this.closed.then(() => {
      this.ended = true;
      this.wake();
    });
  }

  /**
   * Logs in, and turns the pager off.
   *
   * @throws UserError where ssh fails, or where the user may not configure
   */
  static async open(address: RouterAddress, env: NodeJS.ProcessEnv): Promise<RouterTerminal> {
    const terminal = new RouterTerminal(address, env);
    try {
      const { sign } = await terminal.waits();
      if (sign === ">") {
        throw new UserError(
          `${address.destination} logs in without privileges (${terminal.host}>); log in as a user with privilege level 15`,
        );
      }
      await terminal.ask("terminal length 0");
      await terminal.ask("terminal width 512");
      return terminal;
    } catch (error) {
      terminal.kill();
      throw error;
    }
  }

  /**
   * Types a line, and waits until the router waits for the next.
   *
   * @returns what the router has printed, without the line itself and the prompt
   * @throws UserError where the session ends or the router is silent meanwhile
   */
  async ask(line: string): Promise<string> {
    this.arrived = "";
    this.process.stdin.write(`${line}\n`);
    const { before } = await this.waits(line);
    const lines = before.split("\n");
    // A terminal shows what was typed.
    if (lines[0]?.trim() === line.trim()) lines.shift();
    return lines.join("\n");
  }

  async close(): Promise<void> {
    this.process.stdin.end("exit\n");
    const late = setTimeout(() => this.kill(), 5000);
    await this.closed;
    clearTimeout(late);
  }

  /** Cuts the connection. */
  kill(): void {
    this.process.kill();
  }

  private arrive(text: string): void {
    this.arrived += text.replace(UNSEEN, "");
    this.wake();
  }

  /** @param line that was typed; what is typed may be a secret and is not shown */
  private async waits(line?: string): Promise<{ readonly sign: string; readonly before: string }> {
    const { destination } = this.address;
    const until = Date.now() + this.timeoutSeconds * 1000;
    for (;;) {
      const prompt = PROMPT.exec(this.arrived);
      if (prompt) {
        [, this.host, this.mode] = prompt as unknown as [string, string, string | undefined];
        return { sign: prompt[3]!, before: this.arrived.slice(0, prompt.index) };
      }
      const said = this.errors.trim().split("\n").slice(-3).join("\n  ");
      if (this.ended) {
        const when = line === undefined ? "ssh could not log in" : "the connection has ended";
        throw new UserError(`${destination}: ${when}${said && `\n  ${said}`}`);
      }
      const left = until - Date.now();
      if (left <= 0) {
        const last = line === undefined ? this.arrived.split("\n").at(-1)!.trim() : "";
        throw new UserError(
          `${destination}: no prompt for ${this.timeoutSeconds} s${last && `; the last line is "${last.slice(0, 80)}"`}${said && `\n  ${said}`}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
