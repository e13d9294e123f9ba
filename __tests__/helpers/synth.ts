import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type TerraformStack, Testing } from "cdktf";
import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import type { Deployment } from "../../lib/model/deployment";
import type { SimulatedSite } from "../../lib/model/site";
import { addStacks } from "../../lib/stacks/deployment";

// As lean-start.cjs does: half of a synthesis goes into these traces.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));
// A backend in HCP Terraform runs `terraform version` in each synthesis.
jest.mock("cdktf/lib/validations/validate-terraform-version", () => ({
  ValidateTerraformVersion: jest.fn(() => ({ validate: () => [] })),
}));

export type Block = Record<string, unknown>;

/** The part of a synthesized stack that the tests look at. */
export interface StackJson {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly output: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  readonly variable?: Readonly<Record<string, Block>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly provider: Readonly<Record<string, readonly Block[]>>;
  readonly terraform: {
    readonly backend?: Block;
    readonly cloud?: Block;
    readonly required_providers?: Readonly<Record<string, Block>>;
  };
}

/** A config of simulated sites alone. */
export type SimulatedConfig = Omit<ConfigFile, "sites"> & {
  sites: Exclude<ConfigFile["sites"][number], { kind: "onPremises" }>[];
};

/** A config of the project by its name, changed by `change`. */
export const example =
  (name: string) =>
  (change: (config: SimulatedConfig) => void = () => {}) => {
    const config = JSON.parse(readFileSync(join(__dirname, "../../config", name), "utf8")) as SimulatedConfig;
    change(config);
    return config;
  };

/** The article's lab, changed by `change`. */
export const lab = example("lab.json");

/** Ten sites, changed by `change`. */
export const fleet = example("fleet.json");

export function deploymentOf(config: ConfigFile): Deployment {
  const result = validate(config);
  if ("problems" in result) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return result.deployment;
}

export const simulatedSites = ({ sites }: Deployment): readonly SimulatedSite[] =>
  sites.filter((site) => site.kind === "simulated");

/** Synthesizes a whole deployment as `main.ts` does and gives each stack's text by its id. */
export function synthesizeText(config: ConfigFile): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  try {
    const app = new App({ outdir });
    addStacks(app, deploymentOf(config));
    app.synth();
    const stacks = join(outdir, "stacks");
    return Object.fromEntries(
      readdirSync(stacks).map((stack) => [stack, readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

export function synthesize(config: ConfigFile): Record<string, StackJson> {
  return Object.fromEntries(
    Object.entries(synthesizeText(config)).map(([stack, text]) => [stack, JSON.parse(text) as StackJson]),
  );
}

/** One stack's JSON, with the validations of its constructs run. */
export function stackJson(stack: TerraformStack): StackJson {
  return JSON.parse(Testing.synth(stack, true)) as StackJson;
}

/** Every resource of a type, in the order of the construct tree, without cdktf's metadata. */
export function resourcesOf(json: StackJson, type: string): Block[] {
  return Object.values(json.resource[type] ?? {}).map(({ "//": _, ...attributes }) => attributes);
}

/** The one resource of that type and name. */
export function resource(json: StackJson, type: string, name: string): Block {
  const found = resourcesOf(json, type).filter((block) => block.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} are named ${name}`);
  return found[0]!;
}
