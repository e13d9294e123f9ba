import { resourcesOf, type Block, type StackJson } from "./synth";

const OF_ANOTHER_STACK =
  /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)\}$/;
const OF_THIS_STACK = /^\$\{(\w+)\.([\w-]+)\.\w+\}$/;

/** Reads the resources of all stacks, and follows references from one to another. */
export function stackReader(stacks: Readonly<Record<string, StackJson>>) {
  const blocks = new Map(
    Object.entries(stacks).flatMap(([stack, json]) =>
      Object.keys(json.resource).flatMap((type) =>
        Object.keys(json.resource[type]!).map((id, i) => [`${stack} ${type}.${id}`, resourcesOf(json, type)[i]!]),
      ),
    ) as [string, Block][],
  );
  /** The resource that a reference in a stack leads to. */
  function target(stack: string, reference: unknown): Block {
    const [, other, output] = OF_ANOTHER_STACK.exec(String(reference)) ?? [];
    if (other) return target(other, stacks[other]!.output[output!]!.value);
    const [, type, id] = OF_THIS_STACK.exec(String(reference)) ?? [];
    const found = blocks.get(`${stack} ${type}.${id}`);
    if (!found) throw new Error(`${stack}: ${String(reference)} leads to no resource`);
    return found;
  }
  const resourcesIn = (type: string) =>
    [...blocks].flatMap(([key, block]) => {
      const [stack, address] = key.split(" ") as [string, string];
      return address.startsWith(`${type}.`) ? [{ stack, block }] : [];
    });
  return { target, resourcesIn };
}
