import { giveBackAtEnd } from "../runner/owner";
import { shellOfProcess } from "./shell";
import { vpn } from "./program";

/** Runs `vpn` with what the process has, and ends the process. */
export function main(): void {
  // Whoever reads may stop (npm start | head), and a terminal may go away: Terraform at work still needs its reader.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    });
  }
  const shell = shellOfProcess();
  // At the end, whichever it is: a signal ends the lab in the middle of its work.
  giveBackAtEnd(shell.project, shell.env);
  void vpn(process.argv.slice(2), shell).then((code) => (process.exitCode = code));
}
