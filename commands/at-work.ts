import { join, relative, resolve } from "node:path";
import type { Deployment } from "../lib/model/deployment";
import { lock, lockHolder } from "../runner/lock";
import { outputFolder, type Target } from "../runner/target";
import { environment } from "../runner/terraform";
import type { NamedConfig } from "./config-file";
import * as onDemand from "./on-demand";

/** The folder of the states on the simulated Azure, whatever backend the config names. */
export const statesOf = ({ home, simulated }: Target): string | undefined =>
  simulated ? join(home, "state") : undefined;

/** Whether the states of a config are those that are read here. */
export const isStateHere = ({ simulated }: Target, { backend }: Deployment): boolean =>
  simulated || (backend.type === "local" && backend.folder === "state");

const lockFolder = ({ home, simulated }: Target) => (simulated ? home : join(home, ".cache"));

/** Who changes something there now, for a message; undefined where nobody does. */
export const whoIsAtWork = (target: Target): string | undefined => lockHolder(lockFolder(target));

/** Lets `work` have the simulator's folder, or the project's stacks, to itself. */
export async function atWork<T>(target: Target, work: () => T | Promise<T>): Promise<T> {
  // Of everything that is started too: Terraform writes its states for all to read.
  process.umask(0o077);
  const release = lock(lockFolder(target));
  try {
    return await work();
  } finally {
    release();
  }
}

/** Writes the stacks of a config into the target's folder, as cdktf would into its own. */
export function synthesis(target: Target, { deployment }: NamedConfig): () => void {
  const folders = { outdir: outputFolder(target), environment: environment(target), states: statesOf(target) };
  return () => onDemand.app().synthesize(deployment, folders);
}

/** A path that means the same to the next command, wherever the user stands then. */
export function inProject({ project }: Target, file: string): string {
  const path = relative(project, resolve(file));
  return path.startsWith("..") ? resolve(file) : path;
}
