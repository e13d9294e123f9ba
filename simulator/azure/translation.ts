import type { Block, NestedBlock } from "../protocol/schema";
import { elements, isObject, UNKNOWN, type Attributes, type Value } from "../protocol/values";
import { namesIn, terraformId, type Identity } from "./ids";
import { at, objects, stepsOf, type Resource } from "./resource";

/**
 * Where an attribute stands in the body that Azure Resource Manager has. A dot leads into an object;
 * `[]` at the end marks a list of what Terraform has as a single block.
 */
export type Word = string | Translated;

interface Translated {
  readonly path: string;
  /** @returns undefined where nothing is to be written; `id` is the resource's */
  readonly to?: (value: Value, id: string) => Value | undefined;
  readonly from?: (value: Value) => Value | undefined;
}

/** By attribute, in which a dot leads into a block: what differs from {@link usual}. */
export type Words = Readonly<Record<string, Word>>;

/** What says where a type is in Azure, and what Azure calls its attributes. */
type Worded = Identity & { readonly words?: Words };

/** Azure shows it, and nobody writes it. */
export const shown = (path: string, from?: Translated["from"]): Word => ({ path, to: () => undefined, from });
/** A list of ids, which Azure has as a list of objects. */
export const ids = (path: string): Word => ({
  path,
  to: (value) => elements(value).map((id) => ({ id })),
  from: (value) => elements(value).map((one) => at(one, "id") ?? null),
});
/** Azure says the contrary. */
export const not = (path: string): Word => ({ path, to: (value) => !value, from: (value) => !value });
/** Azure has words for yes and no. */
export const enabled = (path: string): Word => ({
  path,
  to: (value) => (value ? "Enabled" : "Disabled"),
  from: (value) => value === "Enabled",
});

const AROUND: Words = {
  edge_zone: "extendedLocation.name",
  identity: "identity",
  location: "location",
  plan: "plan",
  tags: "tags",
  zones: "zones",
};
const NOWHERE = ["id", "resource_group_name", "timeouts"];

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Azure mostly has the same name in its own spelling, of a list of blocks in the plural, among the properties. */
function usual(name: string, prefix: string, plural: boolean): Word {
  const own = `${camel(name)}${plural ? "s" : ""}`;
  return prefix === "" ? (AROUND[name] ?? `properties.${own}`) : own;
}

/** Puts a value at a path, where there is none yet. */
function put(body: Record<string, Value>, path: readonly string[], value: Value, from = 0): void {
  const name = path[from]!;
  const there = body[name];
  if (from + 1 < path.length) {
    const copy = isObject(there) ? { ...there } : {};
    put(copy, path, value, from + 1);
    body[name] = copy;
  } else if (there === undefined) body[name] = value;
  else if (isObject(there) && isObject(value)) {
    const copy = { ...there };
    for (const key in value) put(copy, [key], value[key]!);
    body[name] = copy;
  }
}

/** The properties with a value at each path where there is none. */
export function filled(properties: Attributes, values: Readonly<Record<string, Value>>): Attributes {
  const copy = { ...properties };
  for (const [path, value] of Object.entries(values)) put(copy, stepsOf(path), value);
  return copy;
}

interface Named extends Translated {
  readonly name: string;
  /** Of a block. */
  readonly block?: Block;
  /** Azure has one object, where Terraform has a list of one. */
  readonly single: boolean;
}

/** By block, which belongs to one type. */
const found = new WeakMap<Block, readonly Named[]>();

/** A block's attributes and blocks, each with its word. */
function named(block: Block, words: Words, prefix: string): readonly Named[] {
  const known = found.get(block);
  if (known) return known;
  const { attributes, blocks = {} } = block;
  const one = (name: string, inner?: NestedBlock): Named => {
    const word = words[prefix + name] ?? usual(name, prefix, inner !== undefined && inner.max !== 1);
    const { path, to, from }: Translated = typeof word === "string" ? { path: word } : word;
    const single = inner?.max === 1 && !path.endsWith("[]");
    return { name, path: path.replace("[]", ""), to, from, block: inner, single };
  };
  const all = [
    ...Object.keys(attributes).map((name) => one(name)),
    ...Object.entries(blocks).map(([name, inner]) => one(name, inner)),
  ];
  found.set(block, all);
  return all;
}

function encode(block: Block, words: Words, value: Attributes, id: string, prefix = ""): Record<string, Value> {
  const body: Record<string, Value> = {};
  for (const { name, path, to, block: nested, single } of named(block, words, prefix)) {
    const given = value[name] ?? null;
    if (given === null || given === UNKNOWN) continue;
    let inner: Value | undefined = given;
    if (nested) {
      const list = objects(given).map((one) => encode(nested, words, one, id, `${prefix}${name}.`));
      if (list.length === 0) continue;
      inner = single ? list[0]! : list;
    }
    if (to) inner = to(inner, id);
    if (inner !== undefined) put(body, stepsOf(path), inner);
  }
  return body;
}

function decode(block: Block, words: Words, body: Attributes, prefix = ""): Attributes {
  const attributes: Record<string, Value> = {};
  for (const { name, path, from, block: nested, single } of named(block, words, prefix)) {
    const there = at(body, path);
    const value = there === undefined ? undefined : from ? from(there) : there;
    if (!nested) attributes[name] = value ?? null;
    else {
      const list = single ? [value ?? null].filter(isObject) : objects(value);
      attributes[name] = list.map((one) => decode(nested, words, one, `${prefix}${name}.`));
    }
  }
  return attributes;
}

/** What azurerm sends of a resource: its attributes in Azure's words. Those that name it stand in its id. */
export function bodyOf({ path, words = {} }: Worded, block: Block, given: Attributes, id: string): Attributes {
  const inId = [...NOWHERE, ...Object.keys(namesIn(path, id))];
  const body = encode(
    block,
    words,
    Object.fromEntries(Object.entries(given).filter(([name]) => !inId.includes(name))),
    id,
  );
  return { ...body, properties: body.properties ?? {} };
}

/** The reverse of {@link bodyOf}: Terraform's attributes of a resource, null where Azure has nothing. */
export function attributesOf(type: Worded, block: Block, resource: Resource): Attributes {
  const group = /\/resourceGroups\/([^/]+)/i.exec(resource.id)?.[1] ?? null;
  const inId = {
    resource_group_name: group,
    ...namesIn(type.path, resource.id),
    id: terraformId(type, resource) ?? null,
  };
  const translated = decode(block, type.words ?? {}, resource);
  return { ...translated, ...Object.fromEntries(Object.entries(inId).filter(([name]) => name in translated)) };
}
