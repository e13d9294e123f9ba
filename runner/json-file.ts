import { readFileSync } from "node:fs";
import { UserError } from "../lib/model/user-error";
import { shortPath } from "./short-path";

/**
 * Reads a file that the project has written itself.
 *
 * @param remedy what to do where somebody or something has broken it
 * @throws UserError, which quotes nothing of the file, since it may hold secrets
 */
export function readJsonFile(file: string, remedy: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${shortPath(file)} is no whole JSON (${text.length} characters); ${remedy}`);
  }
}
