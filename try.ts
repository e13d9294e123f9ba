import { ProjectCopy } from "/work/main/testing/project-copy";
import { runDayTwo } from "/work/main/testing/day-two";
import { cpSync } from "node:fs";
const copy = new ProjectCopy();
cpSync("/work/main/docs", copy.path("docs"), { recursive: true });
runDayTwo(copy.folder, process.argv[2] === "daemons").then((results) => {
  for (const r of results) console.log(`${r.exitCode === r.endsWith ? "ok  " : "FAIL"} ${r.exitCode} ${r.command}${r.exitCode === r.endsWith ? "" : "\n" + r.output}`);
  copy.remove?.();
});
