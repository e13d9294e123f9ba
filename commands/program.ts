import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { alerts } from "./alerts";
import { bench } from "./bench";
import { deploy } from "./deploy";
import { destroy } from "./destroy";
import { drill } from "./drill";
import { drift } from "./drift";
import { graph } from "./graph";
import { importWord } from "./import";
import { init } from "./init";
import { lab } from "./lab";
import { plan } from "./plan";
import { preview } from "./preview";
import { report } from "./report";
import { reset } from "./reset";
import { router } from "./router";
import { schema } from "./schema";
import { messageOf, type Shell } from "./shell";
import { soak } from "./soak";
import { status } from "./status";
import { synth } from "./synth";
import { verify } from "./verify";
import { addCommonOptions, addWord, EXITS } from "./word";

const { version } = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as { version: string };

/** In the order of the help. A new word is its file and a line here. */
export const WORDS = [
  init,
  plan,
  deploy,
  status,
  destroy,
  importWord,
  verify,
  alerts,
  drill,
  router,
  preview,
  graph,
  report,
  synth,
  lab,
  reset,
  drift,
  schema,
  bench,
  soak,
];

const NOTES = `
plan, deploy, status, destroy and import work on Azure, with the config that --config or VPN_CONFIG names, or
with --simulate on a simulated Azure on this machine: plan and deploy then take config/lab.json by default, words
that ask what is there the config that is deployed. npm start is vpn --simulate, with deploy as its word.
"vpn <word> --help" shows a word's options and examples. npm prints lines of its own first: what a program is to
read comes from npx vpn --simulate <word> --json.

Examples:
  $ npx vpn --simulate
  $ npx vpn plan --config config/mine.json

Exit codes: ${EXITS}; plan: 2 changes

Environment: VPN_CONFIG (relative to the project's folder), VPN_STRICT=1, TERRAFORM_BINARY_NAME; of the
simulated Azure: SIMULATOR_AZURE (a file of resources that are there before Terraform), SIMULATOR_FAULTS (a
file of faults to rehearse), SIMULATOR_TERMS=required (marketplace terms are not accepted beforehand).`;

/**
 * Runs `vpn <args>`.
 *
 * @returns the exit code; what went wrong has been said
 */
export async function vpn(args: readonly string[], shell: Shell): Promise<number> {
  let code = 0;
  const program = new Command("vpn")
    .description("A dual-stack site-to-site VPN between Azure and Cisco Catalyst routers: planned, deployed and tried.")
    .version(version, "-V, --version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.print(text.replace(/\n$/, "")),
      writeErr: (text) => shell.say(text.replace(/\n$/, "")),
    })
    .showHelpAfterError("npx vpn --help lists what there is")
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText("after", NOTES);
  addCommonOptions(program);
  for (const one of WORDS) addWord(program, one, shell, (ended) => (code = ended));
  try {
    await program.parseAsync(withDefaultWord(program, args), { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      shell.say(messageOf(error));
      return 1;
    }
    if (error.code === "commander.excessArguments" && args.some((arg) => arg.endsWith(".json"))) {
      shell.say("--config FILE names the config file");
    }
    return error.exitCode;
  }
}

/** `vpn --simulate` alone deploys; on Azure nothing is done without a word. */
function withDefaultWord(program: Command, args: readonly string[]): string[] {
  const { operands } = program.parseOptions([...args]);
  const asksForHelp = args.some((arg) => arg === "--help" || arg === "-h");
  if (operands.length > 0 || asksForHelp) return [...args];
  return program.opts().simulate ? ["deploy", ...args] : ["--help"];
}
