import { statSync } from "node:fs";
import { join } from "node:path";
import { Cloud } from "./cloud";

/**
 * The cloud of a folder as it is now, for one who only reads it while others write: it is read anew after a write.
 *
 * @throws InputError where the folder cannot be read
 */
export function currentCloud(folder: string): () => Cloud {
  let read: { readonly version: string; readonly cloud: Cloud } | undefined;
  return () => {
    // Grows with each write.
    const { size, mtimeMs } = statSync(join(folder, "writes.jsonl"));
    const version = `${size} ${mtimeMs}`;
    if (read?.version !== version) read = { version, cloud: readWhole(folder) };
    return read.cloud;
  };
}

/** Reads the folder once more where a file goes between its listing and its reading. */
function readWhole(folder: string, attempts = 5): Cloud {
  try {
    return new Cloud(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || attempts === 1) throw error;
    return readWhole(folder, attempts - 1);
  }
}
