import { createInterface } from "node:readline";
import { UserError } from "../lib/model/user-error";

/**
 * Makes sure that there is somebody to ask.
 *
 * @throws UserError
 */
export function requireTerminal(command: string): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new UserError(
    `${command} asks before it changes Azure, and here is no terminal to ask at; give --yes once you have seen what plan shows`,
  );
}

/** Asks at the terminal. @returns whether the answer is "yes" */
export function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    // Ctrl-C and the end of the input are answers too.
    terminal.on("SIGINT", () => terminal.close());
    terminal.on("close", () => resolve(false));
    terminal.question(`${question} Only "yes" goes on: `, (answer) => {
      resolve(answer.trim() === "yes");
      terminal.close();
    });
  });
}
