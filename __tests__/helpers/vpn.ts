import { PassThrough } from "node:stream";
import type { Shell } from "../../commands/shell";
import { vpn } from "../../commands/program";

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  readonly project: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What the user types, a key at a time; without it there is no terminal. */
  readonly typed?: readonly string[];
}

/** Runs `vpn <args>` in this process, with nothing of its environment. */
export async function runVpn(
  args: readonly string[],
  { project, cwd = project, env = {}, typed }: Place,
): Promise<Ended> {
  let out = "";
  let err = "";
  const input = new PassThrough();
  const output = new PassThrough();
  const answers = [...(typed ?? [])];
  // Each answer waits for its question.
  output.on("data", (text) => {
    err += String(text);
    if (/[:?] $/.test(stripped(String(text)))) setImmediate(() => answers.length > 0 && input.write(answers.shift()!));
  });
  const shell: Shell = {
    project,
    cwd,
    env,
    print: (text) => void (out += `${text}\n`),
    say: (text) => void (err += `${text}\n`),
    ...(typed && { terminal: { input, output } }),
  };
  const code = await vpn(args, shell);
  return { code, out, err: stripped(err) };
}

/** Without what moves a terminal's cursor. */
const stripped = (text: string) => text.replaceAll(/\x1b\[\d*[A-Za-z]/g, "");
