import { createRequire } from "node:module";

/** What is used of node-pty; its types have the name that it has elsewhere. */
interface Terminal {
  readonly onData: (listener: (text: string) => void) => void;
  readonly onExit: (listener: (end: { readonly exitCode: number }) => void) => void;
  readonly write: (typed: string) => void;
  readonly destroy: () => void;
}
interface NodePty {
  readonly spawn: (
    command: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) => Terminal;
}

/** Runs a command in a terminal of its own. */
export function inTerminal(...command: Parameters<NodePty["spawn"]>) {
  const { spawn } = createRequire(__filename)("@cdktf/node-pty-prebuilt-multiarch") as NodePty;
  const terminal = spawn(...command);
  let shown = "";
  terminal.onData((text) => (shown += text));
  return {
    ended: new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode))),
    shown: () => shown,
    type: (text: string) => terminal.write(text),
    /** As when its window is closed, or the SSH session ends. */
    goAway: () => terminal.destroy(),
  };
}
