import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resultSchema, type Result } from "../lib/verify/result";
import type { Target } from "../runner/target";
import { recordFolder } from "./deployment-record";

const folderOf = (target: Target) => join(recordFolder(target), "results");

/** Keeps what a word found, in place of what it found of the same site before. */
export function keepResult(target: Target, result: Result): void {
  mkdirSync(folderOf(target), { recursive: true, mode: 0o700 });
  const file = join(
    folderOf(target),
    `${[result.word, ...(result.site === undefined ? [] : [result.site])].join("-")}.json`,
  );
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o600 });
}

/** The last result of each word and site, by time. One that cannot be read counts as none. */
export function lastResults(target: Target): Result[] {
  const folder = folderOf(target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((file) => {
      try {
        return [resultSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")))];
      } catch {
        return [];
      }
    })
    .sort((a, b) => a.ended.localeCompare(b.ended));
}

export function forgetResults(target: Target): void {
  rmSync(folderOf(target), { recursive: true, force: true });
}
