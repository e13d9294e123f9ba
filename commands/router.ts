import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { Argument, type Command } from "commander";
import { UserError } from "../lib/model/user-error";
import { withoutKeys } from "../lib/evidence/secrets";
import type { Difference } from "../lib/router/difference";
import type { Step } from "../lib/router/step";
import { ask } from "../runner/ask";
import { changeRouter } from "../runner/router-change";
import { RouterTerminal } from "../runner/router-terminal";
import { readText, routerText, siteOf, type NamedText } from "./router-file";
import { differenceOf, runningAt } from "./router-difference";
import { routerAddress, sshOptions, type SshOptions } from "./router-login";
import type { Shell } from "./shell";
import { readDeployedConfig } from "./target";
import { word, type CommonOptions } from "./word";

interface RouterOptions extends SshOptions {
  readonly running?: string;
  readonly router?: string;
  readonly keys?: boolean;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Options = RouterOptions & CommonOptions;

export const router = word<RouterOptions>({
  name: "router",
  does: "Show what brings a router to its file, or bring it there, one tunnel after the other.",
  takes: ["simulate", "config", "strict", "json"],
  define: (command: Command) =>
    sshOptions(command)
      .addArgument(new Argument("<what>", "show the difference, or apply it").choices(["diff", "apply"]))
      .argument("[site]", "of several sites, this one")
      .option("--running <file>", 'diff: what "show running-config" has printed; -: what comes on stdin')
      .option("--router <file>", "the router's configuration file (default: the one that the deployment wrote)")
      .option("--keys", "send the keys anew, where the router keeps them encrypted")
      .option("--out <file>", "diff: write the commands, keys and all, into a new file that only you can read")
      .option("--dry-run", "apply: show what would be done, and do nothing")
      .option("-y, --yes", "apply: ask nothing"),
  examples: [
    "npx vpn router diff oslo --config config/mine.json --running running.txt",
    "npx vpn router diff oslo --config config/mine.json --ssh admin@oslo",
    "npx vpn router apply oslo --config config/mine.json --ssh admin@oslo",
  ],
  notes: `It owns what bears the file's names, its tunnels, and routes through them; all else is left as it is. apply works
within "configure terminal revert timer": it waits until a changed tunnel is up before it goes on, confirms at the
end and saves. Whatever fails, or ends the connection, the router goes back by itself.`,
  exits: "diff: 2 the router differs from its file",
  run: async (shell, options, [what, wanted]) => {
    const config = readDeployedConfig(shell, options);
    const site = siteOf(config, wanted);
    const file = routerText(shell, options, config, site);
    if (what === "diff") return diff(shell, options, site.router.name, file);
    if (options.running || options.out) {
      throw new UserError(`apply asks the router itself; --${options.running ? "running" : "out"} goes with diff`);
    }
    const terminal = await RouterTerminal.open(routerAddress(shell, options, site.router.name), shell.env);
    try {
      return await apply(shell, options, terminal, file);
    } finally {
      await terminal.close();
    }
  },
});

async function diff(shell: Shell, options: Options, name: string, file: NamedText): Promise<number> {
  const running = options.running ? readText(shell, options.running) : await runningOf(shell, options, name);
  const found = differenceOf(running, file, { resendKeys: options.keys ?? false });
  if (options.out) writeNew(resolve(shell.cwd, options.out), commandsOf(found).join("\n") + "\n");
  if (options.json) shell.print(JSON.stringify(masked(name, found), null, 2));
  else print(shell, name, file, found);
  return found.steps.length > 0 ? 2 : 0;
}

async function runningOf(shell: Shell, options: Options, name: string): Promise<NamedText> {
  const terminal = await RouterTerminal.open(routerAddress(shell, options, name), shell.env);
  try {
    return await runningAt(terminal);
  } finally {
    await terminal.close();
  }
}

async function apply(shell: Shell, options: Options, terminal: RouterTerminal, file: NamedText): Promise<number> {
  const found = differenceOf(await runningAt(terminal), file, { resendKeys: options.keys ?? false });
  const { steps } = found;
  print(shell, terminal.host, file, found);
  if (steps.length === 0 || options.dryRun) return 0;
  if (!options.yes && !(await agrees(shell, terminal.host))) {
    shell.say("Nothing was changed.");
    return 1;
  }
  const began = Date.now();
  await changeRouter(terminal, found, {
    begins: ({ what }, i) => shell.say(`${i + 1} of ${steps.length}: ${what}`),
    left: (text) => differenceOf({ name: terminal.host, text }, file),
  });
  shell.print(`${terminal.host} runs its file, and has saved it, after ${((Date.now() - began) / 1000).toFixed(0)} s.`);
  return 0;
}

function agrees({ terminal }: Shell, host: string): Promise<boolean> {
  if (terminal) return ask(`Give ${host} these commands?`, terminal);
  throw new UserError(
    "router apply asks before it changes the router, and here is no terminal to ask at; give --yes once you have seen what router diff shows",
  );
}

/** A step under its title, as a comment of IOS-XE. */
const block = ({ what, commands }: Step): string[] => [`! ${what}`, ...commands];

const commandsOf = ({ steps }: Difference): string[] => steps.flatMap(block);

const masked = (router: string, { steps, notes, unseenKeys }: Difference) => ({
  router,
  steps: steps.map((step) => ({ ...step, commands: step.commands.map(withoutKeys) })),
  notes,
  unseenKeys,
});

function print({ print, say }: Shell, host: string, { name }: NamedText, found: Difference): void {
  const { steps, notes, unseenKeys } = found;
  if (steps.length === 0) {
    const unseen = `; the keys of ${unseenKeys.join(", ")} are encrypted and were not compared, --keys sends them anew`;
    print(`${host} runs what ${name} says: nothing to do${unseenKeys.length > 0 ? unseen : ""}.`);
  } else {
    const changed = steps.filter(({ tunnel }) => tunnel !== undefined).length;
    say(
      `${host} differs from ${name}: ${steps.length} ${steps.length === 1 ? "step" : "steps"}, ${changed === 0 ? "no tunnel goes down" : `${changed} ${changed === 1 ? "tunnel goes" : "tunnels go"} down and up again, one after the other`}.`,
    );
    print(withoutKeys(steps.flatMap(block).join("\n")));
  }
  for (const note of notes) say(`Note: ${note}`);
}

/** Writes a file that must not be there, since it holds keys. */
function writeNew(path: string, text: string): void {
  let file: number;
  try {
    file = openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UserError(`${path} is there already; name a new file for --out`);
  }
  writeSync(file, text);
  closeSync(file);
}
