import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { UserError } from "../lib/model/user-error";
import { JsonError, readJson } from "./json";
import { report } from "./report";
import { validate, type LoadedConfig } from "./validate";

/** A command that works on a config. */
interface Command {
  /** `npm run synth` */
  readonly name: string;
  readonly does: string;
}

const help = ({ name, does }: Command) => `${name} [-- OPTIONS]

${does}
VPN_CONFIG names the config file; without it, config/lab.json. A wrong config ends with exit code 1 and
a report of every problem; a warning is shown on stderr and changes nothing else.

  --strict  treat warnings as problems; VPN_STRICT=1 does so too, for npm start and cdktf as well
  --help    show this`;

function options() {
  try {
    return parseArgs({ options: { strict: { type: "boolean" }, help: { type: "boolean", short: "h" } } }).values;
  } catch {
    const unknown = process.argv.slice(2).find((argument) => !["--strict", "--help", "-h"].includes(argument));
    throw new UserError(
      `"${unknown}" is not understood: there is --strict and --help, and VPN_CONFIG names the config file, as in VPN_CONFIG=config/fleet.json npm run synth`,
    );
  }
}

/**
 * Hands `use` the config that `VPN_CONFIG` names, or the article's lab, and shows the warnings. A wrong
 * config ends the process with exit code 1 and the report alone: `use` is not called and nothing is written.
 */
export function withConfig(command: Command, use: (loaded: LoadedConfig) => void): void {
  try {
    const { strict = /^(1|true)$/.test(process.env.VPN_STRICT ?? ""), help: asked } = options();
    if (asked) return console.log(help(command));
    const file = process.env.VPN_CONFIG || "config/lab.json";
    const loaded = loadConfig(file);
    if (loaded.warnings.length > 0) {
      const warnings = report(file, loaded.warnings, "warning");
      if (strict) throw new UserError(`${warnings}\nWarnings end the run, as --strict or VPN_STRICT=1 asks for.`);
      console.error(warnings);
    }
    use(loaded);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * Reads and checks a config file.
 *
 * @throws UserError with every problem found, one line each, and the warnings
 */
export function loadConfig(file: string): LoadedConfig {
  const { value, duplicates } = read(file);
  const result = validate(value);
  const problems = [...duplicates, ...("problems" in result ? result.problems : [])];
  if ("deployment" in result && problems.length === 0) return result;
  const reports = [report(file, problems)];
  if (result.warnings.length > 0) reports.push(report(file, result.warnings, "warning"));
  throw new UserError(reports.join("\n"));
}

function read(file: string): ReturnType<typeof readJson> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${file} cannot be read (${code}); VPN_CONFIG names the config file, relative to the project's folder`,
    );
  }
  try {
    return readJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UserError(`${file} is not valid JSON: ${error.message}`);
  }
}
