import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { createRequire } from "node:module";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../lib/model/user-error";

/** The file stays in its folder: whoever deletes a locked file lets a second run lock a new one. */
export const LOCK = "lock";

/**
 * Makes a folder, and keeps a second run out of it while one is at work there: the simulator's, or that of the
 * project's caches for a run in Azure. The kernel gives the lock back with the process, however that ends, and knows
 * its holder from a process of the same number in another container.
 *
 * @returns what gives the folder free again
 * @throws UserError
 */
export function lock(home: string): () => void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = join(home, LOCK);
  const tryLock = loadTryLock();
  for (;;) {
    const descriptor = openSync(file, "a+", 0o600);
    if (!tryLock(descriptor)) {
      closeSync(descriptor);
      throw new UserError(`another run is at work here (${holder(file)}); wait for it, or end it`);
    }
    // Somebody may have removed the folder since the file was opened, and made it again.
    if (isSame(file, descriptor)) {
      ftruncateSync(descriptor);
      writeSync(descriptor, `process ${process.pid} on ${hostname()}`);
      return () => closeSync(descriptor);
    }
    closeSync(descriptor);
  }
}

/** Who is at work in a folder; undefined where nobody is. */
export function lockHolder(home: string): string | undefined {
  const file = join(home, LOCK);
  if (!existsSync(file)) return undefined;
  const descriptor = openSync(file, "r+");
  try {
    return loadTryLock()(descriptor) ? undefined : holder(file);
  } finally {
    closeSync(descriptor);
  }
}

/** For a message only: between the lock and its note, the note is that of the run before, or none. */
const holder = (file: string) => readFileSync(file, "utf8") || "it has just begun";

function isSame(file: string, descriptor: number): boolean {
  const there = statSync(file, { throwIfNoEntry: false });
  const open = fstatSync(descriptor);
  return there?.ino === open.ino && there.dev === open.dev;
}

function loadTryLock() {
  const load = createRequire(__filename);
  try {
    return (load("fs-native-extensions") as typeof import("fs-native-extensions")).tryLock;
  } catch (error) {
    throw new UserError(
      `the file lock that keeps two runs apart cannot be loaded on ${process.platform}-${process.arch} (${(error as NodeJS.ErrnoException).code}); fs-native-extensions has builds for linux, darwin and win32 on x64 and arm64, and npm ci installs it`,
    );
  }
}
