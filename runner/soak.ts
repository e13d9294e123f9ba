import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { UserError } from "../lib/model/user-error";
import { Cloud } from "../simulator/azure/cloud";
import { contents } from "../simulator/azure/contents";
import { NOT_IMPORTED } from "./advice";
import type { Fault } from "../simulator/faults";
import { importOf } from "./imports";
import { leftovers, removeLeftovers } from "./leftovers";
import { terraformIn } from "./plan";
import { Simulator, synthesize } from "./process";
import { brokenStates, repair } from "./repair";
import { readState } from "./state";
import { keepStateHere, stackFolder, stacks, stateFile, synthesizedStacks } from "./synthesized";
import { binaryName, checkTerraform } from "./terraform";

const HELP = `npm run soak [-- --rounds N] [-- --seed N]

Deploys, changes and destroys on the simulated Azure, over and over, while it kills Terraform or the
simulator at random moments, lets random operations fail and cuts state files off. What a mishap leaves
is imported or removed, as npm start says. After each round the deployment must be whole, with no
resource that Terraform does not know and no secret where none may be. Ends with a line of figures;
exit code 1 if anything was lost.

  --rounds  how many rounds (default 20)
  --seed    of the random choices, to repeat a run (default 1)`;

const project = join(__dirname, "..");
const home = join(project, ".simulator", "soak");
const faultsFile = join(home, "faults.json");
const configFile = join(home, "config.json");

/** mulberry32: small, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Soak {
  readonly figures = {
    rounds: 0,
    kills: 0,
    faults: 0,
    cuts: 0,
    retries: 0,
    imports: 0,
    removals: 0,
    convergences: 0,
    leaks: 0,
    orphans: 0,
    losses: 0,
  };
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomNumbers(seed);
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  /** Brings up one random variant, with mishaps on the way, and now and then takes it down. */
  async round(): Promise<void> {
    this.figures.rounds++;
    this.writeConfig();
    process.env.VPN_CONFIG = configFile;
    if (synthesize(project, join(home, "cdktf.out")) !== 0) throw new Error("the soak's config is refused");
    keepStateHere(home);
    const goal = this.random() < 0.15 ? "destroy" : "apply";
    this.writeFaults();
    for (let attempt = 1; ; attempt++) {
      // What is not over after eight attempts does not converge.
      if (attempt > 8) return void this.figures.losses++;
      if (attempt > 1) this.figures.retries++;
      if (attempt === 4) writeFileSync(faultsFile, "[]");
      if (attempt < 4 && this.random() < 0.3) this.cut();
      await this.settle();
      if (await this.attempt(goal, attempt < 4 && this.random() < 0.5)) break;
    }
    this.figures.convergences++;
    this.check(goal);
  }

  /** A config that differs from round to round in prefixes, policy and keys. */
  private writeConfig(): void {
    const config = {
      location: "uksouth",
      resourceGroup: "soak",
      adminUsername: "azureadmin",
      gateway: { name: "gw" },
      ipsecPolicy: { pfsGroup: this.pick(["None", "ECP384", "PFS14"]), dhGroup: this.pick(["DHGroup14", "ECP384"]) },
      sites: [
        {
          name: "cat",
          network: { ipv4: this.pick(["10.2.0.0/24", "10.2.0.0/23", "10.2.0.0/22"]) },
          tunnels: [{ keyVersion: this.pick([1, 2]) }, { keyVersion: this.pick([1, 2]) }],
        },
      ],
    };
    writeFileSync(configFile, JSON.stringify(config));
  }

  private writeFaults(): void {
    const faults: Fault[] = Array.from({ length: Math.floor(this.random() * 3) }, () => ({
      type: this.pick(["azurerm_subnet", "azurerm_public_ip", "azurerm_virtual_network_gateway", "azurerm_route"]),
      operation: this.pick(["create", "update", "delete", "read"] as const),
      error: this.pick(["throttled", "busy", "failed", "lost"] as const),
    }));
    this.figures.faults += faults.length;
    writeFileSync(faultsFile, JSON.stringify(faults));
  }

  /** Leaves a state as a kill in the middle of a write does: empty, or half of it. */
  private cut(): void {
    const file = stateFile(home, this.pick(stacks(home)));
    if (!existsSync(file)) return;
    this.figures.cuts++;
    truncateSync(file, this.pick([0, Math.floor(readFileSync(file).length / 2)]));
  }

  /** Puts backups in the place of broken states, and takes what no state knows into one, or removes it. */
  private async settle(): Promise<void> {
    const lost = brokenStates(home).map((state) => {
      repair(state);
      return state.backup === undefined;
    });
    if (leftovers(home).length > 0 && !lost.includes(true) && this.random() < 0.5) await this.takeIn();
    const left = leftovers(home);
    this.figures.removals += left.length;
    removeLeftovers(home, left);
  }

  /** Imports what no state knows, but for machines. */
  private async takeIn(): Promise<void> {
    const simulator = await Simulator.start(home);
    try {
      for (const { type, id } of leftovers(home)) {
        const found = type !== NOT_IMPORTED && importOf({ type, id }, synthesizedStacks(home));
        if (!found) continue;
        const { code } = await terraformIn(home, found.stack, simulator, ["import", found.address, found.id]);
        if (code === 0) this.figures.imports++;
      }
    } finally {
      await simulator.stop();
    }
  }

  /** Runs Terraform over every stack, perhaps with a kill. @returns whether all went through */
  private async attempt(goal: "apply" | "destroy", kill: boolean): Promise<boolean> {
    const simulator = await Simulator.start(home, { SIMULATOR_FAULTS: faultsFile });
    const order = goal === "apply" ? stacks(home) : stacks(home).reverse();
    const deadline = kill ? this.random() * 1500 : undefined;
    const victim = this.pick(["terraform", "simulator"] as const);
    const started = Date.now();
    try {
      for (const stack of order) {
        const cwd = stackFolder(home, stack);
        for (const args of [
          ["init", "-input=false"],
          [goal, "-auto-approve", "-input=false", "-no-color"],
        ]) {
          const left = deadline === undefined ? undefined : Math.max(0, deadline - (Date.now() - started));
          if (!(await this.terraform(args, cwd, simulator, left, victim))) return false;
        }
      }
      return true;
    } finally {
      await simulator.stop();
    }
  }

  private async terraform(
    args: readonly string[],
    cwd: string,
    simulator: Simulator,
    killAfter: number | undefined,
    victim: "terraform" | "simulator",
  ): Promise<boolean> {
    const child = spawn(binaryName(), args, { cwd, env: simulator.environment, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += String(text)));
    const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
    const wake = new AbortController();
    if (killAfter !== undefined) {
      sleep(killAfter, undefined, { signal: wake.signal }).then(
        () => {
          if (victim === "terraform" ? child.kill("SIGKILL") : simulator.kill()) this.figures.kills++;
        },
        () => {},
      );
    }
    const code = await ended;
    wake.abort();
    this.figures.leaks += this.secrets().filter((secret) => printed.includes(secret)).length;
    return code === 0;
  }

  private secrets(): string[] {
    // A kill can leave a state that cannot be read.
    const broken = brokenStates(home).map(({ stack }) => stack);
    const whole = stacks(home).filter((stack) => !broken.includes(stack));
    return whole.flatMap((stack) =>
      readState(stateFile(home, stack)).resources.flatMap(({ type, attributes }) =>
        type === "random_password" && typeof attributes.result === "string" ? [attributes.result] : [],
      ),
    );
  }

  /** The cloud and the states must tell the same story, and the routers' files must be whole. */
  private check(goal: "apply" | "destroy"): void {
    const states = stacks(home).map((stack) => readState(stateFile(home, stack)));
    const known = new Set(
      states.flatMap(({ resources }) => resources.map(({ type, id }) => `${type} ${id}`.toLowerCase())),
    );
    const cloud = contents(new Cloud(join(home, "cloud")));
    this.figures.orphans += cloud.filter(({ type, id }) => !known.has(`${type} ${id}`.toLowerCase())).length;
    const azure = states.flatMap(({ resources }) => resources).filter(({ type }) => type.startsWith("azurerm_"));
    if (azure.length !== cloud.length) this.figures.losses++;
    if (goal === "destroy") {
      if (cloud.length > 0) this.figures.losses++;
      return;
    }
    const text = readFileSync(join(home, "generated", "cat-tunnels.cfg"), "utf8");
    const keys = this.secrets().filter((secret) => text.includes(`pre-shared-key ${secret}\n`));
    if (keys.length !== 2) this.figures.losses++;
  }
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: "string", default: "20" },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", short: "h" },
      },
    });
    const wrong = (["rounds", "seed"] as const).find((name) => !/^\d+$/.test(values[name]));
    if (wrong) throw new Error(`--${wrong} must be a whole number, not "${values[wrong]}"`);
    return { rounds: Number(values.rounds), seed: Number(values.seed), help: values.help };
  } catch (error) {
    throw new UserError(`${(error as Error).message}; npm run soak -- --help lists what there is`);
  }
}

async function main(): Promise<number> {
  const { rounds, seed, help } = options();
  if (help) {
    console.log(HELP);
    return 0;
  }
  checkTerraform();
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const soak = new Soak(seed);
  const started = Date.now();
  for (let round = 1; round <= rounds; round++) {
    await soak.round();
    if (process.stdout.isTTY || round % 10 === 0) console.log(`round ${round}: ${JSON.stringify(soak.figures)}`);
  }
  const { leaks, orphans, losses } = soak.figures;
  console.log(
    `${Object.entries(soak.figures)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ")} in ${Math.round((Date.now() - started) / 1000)} s`,
  );
  return leaks + orphans + losses > 0 ? 1 : 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error instanceof UserError ? error.message : error.stack);
    process.exitCode = 1;
  },
);
