import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { routerFile } from "../lib/model/router-file";
import type { Site } from "../lib/model/site";
import { UserError } from "../lib/model/user-error";
import { commandLine } from "../runner/target";
import { shown, sitesOf, type NamedConfig } from "./config-file";
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
 * The configuration that a site's router should run: what the deployment wrote, or the file that an option names.
 *
 * @throws UserError where it is not there, or cannot be read
 */
export function routerText(
  shell: Shell,
  options: { readonly simulate?: boolean; readonly router?: string },
  config: NamedConfig,
  { router }: Site,
): NamedText {
  if (options.router) return readText(shell, options.router);
  const target = targetOf(shell, options, config);
  const file = join(target.home, routerFile(router.name));
  if (existsSync(file)) return readText(shell, file);
  throw new UserError(
    `${shown(target.home, file)} is not there: ${commandLine(target, "deploy")} writes it, also where the deployment was made on another machine; --router FILE names a copy`,
  );
}

/** @param file relative to where the user stands; `-` is stdin. @throws UserError where it cannot be read */
export function readText({ cwd }: Shell, file: string): NamedText {
  const path = file === "-" ? "/dev/stdin" : resolve(cwd, file);
  const name = file === "-" ? "stdin" : shown(cwd, path);
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
