import type { Completion } from "./provider";
import { objectType, type AttributeSchema, type Block, type NestedBlock } from "./schema";

/** A binding's schema with what a completion adds. */
export function complete(block: Block, completion: Completion): Block {
  return within(block, completion, "");
}

function within({ attributes, blocks }: Block, completion: Completion, prefix: string): Block {
  const has = (list: readonly string[] | undefined, name: string) => list?.includes(prefix + name) || undefined;
  const computedBlocks = blocks.filter(({ name }) => has(completion.computed, name));
  return {
    attributes: [
      ...attributes.map((attribute): AttributeSchema => ({
        ...attribute,
        computed: attribute.computed ?? has(completion.computed, attribute.name),
        sensitive: has(completion.sensitive, attribute.name),
      })),
      // Terraform knows no computed block: providers make it an attribute that holds objects.
      ...computedBlocks.map(({ name, nesting, block }): AttributeSchema => ({
        name,
        type: [nesting === "SET" ? "set" : "list", objectType(block)],
        optional: true,
        computed: true,
      })),
    ],
    blocks: blocks
      .filter((block) => !computedBlocks.includes(block))
      .map((nested): NestedBlock => ({
        ...nested,
        block: within(nested.block, completion, `${prefix}${nested.name}.`),
      })),
  };
}
