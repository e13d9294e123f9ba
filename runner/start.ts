import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../lib/model/user-error";
import { Cloud } from "../simulator/azure/cloud";
import { drift, DRIFT_HELP } from "../simulator/azure/drift";
import { InputError } from "../simulator/input-error";
import { deploy, refused, type RunOptions } from "./deploy";
import { destroy } from "./destroy";
import { lock } from "./lock";
import { giveBackAtEnd } from "./owner";
import { outputFolder, type Place } from "./place";
import { printPlan } from "./plan";
import { synthesize, withSimulator } from "./process";
import { reset } from "./reset";
import { inspect, settle } from "./settle";
import { describeStrays } from "./summary";
import { keepStateHere, stacks, synthesizedStacks } from "./synthesized";
import { inWords } from "./system-error";
import { takeIn } from "./take-in";
import { checkTerraform } from "./terraform";
import { requireVariables } from "./variables";

const HELP = `npm start [-- COMMAND] [-- OPTIONS]

Runs a whole deployment on this machine: the real Terraform, through cdktf, against a simulated
Azure. Nothing leaves the machine, and no account is needed. VPN_CONFIG names the config file;
without it, config/lab.json.

  deploy                       bring the simulated cloud to what the config says (default)
  plan                         show what deploy would change; changes nothing
  destroy [STACK...]           remove these stacks, or all, in the config or not
  import [STACK] ADDRESS ID    take a resource that the cloud has into a state
  reset                        forget the simulated cloud and its state
  drift WORD                   let something change that Terraform knows nothing of:
${DRIFT_HELP.join("\n")}

  --remove-leftovers  of deploy and destroy: first remove from the cloud what no state knows
  --parallelism N     stacks that are worked on at a time (default: as many as can be)
  --verbose           show all that Terraform prints
  --help              show this

State, cloud and the routers' files are in .simulator. Environment: TERRAFORM_BINARY_NAME,
SIMULATOR_FAULTS (a file of faults to rehearse), SIMULATOR_TERMS=required (marketplace terms are
not accepted beforehand), VPN_STRICT=1 (warnings about the config end the run).`;

const COMMANDS = ["deploy", "plan", "destroy", "import", "drift", "reset"] as const;
const project = join(__dirname, "..");
const home = join(project, ".simulator");
const place: Place = { project, home, interrupted: () => interrupted };

async function main(): Promise<number> {
  // Of everything that is started too: Terraform writes its states for all to read.
  process.umask(0o077);
  const { command, help, ...rest } = options();
  if (help) {
    console.log(HELP);
    return 0;
  }
  giveBackAtEnd(project);
  if (command === "reset") {
    reset(home);
    console.log("The simulated cloud is empty.");
    return 0;
  }
  checkTerraform();
  const release = lock(home);
  try {
    return await COMMANDS_AT_WORK[command](rest);
  } finally {
    release();
  }
}

interface Options extends RunOptions {
  readonly names: readonly string[];
  readonly "remove-leftovers"?: boolean;
}

const COMMANDS_AT_WORK = {
  deploy: async (options: Options): Promise<number> => {
    const code = prepare();
    if (code !== 0) return code;
    if (interrupted) return 130;
    settle(home, "deploy", options["remove-leftovers"]);
    const problems = refused(home);
    if (problems.length === 0) return deploy(place, options);
    console.error(`${problems.join("\n")}\nAzure would refuse this half-way, so nothing was changed.`);
    return 1;
  },
  plan: async (): Promise<number> => {
    const code = prepare();
    if (code !== 0) return code;
    if (!inspect(home)) return 1;
    return withSimulator(home, async (simulator) => {
      if (interrupted) return 130;
      const planned = await printPlan(home, simulator);
      describeStrays(home).forEach((line) => console.log(line));
      const problems = refused(home);
      for (const problem of problems) console.error(`deploy would refuse this: ${problem}`);
      return problems.length > 0 ? 1 : planned;
    });
  },
  destroy: async (options: Options): Promise<number> => {
    settle(home, "destroy", options["remove-leftovers"]);
    return destroy(place, options.names, options);
  },
  import: ({ names }: Options): Promise<number> => takeIn(home, names),
  drift: async ({ names: [word, ...others] }: Options): Promise<number> => {
    if (others.length > 0) throw new UserError(`drift takes one word, not "${[word, ...others].join(" ")}"`);
    const changed = drift(new Cloud(join(home, "cloud")), word);
    console.log(`${changed.length} resources changed${changed.map(({ id }) => `\n  ${id}`).join("")}`);
    return 0;
  },
};

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        verbose: { type: "boolean", short: "v" },
        parallelism: { type: "string" },
        "remove-leftovers": { type: "boolean" },
      },
    });
    if (!/^([1-9]\d*)?$/.test(values.parallelism ?? "")) {
      throw new Error(`--parallelism ${values.parallelism} is no number of stacks`);
    }
    const [word = "deploy", ...names] = positionals;
    const command = COMMANDS.find((one) => one === word);
    const takesNames = command === "destroy" || command === "import" || command === "drift";
    if (!command || (names.length > 0 && !takesNames)) throw new Error(`unknown command "${positionals.join(" ")}"`);
    if (values["remove-leftovers"] && command !== "deploy" && command !== "destroy") {
      throw new Error(`--remove-leftovers goes with deploy and destroy, not with ${command}`);
    }
    return { command, names, ...values };
  } catch (error) {
    throw new UserError(`${(error as Error).message}; npm start -- --help lists what there is`);
  }
}

/** Synthesizes into the simulator's folder, as cdktf would into its own. @returns the app's exit code */
function prepare(): number {
  const code = synthesize(project, outputFolder(place));
  // The app has said what is wrong.
  if (code !== 0) return code;
  const all = synthesizedStacks(home);
  requireVariables(Object.fromEntries(stacks(home).map((stack) => [stack, all[stack]!])), process.env);
  const aside = keepStateHere(home);
  if (aside.length > 0) {
    console.log(`The ${aside.join(" and ")} backend is left alone: state is in ${relative(project, home)}.`);
  }
  return 0;
}

// Terraform gets Ctrl-C too and ends in good order, and then so does this.
let interrupted = false;
process.on("SIGINT", () => {
  interrupted = true;
  console.error("\nStopping: Terraform writes down what it has done ...");
});
// Whoever reads may stop: npm start | head
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(
      error instanceof UserError || error instanceof InputError ? error.message : (inWords(error) ?? error.stack),
    );
    process.exitCode = 1;
  },
);
