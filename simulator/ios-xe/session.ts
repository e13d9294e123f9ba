import { commandsOf, type ModeName } from "./commands";
import type { Path, Section } from "./configuration";
import { configure, INVALID, mark, modeAt } from "./configure";
import type { Device } from "./device";
import { EXEC, type Question, type Terminal } from "./exec";
import { filtered } from "./pipe";
import { following, understand } from "./syntax";

const MORE = " --More-- ";

/** Modes that differ in their commands and not in their prompt. */
const PROMPTS: Partial<Record<ModeName, string>> = {
  "config-if-tunnel": "config-if",
  "config-if-physical": "config-if",
};

/** Somebody's terminal. Lines go in as they are typed; what the router prints comes out, without the echo. */
export class Session {
  readonly terminal: Terminal;
  /** Whether it has been left by `exit`. */
  isClosed = false;
  #entered: Path | undefined;
  #question: Question | undefined;
  /** Lines that the pager holds back. */
  #held: readonly string[] = [];

  /** @param announce takes what the router prints without being asked */
  constructor(
    readonly router: Device,
    user: string,
    private readonly announce: (text: string) => void,
  ) {
    this.terminal = { length: 24, width: 80, user };
    router.terminals.add(announce);
  }

  /** What the router waits for the next line with. */
  get prompt(): string {
    if (this.isPaging) return MORE;
    if (this.#question) return this.#question.prompt;
    if (this.#path === undefined) return `${this.router.hostname}#`;
    const mode = modeAt(this.router.configuration, this.#path);
    return `${this.router.hostname}(${PROMPTS[mode] ?? mode})#`;
  }

  /** Whether a page is full, so that the next keys are the pager's. */
  get isPaging(): boolean {
    return this.#held.length > 0;
  }

  /** Whether the next line answers a question. */
  get isAsking(): boolean {
    return this.#question !== undefined;
  }

  get isConfiguring(): boolean {
    return this.#path !== undefined && !this.isAsking;
  }

  /** What may follow what is typed so far, as `?` tells. */
  help(typed: string): string {
    const { configuration } = this.router;
    const words =
      this.#path === undefined
        ? following(EXEC, typed)
        : following(commandsOf(modeAt(configuration, this.#path)), typed.replace(/^\s*no\s/, ""));
    if (words.length === 0) return "% Unrecognized command";
    return words.map((word) => `  ${word}`).join("\n");
  }

  /** Takes a line without its end. @returns what the router prints, each line with a line feed */
  type(typed: string): string {
    const keys = [...`${typed}\r`];
    let output = "";
    while (this.isPaging && keys.length > 0) output += this.key(keys.shift()!);
    if (keys.length === 0) return output;
    return output + this.#page(this.#answer(keys.slice(0, -1).join("")));
  }

  /** Takes a key for the pager: a blank for a page, Return for a line; any other ends the output. */
  key(key: string): string {
    if (key === " ") return this.#page(this.#held);
    if (key === "\r" || key === "\n") {
      const [line = "", ...rest] = this.#held;
      this.#held = rest;
      return `${line}\n`;
    }
    this.#held = [];
    return "";
  }

  #page(lines: readonly string[]): string {
    const most = this.terminal.length === 0 ? Infinity : this.terminal.length - 1;
    this.#held = lines.slice(most);
    return lines
      .slice(0, most)
      .map((line) => `${line}\n`)
      .join("");
  }

  #answer(typed: string): readonly string[] {
    const question = this.#question;
    if (question) {
      this.#question = undefined;
      return question.answer(typed);
    }
    if (this.#path === undefined) return this.#exec(typed, 0);
    const [, before = "", command] = /^(\s*do\s+)(.*)$/i.exec(typed) ?? [];
    if (command !== undefined) return this.#exec(command, before.length);
    return this.#configure(typed, this.#path);
  }

  /** What it configures: all, where another session or a rollback has removed the section that it had entered. */
  get #path(): Path | undefined {
    let section: Section = this.router.configuration;
    const isThere = this.#entered?.every((step) => {
      const entry = section.find(({ key }) => key === step);
      section = entry?.section ?? [];
      return entry !== undefined;
    });
    return isThere === false ? [] : this.#entered;
  }

  #configure(typed: string, path: Path): readonly string[] {
    const at = this.prompt.length;
    const { router } = this;
    const done = configure(router.hardware, router.configuration, path, typed);
    router.change(done.configuration, this.terminal.user);
    this.#entered = done.path;
    return done.markAt === undefined ? done.output : [mark(at + done.markAt), ...done.output];
  }

  #exec(typed: string, offset: number): readonly string[] {
    const end = typed.indexOf("|");
    const command = end < 0 ? typed : typed.slice(0, end);
    if (command.trim() === "" || command.trim().startsWith("!")) return [];
    const refused = (at: number) => [mark(this.prompt.length + offset + at), INVALID, ""];
    const found = understand(EXEC, command);
    if ("why" in found) {
      if (found.why === "incomplete") return ["% Incomplete command.", ""];
      if (found.why === "ambiguous") return [`% Ambiguous command:  "${found.typed}"`];
      return refused(found.at);
    }
    const done = found.command.run(this.router, this.terminal, found.line);
    if ("length" in done) {
      if (end < 0) return done;
      const filter = typed.slice(end + 1);
      return filtered(done, filter) ?? refused(typed.length - filter.trimStart().length);
    }
    const { output = [], question, path, isClosed } = done;
    if (path) this.#entered = path;
    this.#question = question;
    if (isClosed) this.close();
    return output;
  }

  /** Ends the session. */
  close(): void {
    this.isClosed = true;
    this.router.terminals.delete(this.announce);
  }
}
