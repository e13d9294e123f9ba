import { shellOfProcess } from "./shell";
import { vpn } from "./program";

/** Runs `vpn` with what the process has, and ends the process. */
export function main(): void {
  // Whoever reads may stop: npm start | head
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  void vpn(process.argv.slice(2), shellOfProcess()).then((code) => (process.exitCode = code));
}
