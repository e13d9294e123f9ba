import { brokenStates } from "../runner/repair";
import { describeLeftovers, leftovers } from "../runner/leftovers";
import { readState } from "../runner/state";
import { deployedStacks, stacks, stateFile } from "../runner/synthesized";
import type { Backend } from "../lib/model/deployment";
import { LAB, readConfig, type NamedConfig } from "./config-file";
import { readDeployment, type DeploymentRecord } from "./deployment-record";
import { commandLine, type Target } from "../runner/target";
import { targetOf } from "./target";
import { word } from "./word";

export const status = word({
  name: "status",
  does: "Show what is deployed, from which config and since when, what is left over, and what to do next.",
  takes: ["simulate", "config", "json"],
  examples: ["npx vpn status --config config/mine.json", "npm start -- status", "npm start -- status --json"],
  notes: "JSON: deployment (config, began, ended, exitCode), stacks, broken, leftovers, next. No secret is in it.",
  run: async (shell, options) => {
    const config = options.simulate ? undefined : readConfig(shell, options);
    const found = await statusOf(targetOf(shell, options, config), config);
    if (found.deployment) shell.say(`Config: ${found.deployment.config} (the last deployment was made from it)`);
    shell.print(options.json ? JSON.stringify(found, null, 2) : described(found));
    return 0;
  },
});

interface StackStatus {
  readonly name: string;
  readonly resources: number;
  /** How many of them Terraform replaces at the next deployment. */
  readonly tainted: number;
  /** Whether the config of the last plan or deployment has it. */
  readonly inConfig: boolean;
}

interface Status {
  readonly deployment: DeploymentRecord | null;
  readonly stacks: readonly StackStatus[];
  /** States that cannot be read. */
  readonly broken: readonly { readonly stack: string; readonly message: string; readonly hasBackup: boolean }[];
  /** What the simulated Azure has and no state knows. */
  readonly leftovers: readonly { readonly type: string; readonly id: string }[];
  /** Where the states are, unless it is the folder that is read here. */
  readonly states?: string;
  /** Commands. */
  readonly next: readonly string[];
}

async function statusOf(target: Target, config: NamedConfig | undefined): Promise<Status> {
  const { home, simulated } = target;
  const backend = config?.deployment.backend;
  const broken = brokenStates(home).map(({ stack, message, substitute }) => ({
    stack,
    message,
    hasBackup: substitute !== undefined,
  }));
  const known = stacks(home);
  const found: Omit<Status, "next"> = {
    deployment: readDeployment(target) ?? null,
    stacks: deployedStacks(home)
      .filter((stack) => !broken.some((one) => one.stack === stack))
      .sort()
      .map((name) => {
        const { resources } = readState(stateFile(home, name));
        const tainted = resources.filter((one) => one.tainted).length;
        return { name, resources: resources.length, tainted, inConfig: known.includes(name) };
      })
      .filter(({ resources }) => resources > 0),
    broken,
    leftovers: simulated ? await leftovers(target) : [],
    ...(backend && (backend.type !== "local" || backend.folder !== "state") && { states: statesIn(backend) }),
  };
  return { ...found, next: simulated ? nextSimulated(found) : [commandLine(target, "plan")] };
}

const statesIn = (backend: Backend) => (backend.type === "local" ? backend.folder : `the ${backend.type} backend`);

function nextSimulated({ deployment, stacks, broken, leftovers }: Omit<Status, "next">): string[] {
  const config = deployment && deployment.config !== LAB ? ` --config ${deployment.config}` : "";
  const commands = stacks.filter(({ inConfig }) => !inConfig).map(({ name }) => `npm start -- destroy ${name}`);
  if (leftovers.length > 0) commands.push(`npm start -- deploy --remove-leftovers${config}`);
  const whole = deployment?.exitCode === 0 && broken.length === 0 && stacks.every(({ tainted }) => tainted === 0);
  if (stacks.length > 0 && whole) return [...commands, `npm start -- plan${config}`];
  return [...commands, config ? `npm start --${config}` : "npm start"];
}

function described({ deployment, stacks, broken, leftovers, states, next }: Status): string {
  const lines = [headline(deployment, stacks)];
  const width = Math.max(...stacks.map(({ name }) => name.length));
  for (const { name, resources, tainted, inConfig } of stacks.slice(0, SHOWN)) {
    const notes = [
      ...(tainted > 0 ? [`${tainted} to be replaced`] : []),
      ...(inConfig ? [] : ["not in the config any more"]),
    ];
    lines.push(`  ${name.padEnd(width)}  ${resources} resources${notes.map((note) => `, ${note}`).join("")}`);
  }
  if (stacks.length > SHOWN) lines.push(`  and ${stacks.length - SHOWN} more stacks`);
  for (const { message, hasBackup } of broken) {
    lines.push(`${message}. ${hasBackup ? "The next deployment mends it." : "There is no backup of it."}`);
  }
  if (states !== undefined)
    lines.push(`The states are in ${states}, which is not read here; a plan compares it with Azure.`);
  if (leftovers.length > 0) lines.push(describeLeftovers(leftovers));
  return [...lines, "", "Next:", ...next.slice(0, SHOWN).map((command) => `  ${command}`)].join("\n");
}

/** What fits on a screen. */
const SHOWN = 12;

function headline(deployment: DeploymentRecord | null, stacks: readonly StackStatus[]): string {
  if (!deployment)
    return stacks.length > 0 ? "Deployed, from a config that was not written down:" : "Nothing is deployed.";
  const { config, began, ended, exitCode } = deployment;
  const minute = (time: string) => `${time.slice(0, 16).replace("T", " ")} UTC`;
  if (ended === undefined) return `The deployment of ${config} that began ${minute(began)} is at work, or was cut off:`;
  if (exitCode !== 0) return `The deployment of ${config} ended ${minute(ended)} with exit code ${exitCode}:`;
  return `Deployed from ${config}, ${minute(ended)}:`;
}
