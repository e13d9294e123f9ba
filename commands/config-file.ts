import { resolve } from "node:path";
import { loadConfig } from "../config/load";
import { nearest } from "../config/nearest";
import { report } from "../config/report";
import type { Deployment } from "../lib/model/deployment";
import type { Site } from "../lib/model/site";
import { UserError } from "../lib/model/user-error";
import { shortPath } from "../runner/short-path";
import type { Shell } from "./shell";

/** The lab of the article. */
export const LAB = "config/lab.json";

export interface NamedConfig {
  /** Its path, as it is shown and as it can be opened. */
  readonly file: string;
  readonly deployment: Deployment;
}

interface ConfigOptions {
  readonly config?: string;
  readonly strict?: boolean;
}

/**
 * Reads the config that `--config` names, or else VPN_CONFIG, or else `fallback`, and says which file that
 * is and why. Warnings are shown, and end the run where --strict or VPN_STRICT=1 asks for that.
 *
 * @param fallback relative to the project's folder; a real deployment has none
 * @param because why that is the fallback
 * @throws UserError
 */
export function readConfig(
  shell: Shell,
  options: ConfigOptions,
  fallback?: string,
  because = "the default",
): NamedConfig {
  const { file, why } = choose(shell, options, fallback, because);
  shell.say(`Config: ${file} (${why})`);
  const { deployment, warnings } = loadConfig(file);
  if (warnings.length > 0) {
    const text = report(file, warnings, "warning");
    if (options.strict || !/^(0|false|no|off)?$/i.test(shell.env.VPN_STRICT ?? "")) {
      throw new UserError(`${text}\nWarnings end the run, as --strict or VPN_STRICT=1 asks for.`);
    }
    shell.say(text);
  }
  return { file, deployment };
}

/** The sites of a config, or the one of that name. @throws UserError where there is none */
export function sitesOf({ file, deployment: { sites } }: NamedConfig, wanted: string | undefined): readonly Site[] {
  const names = sites.map(({ name }) => name);
  if (wanted === undefined || names.includes(wanted)) {
    return sites.filter(({ name }) => wanted === undefined || name === wanted);
  }
  const best = nearest(wanted, names);
  throw new UserError(
    `${file} has no site "${wanted}"${best ? `; did you mean "${best}"?` : `; its sites are ${names.join(", ")}`}`,
  );
}

function choose(
  { cwd, env, project }: Shell,
  { config }: ConfigOptions,
  fallback: string | undefined,
  because: string,
) {
  if (config !== undefined) return { file: shown(cwd, config), why: "--config" };
  if (env.VPN_CONFIG) return { file: shown(project, env.VPN_CONFIG), why: "VPN_CONFIG" };
  if (fallback) return { file: shown(project, fallback), why: `${because}; --config or VPN_CONFIG names another` };
  throw new UserError(
    `No config is named, and a deployment in Azure has no default. Name the file: npx vpn plan --config config/mine.json, or VPN_CONFIG=config/mine.json (VPN_CONFIG=${LAB} npx cdktf deploy). npx vpn --simulate takes the article's lab, on a simulated Azure.`,
  );
}

/** A path as short as it can be opened. @param folder what it is relative to */
export function shown(folder: string, path: string): string {
  // A path that is no path is shown as it was given, so that the fault can be seen.
  if (path.trim() !== path || path === "" || path.startsWith("~/")) return path;
  return shortPath(resolve(folder, path));
}
