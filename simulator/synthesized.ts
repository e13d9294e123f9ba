import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The parts of a synthesized stack that the simulator has to do with. */
interface Synthesized {
  terraform: { backend?: object; cloud?: object };
  resource?: Record<string, object>;
  data?: { terraform_remote_state?: Record<string, object> };
}

const REFERENCE = "cross-stack-reference-input-";

const output = (home: string) => join(home, "cdktf.out");
const stackFile = (home: string, stack: string) => join(output(home), "stacks", stack, "cdk.tf.json");
const read = (home: string, stack: string) => JSON.parse(readFileSync(stackFile(home, stack), "utf8")) as Synthesized;

/** Stacks that were synthesized into the simulator's folder, in the order of their names. */
export function stacks(home: string): string[] {
  const manifest = join(output(home), "manifest.json");
  if (!existsSync(manifest)) return [];
  const { stacks } = JSON.parse(readFileSync(manifest, "utf8")) as { stacks: Record<string, unknown> };
  return Object.keys(stacks).sort();
}

/** Stacks that have a state, synthesized now or not. */
export function deployedStacks(home: string): string[] {
  return readdirSync(home).flatMap((name) => /^terraform\.(.+)\.tfstate$/.exec(name)?.[1] ?? []);
}

/** Every resource type that stands in a synthesized stack. */
export function resourceTypes(home: string): string[] {
  return stacks(home).flatMap((stack) => Object.keys(read(home, stack).resource ?? {}));
}

/** The stacks whose outputs a stack reads. */
export function producersOf(home: string, stack: string): string[] {
  const references = Object.keys(read(home, stack).data?.terraform_remote_state ?? {});
  return references.map((reference) => reference.slice(REFERENCE.length));
}

/** Where a stack's Terraform state is, in a simulated deployment. */
export function stateFile(home: string, stack: string): string {
  return join(home, `terraform.${stack}.tfstate`);
}

/**
 * Lets every stack keep its state in the simulator's folder, whatever backend it was synthesized
 * for: a simulated deployment must never touch a real one's state.
 *
 * @returns the backends that were put aside, such as "azurerm"
 */
export function keepStateHere(home: string): string[] {
  const aside = new Set<string>();
  const config = (stack: string) => ({ path: `../../../terraform.${stack}.tfstate` });
  for (const stack of stacks(home)) {
    const json = read(home, stack);
    const { backend = {}, cloud } = json.terraform;
    for (const name of cloud ? ["cloud"] : Object.keys(backend)) aside.add(name);
    delete json.terraform.cloud;
    json.terraform.backend = { local: config(stack) };
    for (const producer of producersOf(home, stack)) {
      json.data!.terraform_remote_state![REFERENCE + producer] = { backend: "local", config: config(producer) };
    }
    writeFileSync(stackFile(home, stack), JSON.stringify(json, null, 2));
  }
  aside.delete("local");
  return [...aside];
}
