import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { outputFolder, type Target } from "../runner/target";
import { statesOf } from "./at-work";

const schema = z.object({
  /** The config file, as it was named. */
  config: z.string(),
  /** When the deployment began: a time of ISO 8601. */
  began: z.iso.datetime(),
  /** When it ended, and with which exit code; absent where it was cut off. */
  ended: z.iso.datetime().optional(),
  exitCode: z.number().optional(),
});

/** What is written down of the last deployment, beside its states. It holds no secret. */
export type DeploymentRecord = z.infer<typeof schema>;

/** Beside the states on the simulated Azure, beside the stacks in Azure: both folders are private. */
export const recordFolder = (target: Target): string => statesOf(target) ?? outputFolder(target);
const fileOf = (target: Target) => join(recordFolder(target), "deployment.json");

/**
 * Writes down that `work` deploys this config, and how that ended.
 *
 * @param work calls `begin` before its first change; without one, the last deployment stands
 * @returns the exit code of `work`
 */
export async function recordDeployment(
  target: Target,
  config: string,
  work: (begin: () => void) => Promise<number>,
): Promise<number> {
  let began: DeploymentRecord | undefined;
  const exitCode = await work(() => {
    began = { config, began: new Date().toISOString() };
    write(target, began);
  });
  if (began) write(target, { ...began, ended: new Date().toISOString(), exitCode });
  return exitCode;
}

export function forgetDeployment(target: Target): void {
  rmSync(fileOf(target), { force: true });
}

/** @returns undefined where there is no record, or none that can be read */
export function readDeployment(target: Target): DeploymentRecord | undefined {
  if (!existsSync(fileOf(target))) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(fileOf(target), "utf8")));
  } catch {
    return undefined;
  }
}

function write(target: Target, record: DeploymentRecord): void {
  mkdirSync(dirname(fileOf(target)), { recursive: true, mode: 0o700 });
  writeFileSync(fileOf(target), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}
