import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { lock } from "./lock";
import { planStack, printPlan } from "./plan";
import { Progress } from "./progress";
import { run, Simulator, synthesize } from "./process";
import { printSummary } from "./summary";
import { readState } from "./state";
import { sweep } from "./sweep";
import { keepStateHere, producersOf, stacks, stateFile } from "./synthesized";
import { checkTerraform, UsageError } from "./terraform";

const HELP = `npm start [-- COMMAND] [-- OPTIONS]

Runs a whole deployment on this machine: the real Terraform, through cdktf, against a simulated
Azure. Nothing leaves the machine, and no account is needed. VPN_CONFIG names the config file;
without it, config/lab.json.

  deploy     bring the simulated cloud to what the config says (default)
  plan       show what deploy would change
  destroy    remove everything that was deployed
  reset      forget the simulated cloud and its state

  --parallelism N  stacks that are worked on at a time (default: as many as can be)
  --verbose        show all that Terraform prints
  --help           show this

State, cloud and the routers' files are in .simulator. Environment: TERRAFORM_BINARY_NAME,
SIMULATOR_FAULTS (a file of faults to rehearse), SIMULATOR_TERMS=required (marketplace terms are
not accepted beforehand), VPN_STRICT=1 (warnings about the config end the run).`;

const COMMANDS = ["deploy", "plan", "destroy", "reset"] as const;
const project = join(__dirname, "..");
const home = join(project, ".simulator");
const output = join(home, "cdktf.out");

async function main(): Promise<number> {
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
  checkTerraform();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const release = lock(home);
  try {
    return await deployment(command, rest);
  } finally {
    release();
  }
}

interface Options {
  readonly verbose?: boolean;
  readonly parallelism?: string;
}

async function deployment(command: "deploy" | "plan" | "destroy", options: Options): Promise<number> {
  const started = Date.now();
  if (command === "destroy" && !existsSync(output)) {
    console.log("Nothing was deployed.");
    return 0;
  }
  const code = command === "destroy" ? 0 : prepare();
  if (code !== 0) return code;
  if (interrupted) return 130;
  const swept = sweep(home);
  if (swept > 0) console.log(`Removed ${swept} resources that an interrupted run had left behind.`);
  const simulator = await Simulator.start(home);
  try {
    if (interrupted) return 130;
    if (command === "plan") return await printPlan(home, simulator);
    const done = await cdktf(command, simulator, options);
    if (done === 0 && command === "deploy") {
      printSummary(home, project, Date.now() - started);
    }
    return done;
  } finally {
    simulator.stop();
  }
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        verbose: { type: "boolean", short: "v" },
        parallelism: { type: "string" },
      },
    });
    if (!/^([1-9]\d*)?$/.test(values.parallelism ?? "")) {
      throw new Error(`--parallelism ${values.parallelism} is no number of stacks`);
    }
    const command = COMMANDS.find((one) => one === (positionals[0] ?? "deploy"));
    if (!command || positionals.length > 1) throw new Error(`unknown command "${positionals.join(" ")}"`);
    return { command, ...values };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; npm start -- --help lists what there is`);
  }
}

/** Synthesizes into the simulator's folder, as cdktf would into its own. @returns the app's exit code */
function prepare(): number {
  const code = synthesize(project, output);
  // The app has said what is wrong.
  if (code !== 0) return code;
  const aside = keepStateHere(home);
  if (aside.length > 0) {
    console.log(`The ${aside.join(" and ")} backend is left alone: state is in ${relative(project, home)}.`);
  }
  return 0;
}

async function cdktf(
  command: "deploy" | "destroy",
  simulator: Simulator,
  { verbose = false, parallelism }: Options,
): Promise<number> {
  const progress = new Progress(stacks(home), verbose);
  const flags = ["--auto-approve", "--skip-synth", "--skip-provider-lock", "--no-color", "--output", output];
  if (parallelism) flags.push("--parallelism", parallelism);
  const code = await run(join(project, "node_modules", ".bin", "cdktf"), [command, "*", ...flags], {
    cwd: project,
    env: simulator.environment,
    onLine: (line) => progress.line(line),
  });
  // cdktf takes a Terraform that was killed for one that has done its work, and may lose its last lines.
  const open: string[] = [];
  const replanned: string[] = [];
  const failed = simulator.errors;
  for (const stack of progress.open) {
    if (command === "destroy") {
      if (readState(stateFile(home, stack)).resources.length === 0) continue;
      replanned.push(...(await planStack(home, stack, simulator, "-destroy")).lines);
      // One that waits for another has nothing to say of its own.
    } else if (!producersOf(home, stack).some((one) => open.includes(one))) {
      const { code, lines } = await planStack(home, stack, simulator);
      if (code === 0) continue;
      replanned.push(...lines);
    }
    open.push(stack);
  }
  if (code === 0 && open.length === 0) return 0;
  progress.fail(open, replanned, failed);
  return code || 1;
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
    console.error(error instanceof UsageError ? error.message : error.stack);
    process.exitCode = 1;
  },
);
