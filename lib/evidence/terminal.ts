import { knownCommand, type KnownCommand } from "./commands";
import { FORMATS, PARTS, type Part } from "./formats";
import { maybeSecret } from "./secrets";

/** What a command printed. */
export interface CommandOutput extends KnownCommand {
  readonly part: Part;
  /** The router's name in the prompt; undefined without a prompt. */
  readonly host?: string;
  /** As `terminal exec prompt timestamp` prints it. */
  readonly time?: string;
  readonly lines: readonly string[];
  /** Whether it ends where the pager stopped. */
  readonly isCut: boolean;
}

/** Text that is no output of a known command. */
export interface UnknownText {
  /** The `show` command before it. */
  readonly command?: string;
  readonly text: string;
}

/** A terminal session, cut into the outputs of its commands. */
export interface Terminal {
  readonly outputs: readonly CommandOutput[];
  readonly unknown: readonly UnknownText[];
  /** What is not kept, since it is configuration or may hold a secret: `show running-config`. */
  readonly leftOut: readonly string[];
}

const PROMPT = /^\s*([A-Za-z][\w.-]{0,62})(\([\w-]+\))?[#>]\s?(.*)$/;
const STAMP = /^(?:Load for five secs: |(?:Time source is [^,]+|No time source), (.+)$)/;
const LOG = /^[*.]?(?:\d+: )?[*.]?[A-Z][a-z]{2} +\d+ .*: %[A-Z\d_-]+-\d-[A-Z\d_]+:/;
const CONFIGURATION =
  /^(?:Building configuration|Current configuration :|Using \d+ out of \d+ bytes|hostname \S+$|version \d+\.\d+$|crypto (?:ikev2|isakmp|ipsec|pki) \S+ \S|interface [A-Za-z-]+\d)/;

/** Stands for the pager's line, which the text itself cannot hold: control characters are taken out. */
const PAGER = "\u0001";

/** The text as it stood on the screen. */
function cleaned(text: string): string {
  return (
    text
      .replace(/\u0001/g, "")
      // Sequences that colour or move.
      .replace(/\x1b\[[\d;?]*[A-Za-z]/g, "")
      // The pager overwrites its line with blanks; what follows is the next line.
      .replace(/(?:\r*\n)? ?--More--(?: ?\x08+ *\x08+| ?\r *\r(?!\n)| *\r*\n| )?/gi, `\n${PAGER}\n`)
      .replace(/\r+\n?/g, "\n")
      // Control characters but tab, and the mark at the start of a file of Windows.
      .replace(/[\0\x02-\x08\x0b-\x1f\x7f\ufeff]/g, "")
  );
}

/** All commands but `show` and `ping`. */
const OTHERS = "what commands other than show and ping printed";

const CONFIGURING = "configuration mode";

/** What a draft is: an output, unknown text, or something to leave out, by its name. */
type Title = { readonly known?: KnownCommand; readonly command?: string; readonly leftOut?: string };

function titleOf(mode: string | undefined, typed: string): Title {
  if (typed === "") return {};
  if (mode === undefined || /^do\s/.test(typed)) {
    const exec = typed.replace(/^do\s+/, "");
    const known = knownCommand(exec);
    if (known) return known.part ? { known, command: known.command } : { leftOut: known.command };
    // What else is typed at a prompt, and printed after it, may be a password.
    return /^sho?w?\s/.test(exec) ? { command: exec } : { leftOut: OTHERS };
  }
  return { leftOut: CONFIGURING };
}

/** The part whose heading a line is, unless it is also one of the part before it. */
function partBy(line: string, current: Part | undefined): Part | undefined {
  if (current && FORMATS[current].heading.test(line)) return undefined;
  return PARTS.find((part) => FORMATS[part].heading.test(line));
}

/**
 * Cuts a pasted terminal session, or a file without prompts, into the outputs of its commands. An output without a
 * prompt is known by its heading; two readings of one command need their prompts, or a text each.
 */
export function splitTerminal(text: string): Terminal {
  const outputs: CommandOutput[] = [];
  const unknown: UnknownText[] = [];
  const leftOut = new Set<string>();
  let title: Title = {};
  let host: string | undefined;
  let time: string | undefined;
  let lines: string[] = [];

  const finish = () => {
    const text = lines.filter((line) => line !== PAGER);
    const { known, command } = title;
    const isEmpty = text.every((line) => line.trim() === "");
    if (title.leftOut) {
      if (title.leftOut !== OTHERS || !isEmpty) leftOut.add(title.leftOut);
    }
    // The only free text in an output.
    else if (text.some((line) => maybeSecret(line) && !(known && /^\s*Description:/.test(line)))) {
      leftOut.add(`${command ? `what ${command} printed` : "text without a prompt"}, which may hold a secret`);
    } else if (known?.part) {
      const isCut = lines.filter((line) => line.trim() !== "").at(-1) === PAGER;
      const kept = text.filter((line) => !/^\s*Description:/.test(line));
      outputs.push({ ...known, part: known.part, ...(host && { host }), ...(time && { time }), lines: kept, isCut });
    } else if (!isEmpty) {
      unknown.push({ ...(command && { command }), text: text.join("\n").trim() });
    }
  };
  const begin = (next: Title, prompted?: string) => {
    finish();
    [title, host, time, lines] = [next, prompted, undefined, []];
  };

  const logs: string[] = [];
  for (const line of cleaned(text).split("\n")) {
    const prompt = PROMPT.exec(line);
    const typed = (prompt?.[3] ?? line).trim();
    if (prompt || (/^(?:show?|ping)\s/.test(line) && knownCommand(line))) {
      if (maybeSecret(line)) begin({ leftOut: prompt?.[2] ? CONFIGURING : "a command that may hold a secret" });
      else begin(titleOf(prompt?.[2], typed), prompt?.[1]);
      continue;
    }
    const stamp = STAMP.exec(line);
    if (stamp) {
      time = stamp[1]?.trim() ?? time;
      continue;
    }
    if (LOG.test(line) && !maybeSecret(line)) {
      logs.push(line);
      continue;
    }
    const isOpen = !title.leftOut && (title.known !== undefined || title.command === undefined);
    if (isOpen && CONFIGURATION.test(line)) begin({ leftOut: "configuration without a prompt" });
    else if (isOpen && !(title.known && lines.every((line) => line.trim() === ""))) {
      // At the start of an output its prompt is right, and the form is one that the parser does not know.
      const part = partBy(line, title.known?.part);
      if (part) begin({ known: { command: FORMATS[part].commands[0]!, part }, command: FORMATS[part].commands[0] });
    }
    lines.push(line);
  }
  finish();
  if (logs.length > 0) unknown.push({ command: "messages of the log", text: logs.join("\n") });
  return { outputs, unknown, leftOut: [...leftOut] };
}
