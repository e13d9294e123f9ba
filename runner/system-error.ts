import { accessSync, constants, lstatSync, realpathSync, type Stats } from "node:fs";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { shortPath } from "./short-path";

/** What the system refuses and a user can mend: its code, to what to say of a path. */
const WORDS: Readonly<Record<string, (path: string) => string>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: (path) =>
    `${shortPath(path)} lies on a file system that is read-only; mount it for writing, or run a copy of the project elsewhere`,
  EEXIST: inTheWay,
  ENOTDIR: inTheWay,
  EISDIR: inTheWay,
  ELOOP: (path) => `${shortPath(path)} is a symbolic link that leads back to itself; remove it`,
  ENOENT: absent,
  ENOLCK: (path) =>
    `the file system of ${shortPath(path)} has no file locks; run a copy of the project on a local disk`,
};

/** The same of errors that name no path, or of which it is not the cause. */
const WITHOUT_PATH: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk of the project, or on that of temporary files; free some, and run it again",
  EDQUOT: "your quota of the disk is used up; free some space, and run it again",
  EMFILE: "too many files are open; raise the limit (ulimit -n 4096), and run it again",
  ENFILE: "the machine has too many open files; end something, and run it again",
  ENOMEM: "the machine has no memory left; end something, and run it again",
};

/**
 * Says in words what the system has refused, and what to do.
 *
 * @returns undefined where the error is none of the system's, or none that a user can mend
 */
export function inWords(error: unknown): string | undefined {
  const { code = "", path, syscall } = error as NodeJS.ErrnoException;
  if (!syscall) return undefined;
  const words = WITHOUT_PATH[code] ?? (path === undefined ? undefined : WORDS[code]?.(resolve(path)));
  return words && `${words} (${code} at ${syscall})`;
}

/** Names the file or folder that stands in the way, which is often another than the one that was meant. */
function denied(path: string): string {
  const obstacle = firstDenied(path) ?? { path, status: statusOf(path) };
  const name = shortPath(obstacle.path);
  const { uid, username } = userInfo();
  if (obstacle.status?.uid === uid)
    return `you may not change ${name}, which is yours; chmod -R u+rwX ${name} lets you`;
  const owner = obstacle.status ? ` belongs to ${nameOf(obstacle.status.uid)}, and` : "";
  return `${name}${owner} you are ${username} (uid ${uid}); sudo chown -R ${uid} ${name} gives it to you`;
}

const nameOf = (uid: number) => (uid === 0 ? "root (uid 0)" : `uid ${uid}`);

/** From the root on, the first folder that cannot be entered; else the first part that cannot be written, from the end. */
function firstDenied(path: string): { readonly path: string; readonly status: Stats } | undefined {
  const parts: string[] = [];
  for (let part = real(path); ; part = dirname(part)) {
    parts.push(part);
    if (part === dirname(part)) break;
  }
  const existing = parts.flatMap((part) => {
    const status = statusOf(part);
    return status ? [{ path: part, status }] : [];
  });
  const folders = existing.filter(({ status }) => status.isDirectory());
  const closed = folders.reverse().find((folder) => refusal(folder.path, constants.X_OK));
  return closed ?? existing.slice(0, 2).find((part) => refusal(part.path, constants.W_OK));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** @returns the code with which the system refuses it, if it does */
function refusal(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** A link that leads nowhere, or a folder that cannot be made: Node.js says this of a read-only file system too. */
function absent(path: string): string {
  for (let part = dirname(path); part !== dirname(part); part = dirname(part)) {
    const status = statusOf(part);
    if (!status) continue;
    if (refusal(part, constants.W_OK) === "EROFS") return WORDS.EROFS!(path);
    break;
  }
  return `${shortPath(path)} is not there, or a symbolic link on the way to it leads nowhere; put it in place`;
}

/** A file where a folder is needed, or a folder where a file is. */
function inTheWay(path: string): string {
  for (let part = path; part !== dirname(part); part = dirname(part)) {
    const status = statusOf(part);
    if (!status) continue;
    const [what, needed] = status.isDirectory() ? ["a folder", "a file"] : ["no folder", "a folder"];
    return `${shortPath(part)} is ${what}, where ${needed} is needed; move it aside`;
  }
  return `${shortPath(path)} cannot be made`;
}
