import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../lib/model/user-error";
import { Cloud } from "../simulator/azure/cloud";
import { drift, DRIFT_HELP } from "../simulator/azure/drift";
import { InputError } from "../simulator/input-error";
import { deploy } from "./deploy";
import { destroy } from "./destroy";
import { lock } from "./lock";
import { plan } from "./plan";
import { takeIn } from "./take-in";
import { simulatedAzure } from "./target";

const HELP = `npm start [-- COMMAND] [-- OPTIONS]

Runs a whole deployment on this machine: the real Terraform, against a simulated Azure. Nothing leaves the machine, and no account is needed. VPN_CONFIG names the config file;
without it, config/lab.json.

  deploy                       bring the simulated cloud to what the config says (default)
  plan                         show what deploy would change; changes nothing; exit code 2 if it would
  destroy [STACK...]           remove these stacks, or all, in the config or not
  import [STACK] ADDRESS ID    take a resource that the cloud has into a state
  reset                        forget the simulated cloud and its state
  drift WORD                   let something change that Terraform knows nothing of:
${DRIFT_HELP.join("\n")}

  --remove-leftovers  of deploy and destroy: first remove from the cloud what no state knows
  --parallelism N     stacks that are worked on at a time (default: two for each processor)
  --verbose           show all that Terraform prints
  --help              show this

State, cloud and the routers' files are in .simulator. Environment: TERRAFORM_BINARY_NAME,
SIMULATOR_FAULTS (a file of faults to rehearse), SIMULATOR_TERMS=required (marketplace terms are
not accepted beforehand), VPN_STRICT=1 (warnings about the config end the run).`;

const COMMANDS = ["deploy", "plan", "destroy", "import", "drift", "reset"] as const;
const project = join(__dirname, "..");
const target = simulatedAzure(project);
const { home } = target;

async function main(): Promise<number> {
  // Of everything that is started too: Terraform writes its states for all to read.
  process.umask(0o077);
  const { command, help, ...rest } = options();
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (command === "reset") {
    // Throws where a run is at work there.
    if (existsSync(home)) lock(home);
    rmSync(home, { recursive: true, force: true });
    console.log("The simulated cloud is empty.");
    return 0;
  }
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const release = lock(home);
  try {
    return await COMMANDS_AT_WORK[command](rest);
  } finally {
    release();
  }
}

interface Options {
  readonly names: readonly string[];
  readonly verbose?: boolean;
  readonly parallelism?: number;
  readonly removeLeftovers?: boolean;
}

const COMMANDS_AT_WORK = {
  deploy: (options: Options): Promise<number> => deploy(target, options),
  plan: (options: Options): Promise<number> => plan(target, options),
  destroy: (options: Options): Promise<number> => destroy(target, options.names, options),
  import: ({ names }: Options): Promise<number> => takeIn(target, names),
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
    const { help, verbose, parallelism, "remove-leftovers": removeLeftovers } = values;
    return { command, names, help, verbose, removeLeftovers, ...(parallelism && { parallelism: Number(parallelism) }) };
  } catch (error) {
    throw new UserError(`${(error as Error).message}; npm start -- --help lists what there is`);
  }
}

// Whoever reads may stop: npm start | head
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error instanceof UserError || error instanceof InputError ? error.message : error.stack);
    process.exitCode = 1;
  },
);
