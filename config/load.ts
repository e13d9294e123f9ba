import { readFileSync } from "node:fs";
import { parseTree, printParseErrorCode, type ParseError } from "jsonc-parser";
import type { z } from "zod";
import type { AddressPlan } from "../lib/addressing/plan";
import { check, type Path, type Problem } from "./checks";
import { isRecord, pathInFile, shareDefaults, valueAt } from "./sites";
import type { AppConfig } from "./names";
import { configSchema } from "./schema";

/** Something that the user can mend: the message is the whole report, and no stack trace helps. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export interface LoadedConfig {
  readonly config: AppConfig;
  readonly plan: AddressPlan;
}

/** Where a wrong value may be a secret that somebody put into the file. */
const NEVER_SHOWN = new Set<PropertyKey>(["adminPassword", "sharedKeys"]);

/**
 * Hands `use` the config that `VPN_CONFIG` names, or the article's lab. A wrong config ends the
 * process with exit code 1 and the report alone: `use` is not called and nothing is written.
 */
export function withConfig(use: (loaded: LoadedConfig) => void): void {
  try {
    const [unknown] = process.argv.slice(2);
    if (unknown !== undefined) {
      throw new ConfigError(
        `"${unknown}" is not understood: there are no arguments here, and VPN_CONFIG names the config file, as in VPN_CONFIG=config/fleet.json npm run synth`,
      );
    }
    use(loadConfig(process.env.VPN_CONFIG || "config/lab.json"));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * Reads and checks a config file.
 *
 * @throws ConfigError with every problem found, one line each
 */
export function loadConfig(file: string): LoadedConfig {
  const result = validate(parse(file));
  if ("problems" in result) {
    const lines = result.problems.map(({ path, message }) => `  ${[dotted(path), message].filter(Boolean).join(": ")}`);
    const count = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
    throw new ConfigError(`${file} has ${count}:\n${lines.join("\n")}`);
  }
  return result;
}

function parse(file: string): unknown {
  let text: string;
  try {
    // A byte order mark, as some editors on Windows write it, says nothing here.
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `${file} cannot be read (${code}); VPN_CONFIG names the config file, relative to the project's folder`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(`${file} is not valid JSON: ${syntaxProblem(text)}`);
  }
}

/** Where a text stops being JSON, without a word of it: what stands there may be a secret. */
function syntaxProblem(text: string): string {
  if (text.trim() === "") return "it is empty";
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (!first) return "it is nested too deeply";
  const lines = text.slice(0, first.offset).split("\n");
  const what = printParseErrorCode(first.error).replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}: ${what.toLowerCase()}`;
}

/**
 * Checks a parsed config. Where the form of some values is wrong, others stand in for them, so that
 * the rest is still checked and one run reports everything.
 */
export function validate(file: unknown): LoadedConfig | { readonly problems: readonly Problem[] } {
  const raw = shareDefaults(file);
  const first = configSchema.safeParse(raw);
  if (first.success) {
    const { problems, ...loaded } = check(first.data);
    return problems.length > 0 ? { problems: located(problems, file) } : loaded;
  }
  const malformed = first.error.issues.flatMap((issue) => explain(issue, raw));
  const paths = malformed.map(({ path }) => path);
  // What a site has from the defaults is reported there.
  const reported = malformed.filter(({ path }) => pathInFile(file, path) === path);
  const second = configSchema.safeParse(repaired(raw, paths));
  if (!second.success) return { problems: reported };
  const independent = check(second.data).problems.filter(
    ({ path, related = [] }) => ![path, ...related].some((one) => paths.some((bad) => touches(one, bad))),
  );
  return { problems: [...reported, ...located(independent, file)] };
}

/** The problems by their places in the file, each once. */
function located(problems: readonly Problem[], file: unknown): Problem[] {
  const byText = problems.map(({ path, message }) => {
    const place = pathInFile(file, path);
    return [`${dotted(place)}: ${message}`, { path: place, message }] as const;
  });
  return [...new Map(byText).values()];
}

function explain(issue: z.core.$ZodIssue, raw: unknown): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: issue.message }));
  }
  const value = valueAt(raw, issue.path);
  if (value === undefined) return [{ path: issue.path, message: `is missing; ${describe(issue)}` }];
  const last = issue.path.at(-1);
  if (last !== undefined && NEVER_SHOWN.has(last)) {
    return [
      {
        path: issue.path,
        message: 'must be "generate" or "variable"; a secret never stands in this file, so take it out',
      },
    ];
  }
  // The messages of addressing quote the value themselves.
  const shown = JSON.stringify(value) ?? typeof value;
  const quoted = issue.code === "custom" && issue.message.startsWith('"');
  const message = quoted ? issue.message : `${clip(shown)} ${describe(issue)}`;
  return [{ path: issue.path, message }];
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type")
    return `must be ${issue.expected === "int" ? "a whole number" : `of type ${issue.expected}`}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union") return "must be one of local, azurerm, cloud";
  if (issue.code === "invalid_key") return `has a name that ${issue.issues[0]?.message ?? "is not allowed"}`;
  if (issue.code === "too_small" && typeof issue.minimum === "number" && issue.origin !== "array")
    return `is too small; it must be ${issue.minimum} or more`;
  if (issue.code === "too_big")
    return `is too ${issue.origin === "array" ? "long" : "large"}; the most is ${issue.maximum}`;
  return issue.message;
}

const clip = (text: string) => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** `sites[0].network.ipv4` */
function dotted(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    "",
  );
}

/** What stands in for a required value, which has no default. Numbered, so that no two are the same. */
const STAND_INS: Readonly<Record<PropertyKey, (number: number) => unknown>> = {
  location: (number) => `location${number}`,
  resourceGroup: (number) => `group${number}`,
  adminUsername: (number) => `login${number}`,
  name: (number) => `name${number}`,
  gateway: () => ({ name: "gateway" }),
  sites: () => [{ name: "site" }],
};

/** A copy where defaults and stand-ins take the places of the values at `paths`. */
function repaired(root: unknown, paths: readonly Path[]): unknown {
  const copy = isRecord(root) ? structuredClone(root) : {};
  paths.forEach((path, number) => {
    // A list of plain values goes as a whole.
    const inner = path.findIndex(
      (key, i) => typeof key === "number" && !["sites", "tunnels"].includes(String(path[i - 1])),
    );
    const target = inner < 0 ? path : path.slice(0, inner);
    const parent = valueAt(copy, target.slice(0, -1));
    const key = target.at(-1);
    if (!isRecord(parent) || key === undefined) return;
    if (Array.isArray(parent)) parent[Number(key)] = target.at(-2) === "sites" ? { name: `site${number}` } : {};
    else if (Object.hasOwn(STAND_INS, key)) parent[key] = STAND_INS[key]!(number);
    else delete parent[key];
  });
  return copy;
}

/** Whether one path leads through the other. */
function touches(a: Path, b: Path): boolean {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, i) => i).every((i) => a[i] === b[i]);
}
