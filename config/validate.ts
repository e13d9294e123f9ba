import type { Deployment } from "../lib/model/deployment";
import type { Path } from "../lib/model/path";
import { checkAddresses } from "./address-checks";
import { check } from "./checks";
import { decide } from "./decide";
import { explainAll } from "./explain";
import { replaceable, replacement, standIn } from "./field";
import { leads, placeOf, type Problem } from "./problem";
import { configSchema, MAX_SITES } from "./schema";
import { pathInFile, shareDefaults } from "./site-defaults";
import { isRecord, valueAt } from "./value";
import { warn } from "./warnings";

export interface LoadedConfig {
  readonly deployment: Deployment;
  /** Values that are likely to fail or to do harm, but may be intended. */
  readonly warnings: readonly Problem[];
}

interface RefusedConfig {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Most readings of a file under repair: a wrong value can hide what is wrong inside it. */
const MAX_ROUNDS = 5;

/**
 * Checks a parsed config. Where the form of a value is wrong, a stand-in replaces it, so that the rest is
 * still checked and one run reports everything.
 *
 * @param name the file's, as generated files name it
 */
export function validate(file: unknown, name = "a config file"): LoadedConfig | RefusedConfig {
  const malformed: Problem[] = [];
  const replaced: Path[] = [];
  let raw = shareDefaults(withKinds(withinLimits(file, malformed), malformed));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = configSchema.safeParse(raw);
    if (!parsed.success) {
      const { problems, implied } = explainAll(parsed.error.issues, raw);
      // A problem inside a stand-in is not a problem of the file.
      const found = problems.filter(({ path }) => !replaced.some((other) => leads(other, path)));
      malformed.push(...found);
      const paths = [...found.map(({ path }) => path), ...implied].map((path) => replaceable(configSchema, path, raw));
      replaced.push(...paths);
      raw = repaired(raw, paths);
      continue;
    }
    const { deployment, problems: ofNetworks } = decide(parsed.data, name);
    const problems = [...checkAddresses(parsed.data, deployment, ofNetworks), ...check(parsed.data, deployment)];
    const warnings = warn(parsed.data, deployment);
    // A problem that depends on a stand-in says nothing of the file.
    const independent = ({ path, related = [], cause }: Problem) =>
      !replaced.some(
        (bad) =>
          leads(bad, path) || [...related, ...(cause ? [cause] : [])].some((one) => leads(bad, one) || leads(one, bad)),
      );
    // Report an inherited value once, at siteDefaults.
    const reported = malformed.filter(({ path }) => pathInFile(file, path) === path);
    const all = [...(reported.length > 0 ? reported : malformed), ...located(problems.filter(independent), file)];
    const shown = located(warnings.filter(independent), file);
    return all.length > 0 ? { problems: all, warnings: shown } : { deployment, warnings: shown };
  }
  return { problems: malformed, warnings: [] };
}

/** The file with fewer sites, where it has more than can be; the tag __proto__, which zod passes over, is reported too. */
function withinLimits(file: unknown, problems: Problem[]): unknown {
  if (!isRecord(file) || Array.isArray(file)) return file;
  if (isRecord(file.tags) && Object.hasOwn(file.tags, "__proto__")) {
    problems.push({ path: ["tags", "__proto__"], message: "cannot be the name of a tag; choose another name" });
  }
  if (!Array.isArray(file.sites) || file.sites.length <= MAX_SITES) return file;
  const message = `${file.sites.length} are too many: ${MAX_SITES} is the most here; use another gateway for some`;
  problems.push({ path: ["sites"], message });
  return { ...file, sites: file.sites.slice(0, 1) };
}

/** The file with a kind in each site that has the keys of a kind and no kind, or each of its keys would be unknown. */
function withKinds(file: unknown, problems: Problem[]): unknown {
  if (!isRecord(file) || !Array.isArray(file.sites)) return file;
  const sites = file.sites.map((site: unknown, i) => {
    if (!isRecord(site) || "kind" in site || !("router" in site || "networks" in site)) return site;
    const message = 'is missing; it must be "onPremises" for a site that has networks and a router of its own';
    problems.push({ path: ["sites", i, "kind"], message });
    return { ...site, kind: "onPremises" };
  });
  return { ...file, sites };
}

/** The problems by their places in the file, each once. */
function located(problems: readonly Problem[], file: unknown): Problem[] {
  const byText = problems.map((problem) => {
    const path = pathInFile(file, problem.path);
    const cause = problem.cause && pathInFile(file, problem.cause);
    return [`${placeOf(path)}: ${problem.message}`, { ...problem, path, cause }] as const;
  });
  return [...new Map(byText).values()];
}

/** A copy in which defaults and stand-ins replace the values at `paths`. */
function repaired(root: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0)) return standIn(configSchema, "");
  const copy: unknown = structuredClone(root);
  paths.forEach((path, number) => {
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (!isRecord(parent) || key === undefined) return;
    const value = replacement(configSchema, path, root, number);
    if (value !== undefined) parent[key] = value;
    else if (Array.isArray(parent)) parent[Number(key)] = {};
    else delete parent[key];
  });
  return copy;
}
