import { execFile, type ExecFileException } from "node:child_process";
import { promisify } from "node:util";
import type { z } from "zod";
import { UserError } from "../lib/model/user-error";

/** What to do about an error of az, by what it says. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/az login|AADSTS\d/, "log in with az login"],
  [/NotFound/, "look at the id, and at the subscription in it"],
  [/AuthorizationFailed|does not have authorization/, "the role Reader on it is enough"],
];

/** Where az runs, and what it is for. */
export interface AzureCli {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Who needs it: `--hub asks it`. */
  readonly need: string;
  /** What to do without it: `write gateway.existing by hand`. */
  readonly alternative: string;
}

/** Runs the user's Azure CLI. @throws UserError with what it has said */
export async function az<T>(answer: z.ZodType<T>, args: readonly string[], cli: AzureCli): Promise<T> {
  const { cwd, env, need, alternative } = cli;
  const command = ["az", ...args].join(" ");
  const { stdout } = await promisify(execFile)("az", [...args, "--output", "json"], {
    cwd,
    env,
    maxBuffer: 2 ** 26,
  }).catch(({ code, stderr = "" }: ExecFileException) => {
    if (code === "ENOENT") {
      throw new UserError(
        `az is not on PATH, and ${need}; install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli), or ${alternative}`,
      );
    }
    // Warnings come before it.
    const said = (/ERROR: [^]*/.exec(stderr)?.[0] ?? stderr).trim() || `it ended with ${code}`;
    const remedy = REMEDIES.find(([pattern]) => pattern.test(said))?.[1];
    throw new UserError(`${command}\n  ${said.replaceAll("\n", "\n  ")}${remedy ? `\n${remedy}` : ""}`);
  });
  const read = answer.safeParse(parse(stdout));
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path }) => path.join(".") || "it").join(", ");
  throw new UserError(`${command}\n  has answered without what is needed: ${wrong}; az upgrade brings the current az`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
