import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { routerFile } from "../lib/model/router-file";
import type { Site } from "../lib/model/site";
import { UserError } from "../lib/model/user-error";
import { sitesOf, type NamedConfig } from "./config-file";
import type { Shell } from "./shell";
import { targetOf } from "./target";

/** A text, and the file that it comes from as an error may name it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** The site that is named, or the only one. @throws UserError where several are meant */
export function siteOf(config: NamedConfig, wanted: string | undefined): Site {
  const [site, ...others] = sitesOf(config, wanted);
  if (others.length === 0) return site!;
  throw new UserError(`Which site? ${[site!, ...others].map(({ name }) => name).join(", ")}`);
}

/**
 * The configuration that a site's router should run.
 *
 * @param given a file that is named in the place of the one that the deployment wrote
 */
export function routerText(
  shell: Shell,
  { simulate, router: given }: { readonly simulate?: boolean; readonly router?: string },
  { router }: Site,
): NamedText {
  if (given) return readText(shell, given);
  const file = join(targetOf(shell, { simulate }).home, routerFile(router.name));
  return readText(shell, file);
}

/** @param file relative to where the user stands; `-` is stdin. @throws UserError where it cannot be read */
export function readText({ cwd }: Shell, file: string): NamedText {
  const path = file === "-" ? "/dev/stdin" : resolve(cwd, file);
  const short = relative(process.cwd(), path);
  const name = file === "-" ? "stdin" : short.startsWith("..") ? path : short;
  try {
    return { name, text: readFileSync(path, "utf8") };
  } catch (error) {
    throw new UserError(`${name} cannot be read (${(error as NodeJS.ErrnoException).code}); name another file`);
  }
}

/** Does something with a text. @throws UserError that names its file, for what is wrong with it */
export function reading<T>({ name, text }: NamedText, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    throw new UserError(`${name}, ${(error as Error).message}`);
  }
}
