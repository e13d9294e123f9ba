import { relative } from "node:path";

/** A path as short as it can be opened: what is not below the folder that the process is in stays whole. */
export function shortPath(absolute: string): string {
  const short = relative(process.cwd(), absolute);
  return short === "" || short.startsWith("..") ? absolute : short;
}
