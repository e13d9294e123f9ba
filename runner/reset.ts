import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LOCK, lock } from "./lock";

/**
 * Empties the simulator's folder. The lock stays, since a run that comes meanwhile must find it taken.
 *
 * @throws UserError where a run is at work there
 */
export function reset(home: string): void {
  if (!existsSync(home)) return;
  const release = lock(home);
  try {
    for (const name of readdirSync(home)) {
      if (name !== LOCK) rmSync(join(home, name), { recursive: true, force: true });
    }
  } finally {
    release();
  }
}
