import { join } from "node:path";
import { runDayTwo } from "./day-two";

/** Runs docs/day-two.md in this folder with real IKE daemons, and says how each command ended. */
async function main(): Promise<void> {
  const results = await runDayTwo(join(__dirname, ".."), true);
  for (const { command, endsWith, exitCode, output } of results) {
    const isRight = exitCode === endsWith;
    console.log(`${isRight ? "ok  " : "fail"} ${command} (ends with ${exitCode})${isRight ? "" : `\n${output}`}`);
    // What a drill has measured.
    for (const line of output.match(/^.*\bpings over .*$/gm) ?? []) console.log(line);
    if (!isRight) process.exitCode = 1;
  }
}

void main();
