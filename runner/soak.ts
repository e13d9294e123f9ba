import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { routerFile } from "../lib/model/router-file";
import { factsOf, judge, type Facts } from "./claims";
import { brokenStates } from "./repair";
import { readState } from "./state";
import { stacks, stateFile } from "./synthesized";
import { simulatedAzure, type Target } from "./target";
import { checkTerraform, environment } from "./terraform";

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

/** What is to go wrong, as SIMULATOR_FAULTS takes it. */
interface Fault {
  readonly type: string;
  readonly operation: "create" | "read" | "update" | "delete";
  readonly error: "throttled" | "busy" | "failed" | "lost";
}

/** A run that goes on for longer has hung, in seconds. */
const PATIENCE = 300;
const IMPORT = /^ {2}npm start -- import (\S+) (\S+) '(.+?)'(?: --config \S+)?$/gm;

class Soak {
  readonly figures = {
    rounds: 0,
    runs: 0,
    kills: 0,
    faults: 0,
    cuts: 0,
    retries: 0,
    imports: 0,
    removals: 0,
    convergences: 0,
    claims: 0,
    untrue: 0,
    leaks: 0,
    orphans: 0,
    losses: 0,
  };
  /** A copy of the project, which the soak has to itself. */
  readonly project = mkdtempSync(join(tmpdir(), "soak-"));
  private readonly target: Target;
  private readonly faultsFile = join(this.project, "faults.json");
  private readonly configFile = join(this.project, "soak.json");
  private readonly random: () => number;
  /** How long a run takes, in milliseconds: kills come meanwhile. */
  private duration = 5000;

  constructor(seed: number, env: NodeJS.ProcessEnv) {
    this.target = simulatedAzure(this.project, env);
    this.random = randomNumbers(seed);
    const project = join(__dirname, "..");
    for (const name of readdirSync(project)) {
      if (name.startsWith(".") || ["__tests__", "node_modules", "cdktf.out", "generated", "state"].includes(name))
        continue;
      cpSync(join(project, name), join(this.project, name), { recursive: true });
    }
    symlinkSync(join(project, "node_modules"), join(this.project, "node_modules"));
  }

  /** Whether nothing was lost, shown or claimed that should not be. */
  get passed(): boolean {
    const { untrue, leaks, orphans, losses } = this.figures;
    return untrue + leaks + orphans + losses === 0;
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  /** Brings up one random variant, with mishaps on the way, and now and then takes it down. */
  async round(): Promise<void> {
    this.figures.rounds++;
    this.writeConfig();
    this.writeFaults();
    const goal = this.random() < 0.15 ? "destroy" : "deploy";
    let removes = false;
    let last = "";
    for (let attempt = 1; ; attempt++) {
      // What is not over after eight attempts does not converge.
      if (attempt > 8) return this.lose(`no end after eight attempts to ${goal}; the last said:\n${last}`);
      if (attempt > 1) this.figures.retries++;
      if (attempt === 4) writeFileSync(this.faultsFile, "[]");
      if (attempt < 4 && this.random() < 0.3) this.cut();
      const before = await factsOf(this.target);
      if (removes) this.figures.removals += before.unknown;
      const kills = attempt < 4 && this.random() < 0.5;
      const { code, text } = await this.start([goal, ...(removes ? ["--remove-leftovers"] : [])], kills);
      last = text;
      const after = await factsOf(this.target);
      const { claims, untrue } = judge({ goal, code, text }, before, after);
      this.figures.claims += claims;
      this.figures.untrue += untrue.length;
      if (untrue.length > 0) this.show(goal, before, after, untrue, text);
      if (code === 0 && after.unknown === 0) break;
      if (text.includes("Raise that tunnel's keyVersion")) this.raiseKeyVersions();
      const imports = [...text.matchAll(IMPORT)];
      const takesIn = imports.length > 0 && this.random() < 0.7;
      for (const [, ...words] of takesIn ? imports : []) {
        if ((await this.start(["import", ...words])).code === 0) this.figures.imports++;
      }
      removes = !takesIn && after.unknown > 0;
    }
    this.figures.convergences++;
    await this.check(goal);
  }

  private raiseKeyVersions(): void {
    const config = JSON.parse(readFileSync(this.configFile, "utf8")) as {
      readonly sites: readonly { connections: readonly { keyVersion?: number }[] }[];
    };
    for (const { connections } of config.sites) {
      for (const connection of connections) connection.keyVersion = (connection.keyVersion ?? 1) + 1;
    }
    writeFileSync(this.configFile, JSON.stringify(config));
  }

  /** What somebody needs who looks for the reason. */
  private show(goal: string, before: Facts, after: Facts, untrue: readonly string[], text: string): void {
    const counts = ({ held, cloud, unknown, writes }: Facts) => JSON.stringify({ held, cloud, unknown, writes });
    const said = `not so: ${untrue.join("; ")}`;
    console.error(
      [
        `round ${this.figures.rounds}, ${goal}: ${said}`,
        `before ${counts(before)}`,
        `after ${counts(after)}`,
        text,
      ].join("\n"),
    );
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
          connections: [{ keyVersion: this.pick([1, 2]) }, { keyVersion: this.pick([1, 2]) }],
        },
      ],
    };
    writeFileSync(this.configFile, JSON.stringify(config));
  }

  private writeFaults(): void {
    const faults: Fault[] = Array.from({ length: Math.floor(this.random() * 3) }, () => ({
      type: this.pick(["azurerm_subnet", "azurerm_public_ip", "azurerm_virtual_network_gateway", "azurerm_route"]),
      operation: this.pick(["create", "update", "delete", "read"] as const),
      error: this.pick(["throttled", "busy", "failed", "lost"] as const),
    }));
    this.figures.faults += faults.length;
    writeFileSync(this.faultsFile, JSON.stringify(faults));
  }

  /** Leaves a state as a kill in the middle of a write does: empty, or half of it. */
  private cut(): void {
    const written = stacks(this.target.home)
      .map((stack) => stateFile(this.target.home, stack))
      .filter((file) => existsSync(file));
    if (written.length === 0) return;
    const file = this.pick(written);
    this.figures.cuts++;
    truncateSync(file, this.pick([0, Math.floor(readFileSync(file).length / 2)]));
  }

  /** Runs npm start, perhaps with a kill, and looks for secrets in what it prints. */
  private async start(
    args: readonly string[],
    kills = false,
  ): Promise<{ readonly code: number; readonly text: string }> {
    this.figures.runs++;
    const started = Date.now();
    const child = spawn("npm", ["run", "--silent", "start", "--", ...args], {
      cwd: this.project,
      env: { ...environment(this.target), VPN_CONFIG: this.configFile, SIMULATOR_FAULTS: this.faultsFile },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: PATIENCE * 1000,
      killSignal: "SIGKILL",
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (more) => (text += more));
    const ended = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1)));
    const wake = new AbortController();
    if (kills) void this.kill(child.pid!, this.random() * this.duration, this.pick(VICTIMS), wake.signal);
    const code = await ended;
    wake.abort();
    if (code === 0) this.duration = Date.now() - started;
    this.figures.leaks += this.secrets().filter((secret) => text.includes(secret)).length;
    return { code, text };
  }

  /** Ends a process that a run has started, once it is there. */
  private async kill(run: number, after: number, victim: RegExp, signal: AbortSignal): Promise<void> {
    try {
      await sleep(after, undefined, { signal });
      for (;;) {
        const found = descendants(run).find(({ command }) => victim.test(command));
        if (found) {
          process.kill(found.pid, "SIGKILL");
          this.figures.kills++;
          return;
        }
        await sleep(100, undefined, { signal });
      }
    } catch {
      // The run is over, or the process is.
    }
  }

  private secrets(): string[] {
    // A kill can leave a state that cannot be read.
    const broken = brokenStates(this.target.home).map(({ stack }) => stack);
    const whole = stacks(this.target.home).filter((stack) => !broken.includes(stack));
    return whole.flatMap((stack) =>
      readState(stateFile(this.target.home, stack)).resources.flatMap(({ type, attributes }) =>
        type === "random_password" && typeof attributes.result === "string" ? [attributes.result] : [],
      ),
    );
  }

  /** The cloud and the states must tell the same story, and the routers' files must be whole. */
  private async check(goal: "deploy" | "destroy"): Promise<void> {
    const { known, held, cloud, unknown } = await factsOf(this.target);
    this.figures.orphans += unknown;
    for (const [stack, { length }] of Object.entries(known)) {
      if (length !== held[stack])
        this.lose(`the state of ${stack} knows ${length} resources, and ${held[stack]} exist`);
    }
    if (goal === "destroy") {
      if (cloud > 0) this.lose(`the cloud has ${cloud} resources after a destroy`);
      return;
    }
    const text = readFileSync(join(this.target.home, routerFile("cat")), "utf8");
    const keys = this.secrets().filter((secret) => text.includes(`pre-shared-key ${secret}\n`));
    if (keys.length !== 2) this.lose(`the router's file has ${keys.length} of the keys in the states`);
  }

  private lose(what: string): void {
    this.figures.losses++;
    console.error(`round ${this.figures.rounds}: ${what}`);
  }
}

/** Terraform at work on a stack, and the simulator. */
const VICTIMS = [
  /terraform\S* (apply|destroy|plan|init)|tofu\S* (apply|destroy|plan|init)/,
  /simulator\/serve\.ts/,
] as const;

/** What a process has started, and that in turn. */
function descendants(pid: number): { readonly pid: number; readonly command: string }[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8", maxBuffer: 2 ** 26 });
  const all = [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, own, parent, command]) => ({
    pid: Number(own),
    parent: Number(parent),
    command: command!,
  }));
  const of = (one: number): typeof all =>
    all.filter(({ parent }) => parent === one).flatMap((child) => [child, ...of(child.pid)]);
  return of(pid);
}

/**
 * Runs so many rounds, and prints their figures.
 *
 * @returns whether nothing was lost, shown, or claimed that is not so
 */
export async function runSoak(rounds: number, seed: number, env: NodeJS.ProcessEnv): Promise<boolean> {
  // The copy will hold keys.
  process.umask(0o077);
  await checkTerraform({ env, simulated: true });
  const soak = new Soak(seed, env);
  const started = Date.now();
  for (let round = 1; round <= rounds; round++) {
    await soak.round();
    if (process.stdout.isTTY || round % 10 === 0) console.log(`round ${round}: ${JSON.stringify(soak.figures)}`);
  }
  console.log(
    `${Object.entries(soak.figures)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ")} in ${Math.round((Date.now() - started) / 1000)} s`,
  );
  if (soak.passed) rmSync(soak.project, { recursive: true });
  else console.error(`What there is now stays in ${soak.project}.`);
  return soak.passed;
}
