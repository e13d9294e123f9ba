import { existsSync, lchownSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What the commands leave in the project's folder. */
const WRITTEN = [".simulator", ".cache", "cdktf.log"];

/** Lets {@link giveBack} come last, however the command ends but for a kill. */
export function giveBackAtEnd(project: string, env: NodeJS.ProcessEnv): void {
  process.once("exit", () => WRITTEN.forEach((name) => giveBack(join(project, name), env)));
}

/**
 * Gives what root has made in a folder to the user who called sudo, so that later runs without sudo
 * can change and remove it. Links are not followed, and a file with a second name stays root's.
 */
export function giveBack(path: string, { SUDO_UID, SUDO_GID }: NodeJS.ProcessEnv): void {
  if (!SUDO_UID || !SUDO_GID || !existsSync(path)) return;
  const visit = (one: string): void => {
    const status = lstatSync(one);
    if (status.isDirectory()) readdirSync(one).forEach((name) => visit(join(one, name)));
    else if (status.nlink > 1) return;
    if (status.uid === process.getuid!()) lchownSync(one, Number(SUDO_UID), Number(SUDO_GID));
  };
  visit(path);
}
