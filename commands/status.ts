import type { CheckResult, Result } from "../lib/verify/result";
import { minute } from "../lib/model/minute";
import { worst, type Outcome } from "../lib/verify/verdict";
import { brokenStates } from "../runner/repair";
import { describeLeftovers, leftovers } from "../runner/leftovers";
import { readState } from "../runner/state";
import { deployedStacks, stacks, stateFile } from "../runner/synthesized";
import type { Backend } from "../lib/model/deployment";
import { inProject, isStateHere, whoIsAtWork } from "./at-work";
import { readConfig, type NamedConfig } from "./config-file";
import { readDeployment, type DeploymentRecord } from "./deployment-record";
import { commandLine, type Target } from "../runner/target";
import { lastResults } from "./results";
import { targetOf } from "./target";
import { word } from "./word";

export const status = word({
  name: "status",
  does: "Show what is deployed, from which config and since when, what was last found of it, and what to do next.",
  takes: ["simulate", "config", "json"],
  examples: ["npx vpn status --config config/mine.json", "npm start -- status", "npx vpn --simulate status --json"],
  notes: `What plan, verify, lab and drill found stays as they found it, with its time; status itself asks nobody.
JSON: deployment (config, began, ended, exitCode), atWork (a run that goes on), stacks, broken, leftovers, found (word,
site, ended, outcome, before, tunnels, said), next. No secret is in it.`,
  run: async (shell, options) => {
    const named = options.config !== undefined || !options.simulate;
    const config = named ? readConfig(shell, options) : undefined;
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

/** What a word of the command found when it last looked. */
interface Found extends Pick<Result, "word" | "site" | "ended" | "outcome"> {
  /** Whether that was before the last deployment began. */
  readonly before: boolean;
  readonly tunnels: Readonly<Record<string, Outcome>>;
  readonly said: string;
}

interface Status {
  readonly deployment: DeploymentRecord | null;
  /** Who works there now. What states and cloud say meanwhile is half a story. */
  readonly atWork?: string;
  readonly stacks: readonly StackStatus[];
  /** States that cannot be read. */
  readonly broken: readonly { readonly stack: string; readonly message: string; readonly hasBackup: boolean }[];
  /** What the simulated Azure has and no state knows. */
  readonly leftovers: readonly { readonly type: string; readonly id: string }[];
  /** What was last found, by time. */
  readonly found: readonly Found[];
  /** Where the states are, unless it is the folder that is read here. */
  readonly states?: string;
  /** Commands. */
  readonly next: readonly string[];
}

async function statusOf(target: Target, config: NamedConfig | undefined): Promise<Status> {
  const { home, simulated } = target;
  const atWork = whoIsAtWork(target);
  const elsewhere = config && !isStateHere(target, config.deployment) ? statesIn(config.deployment.backend) : undefined;
  const broken = brokenStates(home).map(({ stack, message, substitute }) => ({
    stack,
    message,
    hasBackup: substitute !== undefined,
  }));
  const known = stacks(home);
  const last = readDeployment(target);
  const file = config ? inProject(target, config.file) : last?.config;
  // With states of its own, a config has nothing to do with what another one has deployed.
  const deployment = elsewhere !== undefined && last?.config !== file ? undefined : last;
  const here = elsewhere === undefined ? deployedStacks(home) : [];
  const status: Omit<Status, "next"> = {
    deployment: deployment ?? null,
    ...(atWork !== undefined && { atWork }),
    stacks: here
      .filter((stack) => !broken.some((one) => one.stack === stack))
      .sort()
      .map((name) => {
        const { resources } = readState(stateFile(home, name));
        const tainted = resources.filter((one) => one.tainted).length;
        return { name, resources: resources.length, tainted, inConfig: known.includes(name) };
      })
      .filter(({ resources }) => resources > 0),
    broken: atWork === undefined && elsewhere === undefined ? broken : [],
    leftovers: simulated && atWork === undefined ? await leftovers(target) : [],
    found: lastResults(target)
      .filter((result) => result.config === file)
      .map((result) => foundBy(result, deployment)),
    ...(elsewhere !== undefined && { states: elsewhere }),
  };
  if (atWork !== undefined) return { ...status, next: [] };
  const verify = status.found.filter(({ word, outcome }) => word === "verify" && outcome !== "passed");
  return {
    ...status,
    next: [
      ...(simulated ? nextSimulated(target, status) : [commandLine(target, isDrifted(status) ? "deploy" : "plan")]),
      ...verify.map(({ site }) => `${commandLine(target, `verify ${site}`)}${simulated ? "" : " --azure"}`),
    ],
  };
}

function foundBy({ word, site, ended, outcome, first, checks }: Result, deployment?: DeploymentRecord): Found {
  const before = deployment !== undefined && ended < deployment.began;
  const bad = checks.filter((one) => one.outcome !== "passed");
  const said = {
    plan: () => bad.map(({ check, seen }) => `${check}: ${seen}`).join("; ") || "no changes",
    verify: () => `${outcome}${first ? `; first: ${first}` : ""}`,
    lab: () => `${checks.length - bad.length} passed, ${bad.length} failed`,
    drill: () => outcome,
  }[word]();
  // The lab's tunnels are not those of the deployment.
  const tunnels = word === "lab" ? {} : tunnelsOf(checks);
  return { word, ...(site !== undefined && { site }), ended, outcome, before, tunnels, said };
}

/** The worst of what was found of each tunnel, by its name. */
function tunnelsOf(checks: readonly CheckResult[]): Record<string, Outcome> {
  const outcomes = new Map<string, Outcome[]>();
  for (const { check, outcome } of checks) {
    const [, tunnel] = /^(Tunnel\d+): /.exec(check) ?? [];
    if (tunnel) outcomes.set(tunnel, [...(outcomes.get(tunnel) ?? []), outcome]);
  }
  return Object.fromEntries([...outcomes].map(([tunnel, all]) => [tunnel, worst(all)]));
}

const statesIn = (backend: Backend) => (backend.type === "local" ? backend.folder : `the ${backend.type} backend`);

/** Whether the last plan, made since the deployment, found something to change. */
const isDrifted = ({ found }: Omit<Status, "next">) =>
  found.some(({ word, outcome, before }) => word === "plan" && outcome !== "passed" && !before);

function nextSimulated(target: Target, status: Omit<Status, "next">): string[] {
  const { deployment, stacks, broken, leftovers } = status;
  const gone = stacks.filter(({ inConfig }) => !inConfig);
  const commands = gone.map(({ name }) => commandLine(target, `destroy ${name}`));
  if (leftovers.length > 0) commands.push(commandLine(target, "deploy --remove-leftovers"));
  const whole = deployment?.exitCode === 0 && broken.length === 0 && stacks.every(({ tainted }) => tainted === 0);
  return [...commands, commandLine(target, stacks.length > 0 && whole && !isDrifted(status) ? "plan" : "deploy")];
}

function described(status: Status): string {
  const { atWork, stacks, broken, leftovers, states, found, next } = status;
  const lines = [headline(status)];
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
  if (found.length > 0) lines.push("", ...describeFound(found));
  if (atWork !== undefined) return [...lines, "", `A run is at work here (${atWork}): wait for its end.`].join("\n");
  return [...lines, "", "Next:", ...next.slice(0, SHOWN).map((command) => `  ${command}`)].join("\n");
}

/** A line for each, the newest at the end; of many, those that are not well before the newest of the others. */
function describeFound(found: readonly Found[]): string[] {
  const bad = found.filter(({ outcome }) => outcome !== "passed");
  const good = found.filter(({ outcome }) => outcome === "passed");
  const shown = [...good, ...bad].slice(-SHOWN).sort((a, b) => a.ended.localeCompare(b.ended));
  const title = ({ word, site = "" }: Found) => `${word} ${site}`.trimEnd();
  const width = Math.max(...shown.map((one) => title(one).length));
  const lines = shown.map((one) => {
    const tunnels = Object.entries(one.tunnels).map(([tunnel, outcome]) => `; ${tunnel} ${outcome}`);
    const before = one.before ? "; before the last deployment" : "";
    return `  ${title(one).padEnd(width)}  ${minute(one.ended)}  ${one.said}${tunnels.join("")}${before}`;
  });
  const left = found.length - shown.length;
  return ["Last found:", ...lines, ...(left > 0 ? [`  and ${left} more that passed`] : [])];
}

/** What fits on a screen. */
const SHOWN = 12;

function headline({ deployment, atWork, stacks, states }: Status): string {
  if (!deployment && states !== undefined) return "Nothing was deployed from it here.";
  if (!deployment)
    return stacks.length > 0 ? "Deployed, from a config that was not written down:" : "Nothing is deployed.";
  const { config, began, ended, exitCode } = deployment;
  if (ended === undefined) {
    return `The deployment of ${config} that began ${minute(began)} ${atWork === undefined ? "was cut off" : "is at work"}:`;
  }
  if (exitCode !== 0) return `The deployment of ${config} ended ${minute(ended)} with exit code ${exitCode}:`;
  return `Deployed from ${config}, ${minute(ended)}:`;
}
