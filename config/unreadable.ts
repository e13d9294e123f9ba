import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { quoted } from "../lib/model/quoted";
import { nearest } from "./nearest";

/** The message for a config file that cannot be read: the path, the reason, and the path that was probably meant. */
export function unreadable(file: string, code = "unknown error"): string {
  if (file === "") return "The config's path is empty; name a file, such as config/lab.json";
  if (file.trim() !== file) return `${quoted(file)} begins or ends with a blank; name the file ${quoted(file.trim())}`;
  if (file.startsWith("~/")) {
    return `${quoted(file)} begins with "~", which the shell leaves as it is inside quotes and after "="; write "$HOME${file.slice(1)}"`;
  }
  if (code === "EISDIR")
    return `${file} is a folder; name a file in it${examples(jsonFiles(file).map((name) => join(file, name)))}`;
  if (code === "EACCES") return `${file} cannot be read (EACCES); give it to the user who runs this`;
  if (code !== "ENOENT") return `${file} cannot be read (${code})`;
  const folder = dirname(file);
  if (!isFolder(folder)) return `${file} is not there, nor is the folder ${folder}; name a config file that is`;
  const meant = nearest(basename(file), jsonFiles(folder));
  if (meant) return `${file} is not there; did you mean ${join(folder, meant)}?`;
  return `${file} is not there; beside it ${listed(jsonFiles(folder))}`;
}

const MOST = 5;

const listed = (names: readonly string[]) =>
  names.length === 0 ? "is no .json file" : `${names.length === 1 ? "lies" : "lie"} ${shortened(names)}`;
const examples = (paths: readonly string[]) => (paths.length === 0 ? "" : `: ${shortened(paths)}`);
const shortened = (names: readonly string[]) =>
  [...names.slice(0, MOST), ...(names.length > MOST ? ["..."] : [])].join(", ");

/** Names of the folder's config files, as far as names show. */
function jsonFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json") && name !== "schema.json")
      .sort();
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
