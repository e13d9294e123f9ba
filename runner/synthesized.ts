import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "./json-file";

/** The parts of a synthesized stack that the runner has to do with. */
export interface Synthesized {
  terraform?: { backend?: { local?: { path?: string } }; cloud?: { workspaces?: { name?: string } } };
  /** Type to name to attributes, in which a reference to another resource is `${type.name.attribute}`. */
  resource?: Record<string, Record<string, Record<string, unknown>>>;
  /** Likewise; a reference begins with `data.`. */
  data?: Record<string, Record<string, Record<string, unknown>>>;
  output?: Record<string, { value?: unknown }>;
  variable?: Record<string, { default?: unknown }>;
}

const REFERENCE = "cross-stack-reference-input-";

const output = (home: string) => join(home, "cdktf.out");
const stackFile = (home: string, stack: string) => join(stackFolder(home, stack), "cdk.tf.json");
const REMEDY = "remove it, and a plan writes it anew, with a config that has the stack";
const read = (home: string, stack: string) => readJsonFile(stackFile(home, stack), REMEDY) as Synthesized;

/** Where Terraform runs for a stack. */
export const stackFolder = (home: string, stack: string) => join(output(home), "stacks", stack);

/** Stacks of the config that was synthesized last, in the order of their names. */
export const stacks = (home: string): string[] => Object.keys(manifestOf(home)).sort();

function manifestOf(home: string): Record<string, { readonly dependencies: readonly string[] }> {
  const file = join(output(home), "manifest.json");
  if (!existsSync(file)) return {};
  return (readJsonFile(file, REMEDY) as { stacks: ReturnType<typeof manifestOf> }).stacks;
}

/** Stacks that have a state, synthesized now or not. */
export function deployedStacks(home: string): string[] {
  if (!existsSync(stateFolder(home))) return [];
  return readdirSync(stateFolder(home)).flatMap((name) => /^terraform\.(.+)\.tfstate$/.exec(name)?.[1] ?? []);
}

/**
 * Every stack that was ever synthesized into this folder, by its name: one that left the
 * config stays there, since cdktf removes nothing, and can still be destroyed.
 */
export function synthesizedStacks(home: string): Record<string, Synthesized> {
  return Object.fromEntries(synthesizedNames(home).map((stack) => [stack, read(home, stack)]));
}

/** The names of {@link synthesizedStacks}. */
export function synthesizedNames(home: string): string[] {
  const folder = join(output(home), "stacks");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((stack) => existsSync(stackFile(home, stack)));
}

/** Every resource type that stands in a synthesized stack, and every data source, as `data.azurerm_subnet`. */
export function resourceTypes(home: string): string[] {
  return Object.values(synthesizedStacks(home)).flatMap(({ resource = {}, data = {} }) => [
    ...Object.keys(resource),
    ...Object.keys(data).map((type) => `data.${type}`),
  ]);
}

/** What `terraform init` depends on: the backend and the providers that a stack asks for. */
export const terraformBlock = (home: string, stack: string) => read(home, stack).terraform;

/** The stacks that must be deployed before this one: those that the manifest names, and those whose outputs it reads. */
export function dependenciesOf(home: string, stack: string): string[] {
  const named = manifestOf(home)[stack]?.dependencies ?? [];
  return [...new Set([...named, ...producersOf(home, stack)])];
}

/** The names of the outputs of `producer` that a stack reads. */
export function outputsRead(home: string, stack: string, producer: string): string[] {
  const reference = `data.terraform_remote_state.${REFERENCE}${producer}.outputs.`;
  const texts = readFileSync(stackFile(home, stack), "utf8").split(reference).slice(1);
  return [...new Set(texts.map((text) => /^[\w-]+/.exec(text)![0]))];
}

/** The stacks whose outputs a stack reads. */
export function producersOf(home: string, stack: string): string[] {
  const references = Object.keys(read(home, stack).data?.terraform_remote_state ?? {});
  return references.map((reference) => reference.slice(REFERENCE.length));
}

const stateFolder = (home: string) => join(home, "state");

/** Where a stack's Terraform state is, in a simulated deployment. */
export function stateFile(home: string, stack: string): string {
  return join(stateFolder(home), `terraform.${stack}.tfstate`);
}

/**
 * Lets every stack keep its state in the simulator's folder, whatever backend it was synthesized
 * for: a simulated deployment must never touch a real one's state.
 *
 * @returns the backends that were put aside, such as "azurerm"
 */
export function keepStateHere(home: string): string[] {
  const aside = new Set<string>();
  const config = (stack: string) => ({ path: `../../../state/terraform.${stack}.tfstate` });
  for (const stack of stacks(home)) {
    const json = read(home, stack);
    const { backend = {}, cloud, ...terraform } = json.terraform ?? {};
    for (const name of cloud ? ["cloud"] : Object.keys(backend)) aside.add(name);
    json.terraform = { ...terraform, backend: { local: config(stack) } };
    for (const producer of producersOf(home, stack)) {
      json.data!.terraform_remote_state![REFERENCE + producer] = {
        backend: "local",
        config: config(producer),
      };
    }
    writeFileSync(stackFile(home, stack), JSON.stringify(json, null, 2));
  }
  aside.delete("local");
  return [...aside];
}
