import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program to measure. */
export interface Subject {
  readonly name: string;
  readonly cwd: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
}

export interface Measure {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of the process itself; of Node.js processes only. */
  readonly cpu?: number;
  /** Peak in MB, likewise. */
  readonly memory?: number;
}

/**
 * Runs every subject `rounds` times, in turns, so that a noisy moment of the machine meets all of them.
 *
 * @param environment of all of them
 * @returns each one's medians
 * @throws if one of them fails
 */
export function measure(
  subjects: readonly Subject[],
  rounds: number,
  environment: NodeJS.ProcessEnv,
): Map<string, Measure> {
  const runs = new Map<string, Measure[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const subject of subjects) {
      progress(`round ${round} of ${rounds}: ${subject.name}`);
      runs.get(subject.name)!.push(runOnce(subject, environment));
    }
  }
  progress("");
  return new Map([...runs].map(([name, list]) => [name, medians(list)]));
}

/** node, with the usage of the process written down at its end. */
export const NODE = [process.execPath, "-r", join(__dirname, "usage.cjs")] as const;

function runOnce({ name, cwd, command: [file, ...args], env }: Subject, environment: NodeJS.ProcessEnv): Measure {
  const usage = join(tmpdir(), `usage-${process.pid}.json`);
  rmSync(usage, { force: true });
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(file, args, {
    cwd,
    env: { ...environment, ...env, BENCH_USAGE: usage },
    encoding: "utf8",
  });
  const wall = performance.now() - started;
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stdout}${stderr}`);
  if (!existsSync(usage)) return { wall };
  const { cpu, memory } = JSON.parse(readFileSync(usage, "utf8")) as { cpu: number; memory: number };
  rmSync(usage);
  return { wall, cpu, memory };
}

function medians(list: readonly Measure[]): Measure {
  const median = (key: keyof Measure) => {
    const sorted = list.flatMap((one) => one[key] ?? []).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
  };
  return list[0]?.cpu === undefined
    ? { wall: median("wall")! }
    : { wall: median("wall")!, cpu: median("cpu"), memory: median("memory") };
}

export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text) console.error(text);
}
