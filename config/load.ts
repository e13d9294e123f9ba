import { readFileSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { UserError } from "../lib/model/user-error";
import { JsonError, readJson } from "./json";
import { report } from "./report";
import { unreadable } from "./unreadable";
import { validate, type LoadedConfig } from "./validate";

/**
 * Reads and checks a config file.
 *
 * @throws UserError with every problem found, one line each, and the warnings
 */
export function loadConfig(file: string): LoadedConfig {
  const { value, duplicates } = read(file);
  const result = validate(value, nameOf(file));
  const problems = [...duplicates, ...("problems" in result ? result.problems : [])];
  if ("deployment" in result && problems.length === 0) return result;
  const reports = [report(file, problems)];
  if (result.warnings.length > 0) reports.push(report(file, result.warnings, "warning"));
  throw new UserError(reports.join("\n"));
}

/**
 * The file as generated files name it, which are the same on every machine: by its path from the project's folder.
 * Nothing in it ends a line or is evaluated. Where that is not its path, because the file lies elsewhere or has other
 * signs, the name is in brackets: in a command, the reader fills it in.
 */
function nameOf(file: string): string {
  const path = relative(join(__dirname, ".."), resolve(file));
  const name = path.startsWith("..") || isAbsolute(path) ? basename(file) : path;
  const plain = name.replace(/[^\w./-]/g, "_");
  return plain === path ? path : `<${plain}>`;
}

function read(file: string): ReturnType<typeof readJson> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UserError(unreadable(file, (error as NodeJS.ErrnoException).code));
  }
  try {
    return readJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UserError(`${file} is not valid JSON: ${error.message}`);
  }
}
