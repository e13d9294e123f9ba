import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../lib/model/user-error";

/** In bytes, of a unix socket's path: macOS takes 103, Linux 107. */
const MAX_PATH = 103;
/** With the six letters that the system adds to a folder's name. */
const LONGEST_NAME = "azure-abcdef/azurerm.sock";

/**
 * Makes a folder for the providers' sockets, readable to its owner alone: in the folder for temporary
 * files, or in /tmp where that folder's path is too long for a socket, or no folder can be made there.
 *
 * @throws UserError
 */
export function makeSocketFolder(candidates: readonly string[] = [tmpdir(), "/tmp"]): string {
  const problems: string[] = [];
  for (const parent of candidates) {
    const length = Buffer.byteLength(join(parent, LONGEST_NAME));
    if (length > MAX_PATH) {
      problems.push(`${parent} has ${Buffer.byteLength(parent)} characters`);
      continue;
    }
    try {
      return mkdtempSync(join(parent, "azure-"));
    } catch (error) {
      problems.push(`${parent} cannot be written to (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  throw new UserError(
    `the simulator's sockets need a folder: ${problems.join(", and ")}; let TMPDIR name one that you may write to, of ${MAX_PATH - LONGEST_NAME.length - 1} characters at most`,
  );
}
