import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../lib/model/user-error";

/**
 * Keeps a second run out of the simulator's folder while one is at work there.
 *
 * @returns what gives the folder free again
 * @throws UserError
 */
export function lock(home: string): () => void {
  const file = join(home, "lock");
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const pid = Number(readFileSync(file, "utf8"));
    if (runs(pid)) throw new UserError(`another npm start is at work here (process ${pid}); wait for it, or end it`);
    // Its process was killed.
    rmSync(file);
    return lock(home);
  }
  return () => rmSync(file, { force: true });
}

function runs(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
