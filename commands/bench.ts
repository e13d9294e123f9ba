import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument } from "commander";
import * as onDemand from "./on-demand";
import { count, word } from "./word";

const PARTS = ["a", "b", "c", "d", "e", "f"] as const;
type Part = (typeof PARTS)[number];

export const bench = word<{ readonly rounds: number }>({
  name: "bench",
  does: "Measure this application beside others, in turns, and write the figures to bench/results.json.",
  takes: [],
  define: (command) =>
    command
      .addArgument(
        new Argument("[part...]", "letters (default: all, which takes ten to twenty minutes)").choices(PARTS),
      )
      .option("--rounds <n>", "runs of each, of which the median counts", count, 5),
  examples: ["npm run bench -- a c --rounds 3"],
  notes: `Parts:
  a  synthesis of config/lab.json
  b  the same as cdktf's template would have it: ts-node, imports from the providers' roots
  c  an empty app of two stacks on the same runner: plain cdktf, and with this application's start
  d  synthesis of 1, 5, 10, 25 and 50 sites, and of 50 of mixed kinds
  e  cdktf synth of a and of c
  f  deployment, empty plan and destruction on the simulator, of 1, 5 and 10 sites`,
  exits: "1 also where a target was missed",
  run: async (shell, { rounds }, args) => {
    const parts = args.length > 0 ? (args as Part[]) : PARTS;
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    // Plain tsx keeps its cache in the folder for temporary files: one that nobody else can write to.
    for (const name of ["TMPDIR", "TEMP", "TMP"]) shell.env[name] = folder;
    try {
      return (await onDemand.bench().runBench(parts, rounds, folder, shell.env)) ? 0 : 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});
