import { dirname, join, resolve } from "node:path";
import { UserError } from "../lib/model/user-error";
import type { Terminal } from "../runner/ask";
import { inWords } from "../runner/system-error";

/** What a command has of the process that it runs in. Nothing outside of this folder reads the process. */
export interface Shell {
  /** The project's folder. */
  readonly project: string;
  /** Where the user stands: relative arguments count from there. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Writes a text and a line break to stdout: what the command was called for. */
  readonly print: (text: string) => void;
  /** Writes a text and a line break to stderr: all else. */
  readonly say: (text: string) => void;
  /** Where questions are asked; absent where one who answers would not see all that is printed. */
  readonly terminal?: Terminal;
}

/** The project's folder, wherever the user stands. */
const project = join(__dirname, "..");

/** npm runs a script in the project's folder, and leaves the user's in INIT_CWD. */
function userFolder({ npm_package_json: manifest, INIT_CWD }: NodeJS.ProcessEnv, cwd: string): string {
  return INIT_CWD && cwd === project && manifest && dirname(manifest) === project ? INIT_CWD : cwd;
}

export function shellOfProcess(): Shell {
  const { env, stdin: input, stderr: output, stdout } = process;
  const cwd = userFolder(env, process.cwd());
  // Terraform runs in a stack's folder, and a path counts from where the user stands.
  const { TERRAFORM_BINARY_NAME: binary = "" } = env;
  if (/[/\\]/.test(binary)) env.TERRAFORM_BINARY_NAME = resolve(cwd, binary);
  return {
    project,
    cwd,
    env,
    print: (text) => console.log(text),
    say: (text) => console.error(text),
    ...(input.isTTY && output.isTTY && stdout.isTTY && { terminal: { input, output } }),
  };
}

/** What is shown of an error: a stack trace only where nobody but a developer can mend it. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return inWords(error) ?? (error as Error).stack ?? String(error);
}
