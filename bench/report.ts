import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Target } from "../runner/target";
import { binaryName, environment } from "../runner/terraform";
import type { Calls } from "./calls";
import type { Measure } from "./measure";

export interface Results {
  readonly rounds: number;
  readonly medians: ReadonlyMap<string, Measure>;
  /** Size of what a synthesis has written, by name. */
  readonly bytes: ReadonlyMap<string, number>;
  readonly calls: readonly Calls[];
}

interface Goal {
  readonly what: string;
  readonly ratio: number;
  readonly atMost: number;
}

/** Every target whose parts were measured. */
function targets({ medians, calls }: Results): Goal[] {
  const [a, b, c] = ["a: lab", "b: lab, stock", "c: empty"].map((name) => medians.get(name));
  const [one, ten, fifty] = ["d: 1 site", "d: 10 sites", "d: 50 sites"].map((name) => medians.get(name));
  const mixed = medians.get("d: 50 sites, mixed");
  const [lab, empty] = ["e: cdktf synth, lab", "e: cdktf synth, empty"].map((name) => medians.get(name));
  const list: Goal[] = [];
  const add = (what: string, ratio: number, atMost: number) => list.push({ what, ratio, atMost });
  if (a && b) add("wall time of (a) to (b)", a.wall / b.wall, 1 / 8);
  if (a && b) add("memory of (a) to (b)", a.memory! / b.memory!, 1 / 4);
  if (a && c) add("wall time of (a) to (c)", a.wall / c.wall, 1.4);
  if (one && ten && fifty) {
    const further = (fifty.wall - ten.wall) / 40 / ((ten.wall - one.wall) / 9);
    add("(d) ms per site at 50 to that at 10", fifty.wall / 50 / (ten.wall / 10), 1.2);
    add("(d) ms per further site at 50 to that at 10", further, 1.2);
    add("(d) 50 sites to five times one, plus 1 s", fifty.wall / (5 * one.wall + 1000), 1);
    add("(d) memory of 50 sites to 400 MB", fifty.memory! / 400, 1);
  }
  if (lab && empty) add("(e) wall time of lab to empty", lab.wall / empty.wall, 1.15);
  if (mixed && fifty) {
    add("(d) wall time of 50 sites, mixed, to 50 simulated", mixed.wall / fifty.wall, 1);
    add("(d) memory of 50 sites, mixed, to 400 MB", mixed.memory! / 400, 1);
  }
  const [few, many] = [calls.at(0), calls.at(-1)];
  if (few && many) add("(f) a simulator's call among 4000 resources to 40", many.microseconds / few.microseconds, 1.2);
  return list;
}

/** Prints ratios, then figures, and writes them down. @returns whether every target was met */
export function report(results: Results, target: Target): boolean {
  const machine = `${cpus()[0]!.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node.js ${process.versions.node}, ${terraformVersion(target)}`;
  const judged = targets(results).map((target) => ({ ...target, met: target.ratio <= target.atMost }));
  console.log(`Medians of ${results.rounds} runs, in turns, on ${machine}`);
  printTable(
    ["ratio", "measured", "at most", ""],
    judged.map(({ what, ratio, atMost, met }) => [what, shown(ratio), shown(atMost), met ? "met" : "MISSED"]),
  );
  const rows = [...results.medians].map(([name, one]) => ({ name, ...one, bytes: results.bytes.get(name) }));
  printTable(
    ["", "wall ms", "CPU ms", "peak MB", "KB", "ms per site"],
    rows.map(({ name, wall, cpu, memory, bytes }) => {
      const sites = Number(/ (\d+) sites?$/.exec(name)?.[1]);
      return [name, ...[wall, cpu, memory, bytes && bytes / 1000, sites && wall / sites].map(rounded)];
    }),
  );
  printTable(
    ["simulated resources", "µs per call"],
    results.calls.map(({ resources, microseconds }) => [String(resources), rounded(microseconds)]),
  );
  const { rounds, calls } = results;
  const json = JSON.stringify({ machine, rounds, targets: judged, results: rows, calls }, null, 2);
  writeFileSync(join(__dirname, "results.json"), `${json}\n`);
  return judged.every(({ met }) => met);
}

function terraformVersion(target: Target): string {
  const json = execFileSync(binaryName(target.env), ["version", "-json"], {
    encoding: "utf8",
    env: environment(target),
  });
  return `Terraform ${(JSON.parse(json) as { terraform_version: string }).terraform_version}`;
}

function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = ([first, ...others]: readonly string[]) =>
    [first!.padEnd(widths[0]!), ...others.map((cell, i) => cell.padStart(widths[i + 1]!))].join("  ");
  console.log(`\n${all.map((row) => `  ${line(row).trimEnd()}`).join("\n")}`);
}

const rounded = (value: number | undefined) => (value ? value.toFixed(0) : "");

/** 0.05 as 1/20, 1.15 as it is. */
const shown = (ratio: number) => (ratio < 0.5 ? `1/${(1 / ratio).toFixed(1).replace(/\.0$/, "")}` : ratio.toFixed(2));
