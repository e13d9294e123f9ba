import { InvalidArgumentError, Option, type Command } from "commander";
import type { Shell } from "./shell";

/** Options that several words take, before or after the word. */
const COMMON = {
  config: ["-c, --config <file>", "the config file, relative to where you are; else VPN_CONFIG names it"],
  strict: ["--strict", "end at a warning about the config, as VPN_STRICT=1 does"],
  json: ["--json", "print JSON"],
  verbose: ["-v, --verbose", "show all: what Terraform prints, or every check"],
  simulate: ["--simulate", "on the simulated Azure of this machine"],
} as const;

export type Common = keyof typeof COMMON;

export interface CommonOptions {
  readonly config?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly simulate?: boolean;
}

/** A word of the command: `npx vpn <name>`. */
export interface Word<Own = object> {
  readonly name: string;
  readonly does: string;
  /** The common options that it takes; others are refused, `--simulate` apart. */
  readonly takes: readonly Common[];
  /** Its other arguments and options. */
  readonly define?: (command: Command) => Command;
  readonly examples: readonly [string, ...string[]];
  /** What stands in the help beside arguments, options and examples. */
  readonly notes?: string;
  /** What exit codes mean here, beside 0, 1 and 130. */
  readonly exits?: string;
  /** Whether only a developer of this project needs it. */
  readonly hidden?: boolean;
  /** @returns the exit code */
  readonly run: (shell: Shell, options: CommonOptions & Own, args: readonly string[]) => number | Promise<number>;
}

/** A word whose own options are typed, as one among others. */
export const word = <Own>(one: Word<Own>): Word => one as Word;

/** Gathers the values of an option that may stand again and again. */
export const several = (value: string, before: readonly string[] = []) => [...before, value];

/** The value of an option that is a number of something. */
export function count(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number of 1 or more.");
  return Number(text);
}

export const EXITS = "0 done, 1 an error, 130 interrupted";

/** The options of the program itself, which are taken anywhere; each word's help shows those that it takes. */
export function addCommonOptions(program: Command): void {
  for (const [flags, text] of Object.values(COMMON)) program.addOption(new Option(flags, text).hideHelp());
}

/** Adds a word to the program, and hands its exit code to `end`. */
export function addWord(program: Command, one: Word, shell: Shell, end: (code: number) => void): void {
  const command = program.command(one.name, { hidden: one.hidden ?? false }).description(one.does);
  command.showHelpAfterError(`npx vpn ${one.name} --help lists what it takes`);
  one.define?.(command);
  for (const name of one.takes) {
    const [flags, text] = COMMON[name];
    command.addOption(new Option(flags, text));
  }
  const examples = one.examples.map((example) => `  $ ${example}`).join("\n");
  const exits = [EXITS, one.exits].filter(Boolean).join("; ");
  command.addHelpText(
    "after",
    `${one.notes ? `\n${one.notes}\n` : ""}\nExamples:\n${examples}\n\nExit codes: ${exits}`,
  );
  command.action(async () => {
    for (const name of Object.keys(COMMON) as Common[]) {
      if (program.getOptionValueSource(name) === undefined || name === "simulate" || one.takes.includes(name)) continue;
      command.error(`error: --${name} does not go with ${one.name}`);
    }
    const args = command.processedArgs.flat().filter((arg): arg is string => arg !== undefined);
    end(await one.run(shell, command.optsWithGlobals(), args));
  });
}
