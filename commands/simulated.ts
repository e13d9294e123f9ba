import { mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { deploy as deployStacks, refused, type RunOptions } from "../runner/deploy";
import { destroy as destroyStacks } from "../runner/destroy";
import { lock } from "../runner/lock";
import { outputFolder } from "../runner/place";
import { printPlan } from "../runner/plan";
import { withSimulator } from "../runner/process";
import { inspect, settle } from "../runner/settle";
import { describeStrays } from "../runner/summary";
import { keepStateHere, stacks, synthesizedStacks } from "../runner/synthesized";
import { takeIn } from "../runner/take-in";
import { checkTerraform, environment } from "../runner/terraform";
import { requireVariables } from "../runner/variables";
import type { NamedConfig } from "./config-file";
import { forgetDeployment, recordDeployment } from "./deployment-record";
import * as onDemand from "./on-demand";
import type { Shell } from "./shell";
import type { Target } from "./target";

/*
 * The words that work on the simulated Azure: what comes before Terraform's run, and after it.
 */

export interface Run extends RunOptions {
  readonly removeLeftovers?: boolean;
}

/** The folder of the states, whatever backend the config names. */
export const stateFolder = ({ home }: Target) => join(home, "state");

/** Lets `work` have the simulator's folder to itself. */
export async function atWork({ home }: Target, shell: Shell, work: () => number | Promise<number>): Promise<number> {
  const letInterrupt = shell.holdInterrupts();
  // Of everything that is started too: Terraform writes its states for all to read.
  process.umask(0o077);
  try {
    checkTerraform();
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const release = lock(home);
    try {
      return await work();
    } finally {
      release();
    }
  } finally {
    letInterrupt();
  }
}

export function deploy(target: Target, config: NamedConfig, options: Run, shell: Shell): Promise<number> {
  return atWork(target, shell, async () => {
    prepare(target, config, shell);
    if (target.interrupted()) return 130;
    settle(target.home, "deploy", options.removeLeftovers);
    const problems = refused(target.home);
    if (problems.length > 0) {
      shell.say(`${problems.join("\n")}\nAzure would refuse this half-way, so nothing was changed.`);
      return 1;
    }
    return recordDeployment(stateFolder(target), inProject(target, config.file), () => deployStacks(target, options));
  });
}

export function plan(target: Target, config: NamedConfig, shell: Shell): Promise<number> {
  return atWork(target, shell, async () => {
    prepare(target, config, shell);
    if (!inspect(target.home)) return 1;
    return withSimulator(target.home, async (simulator) => {
      if (target.interrupted()) return 130;
      const planned = await printPlan(target.home, simulator);
      describeStrays(target.home).forEach((line) => shell.print(line));
      const problems = refused(target.home);
      for (const problem of problems) shell.say(`deploy would refuse this: ${problem}`);
      return problems.length > 0 ? 1 : planned;
    });
  });
}

/** @param config the config whose deployment is meant; without one, whatever is deployed */
export function destroy(
  target: Target,
  names: readonly string[],
  config: NamedConfig | undefined,
  options: Run,
  shell: Shell,
): Promise<number> {
  return atWork(target, shell, async () => {
    if (config) onDemand.privateFolders().refuseOtherDeployment(config.deployment, stateFolder(target));
    settle(target.home, "destroy", options.removeLeftovers);
    const code = await destroyStacks(target, names, options);
    if (code === 0 && names.length === 0) forgetDeployment(stateFolder(target));
    return code;
  });
}

export function importResource(target: Target, args: readonly string[], shell: Shell): Promise<number> {
  return atWork(target, shell, () => takeIn(target.home, args));
}

/** A path that means the same to the next command, wherever the user stands then. */
function inProject({ project }: Target, file: string): string {
  const path = relative(project, resolve(file));
  return path.startsWith("..") ? resolve(file) : path;
}

/** Synthesizes into the simulator's folder, as cdktf would into its own. */
function prepare(target: Target, { deployment }: NamedConfig, shell: Shell): void {
  const { home, project } = target;
  onDemand
    .app()
    .synthesize(deployment, { outdir: outputFolder(target), environment: environment(), states: stateFolder(target) });
  const all = synthesizedStacks(home);
  requireVariables(Object.fromEntries(stacks(home).map((stack) => [stack, all[stack]!])), shell.env);
  const aside = keepStateHere(home);
  if (aside.length > 0) {
    shell.print(`The ${aside.join(" and ")} backend is left alone: state is in ${relative(project, home)}.`);
  }
}
