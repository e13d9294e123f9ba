import type { Session } from "./session";

const BACKSPACE = ["\b", "\x7f"];
const INTERRUPT = "\x03";
const END_OF_INPUT = "\x04";
const END_OF_CONFIGURATION = "\x1a";
/** Makes the next key a character of the line: `?` asks for help otherwise. */
const LITERAL = "\x16";

/** A terminal line of the router: echoes keys, edits the line, and prints with carriage returns. */
export class Vty {
  #line = "";
  #isLiteral = false;
  #last = "";

  /** @param write takes what appears on the screen */
  constructor(
    private readonly session: Session,
    private readonly write: (text: string) => void,
  ) {}

  /** Prints the first prompt. */
  start(): void {
    this.#print("\n");
    this.#prompt();
  }

  /** Takes keys, many at once where they were pasted. */
  input(keys: string): void {
    for (const key of keys) {
      if (this.session.isClosed) return;
      // A terminal ends a line with a carriage return, a file with a line feed, Windows with both.
      if (!(key === "\n" && this.#last === "\r")) this.#key(key);
      this.#last = key;
    }
  }

  /** Prints something that nobody has asked for, and the line again below it. */
  announce(text: string): void {
    this.#print(`\n${text}\n`);
    this.#prompt();
  }

  #key(key: string): void {
    if (this.session.isPaging) {
      const { length } = this.session.prompt;
      this.write(`${"\b".repeat(length)}${" ".repeat(length)}${"\b".repeat(length)}`);
      this.#print(this.session.key(key));
      this.#prompt();
    } else if (this.#isLiteral) {
      this.#isLiteral = false;
      this.#add(key);
    } else if (key === "\r" || key === "\n") this.#enter();
    else if (key === LITERAL) this.#isLiteral = true;
    else if (key === "?") this.#help();
    else if (BACKSPACE.includes(key)) this.#erase();
    else if (key === INTERRUPT) this.#drop();
    else if (key === END_OF_CONFIGURATION) this.#end();
    else if (key === END_OF_INPUT) this.#leave();
    else if (key >= " ") this.#add(key);
  }

  #add(key: string): void {
    this.#line += key;
    this.write(key);
  }

  #erase(): void {
    if (this.#line === "") return;
    this.#line = this.#line.slice(0, -1);
    this.write("\b \b");
  }

  #enter(...more: string[]): void {
    const line = this.#line;
    this.#line = "";
    this.#print("\n");
    for (const typed of [line, ...more]) this.#print(this.session.type(typed));
    this.#prompt();
  }

  /** Takes the line, and leaves configuration mode. */
  #end(): void {
    this.write("^Z");
    this.#enter(...(this.session.isConfiguring ? ["end"] : []));
  }

  /** Forgets the line, and leaves configuration mode. */
  #drop(): void {
    this.#line = this.session.isConfiguring ? "end" : "";
    this.#enter();
  }

  #leave(): void {
    if (this.#line === "") this.session.close();
  }

  /** Says what may follow, and gives the line again. */
  #help(): void {
    this.write("?");
    this.#print(`\n${this.session.help(this.#line)}\n`);
    this.#prompt();
  }

  #prompt(): void {
    if (!this.session.isClosed) this.write(`${this.session.prompt}${this.#line}`);
  }

  #print(text: string): void {
    this.write(text.replace(/\n/g, "\r\n"));
  }
}
