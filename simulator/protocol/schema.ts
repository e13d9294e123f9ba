import { elements, isObject, UNKNOWN, type Attributes, type Value } from "./values";

/** Terraform's types as its protocol spells them, in JSON. */
export type Type =
  | "string"
  | "number"
  | "bool"
  | readonly ["list" | "set" | "map", Type]
  | readonly ["object", Readonly<Record<string, Type>>];

export interface AttributeSchema {
  readonly type: Type;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
}

export interface NestedBlock extends Block {
  readonly nesting: "single" | "list" | "set";
  readonly min?: number;
  readonly max?: number;
}

/** What `terraform providers schema -json` says of a block, less what is false or empty there. */
export interface Block {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly blocks?: Readonly<Record<string, NestedBlock>>;
}

/** A block as the message `Schema`. */
export function toMessage(block: Block, version = 0): object {
  return { version, block: blockMessage(block) };
}

function blockMessage({ attributes, blocks = {} }: Block): object {
  return {
    attributes: Object.entries(attributes).map(([name, { type, ...attribute }]) => ({
      name,
      ...attribute,
      type: Buffer.from(JSON.stringify(type)),
    })),
    block_types: Object.entries(blocks).map(([type_name, { nesting, min = 0, max = 0, ...block }]) => ({
      type_name,
      nesting: nesting.toUpperCase(),
      min_items: min,
      max_items: max,
      block: blockMessage(block),
    })),
  };
}

/** What becomes of an attribute; a dot in its path leads into a block. */
export type Change = (value: Value, path: string, attribute: AttributeSchema) => Value;

/**
 * The value with every attribute of the schema, each as `change` leaves it, at any depth of blocks.
 * A missing attribute counts as null, a missing or unknown block as empty; what the schema does not
 * have is dropped.
 */
export function mapAttributes(block: Block, value: Attributes, change: Change, prefix = ""): Attributes {
  const mapped: Record<string, Value> = {};
  for (const name in block.attributes) {
    mapped[name] = change(value[name] ?? null, prefix + name, block.attributes[name]!);
  }
  for (const name in block.blocks) {
    const nested = block.blocks[name]!;
    const inner = value[name];
    if (nested.nesting === "single") {
      mapped[name] = isObject(inner) ? mapAttributes(nested, inner, change, `${prefix}${name}.`) : null;
    } else {
      mapped[name] = elements(inner).map((one) =>
        mapAttributes(nested, one as Attributes, change, `${prefix}${name}.`),
      );
    }
  }
  return mapped;
}

/** The value in the schema's form: see {@link mapAttributes}. A set's elements stand in one order, whatever order they came in. */
export function conform(block: Block, value: Attributes): Attributes {
  return mapAttributes(block, value, (one, _, { type }) => ofType(type, one));
}

/** The value in the type's form, as {@link conform}. */
export function ofType(type: Type, value: Value): Value {
  if (typeof type === "string" || value === null || value === UNKNOWN) return value;
  if (type[0] === "object") {
    const given = value as Attributes;
    return Object.fromEntries(
      Object.entries(type[1]).map(([name, inner]) => [name, ofType(inner, given[name] ?? null)]),
    );
  }
  if (type[0] === "map") return value;
  const [kind, inner] = type;
  return inOrder(
    kind,
    elements(value).map((element) => ofType(inner, element)),
  );
}

function inOrder(kind: "list" | "set", values: readonly Value[]): readonly Value[] {
  if (kind === "list" || values.length < 2) return values;
  const keyed = values.map((value) => [JSON.stringify(value), value] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

/** What stands for a value that nobody has computed. */
export function emptyOf(type: Type): Value {
  if (typeof type === "string") return null;
  return type[0] === "map" ? {} : type[0] === "object" ? null : [];
}
