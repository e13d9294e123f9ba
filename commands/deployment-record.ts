import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({
  /** The config file, as it was named. */
  config: z.string(),
  /** When the deployment began: a time of ISO 8601. */
  began: z.string(),
  /** When it ended, and with which exit code; absent where it was cut off. */
  ended: z.string().optional(),
  exitCode: z.number().optional(),
});

/** What is written down of the last deployment, beside its states. It holds no secret. */
export type DeploymentRecord = z.infer<typeof schema>;

const fileIn = (folder: string) => join(folder, "deployment.json");

/** Writes down that `work` deploys this config, and how that ended. @returns its exit code */
export async function recordDeployment(folder: string, config: string, work: () => Promise<number>): Promise<number> {
  const began = { config, began: new Date().toISOString() };
  write(folder, began);
  const exitCode = await work();
  write(folder, { ...began, ended: new Date().toISOString(), exitCode });
  return exitCode;
}

export function forgetDeployment(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

/** @returns undefined where there is no record, or none that can be read */
export function readDeployment(folder: string): DeploymentRecord | undefined {
  if (!existsSync(fileIn(folder))) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(fileIn(folder), "utf8")));
  } catch {
    return undefined;
  }
}

function write(folder: string, record: DeploymentRecord): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(folder), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}
