import { createInterface } from "node:readline";
import { UserError } from "../lib/model/user-error";

/** Where questions are asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Makes sure that there is somebody to ask.
 *
 * @throws UserError
 */
export function requireTerminal(command: string, terminal: Terminal | undefined): Terminal {
  if (terminal) return terminal;
  throw new UserError(
    `${command} asks before it changes Azure, and here is no terminal to ask at; give --yes once you have seen what plan shows`,
  );
}

/**
 * @param stop ends the question, which nobody has answered then
 * @returns whether the answer is "yes"
 */
export function ask(question: string, terminal: Terminal, stop?: AbortSignal): Promise<boolean> {
  const lines = createInterface({ ...terminal, terminal: true, signal: stop });
  return new Promise((resolve) => {
    // Ctrl-C and the end of the input are answers too.
    lines.on("SIGINT", () => lines.close());
    lines.on("close", () => resolve(false));
    lines.question(`${question} Only "yes" goes on: `, (answer) => {
      resolve(answer.trim() === "yes");
      lines.close();
    });
  });
}
