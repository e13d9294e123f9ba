/** Terraform's types as its protocol spells them, in JSON. */
export type Type =
  | "string"
  | "number"
  | "bool"
  | readonly ["list" | "set" | "map", Type]
  | readonly ["object", Readonly<Record<string, Type>>];

export interface AttributeSchema {
  readonly name: string;
  readonly type: Type;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
}

export interface NestedBlock {
  readonly name: string;
  readonly nesting: "SINGLE" | "LIST" | "SET";
  readonly maxItems?: number;
  readonly block: Block;
}

export interface Block {
  readonly attributes: readonly AttributeSchema[];
  readonly blocks: readonly NestedBlock[];
}

/** The type of an attribute that holds what the block would. */
export function objectType({ attributes, blocks }: Block): Type {
  return [
    "object",
    Object.fromEntries([
      ...attributes.map(({ name, type }) => [name, type] as const),
      ...blocks.map(({ name, nesting, block }) => [name, [nesting === "SET" ? "set" : "list", objectType(block)]]),
    ]) as Readonly<Record<string, Type>>,
  ];
}

/** A block as the message `Schema`. */
export function toMessage(block: Block): object {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage({ attributes, blocks }: Block): object {
  return {
    attributes: attributes.map(({ type, ...attribute }) => ({ ...attribute, type: Buffer.from(JSON.stringify(type)) })),
    block_types: blocks.map(({ name, nesting, maxItems = 0, block }) => ({
      type_name: name,
      nesting,
      max_items: maxItems,
      block: blockMessage(block),
    })),
  };
}
