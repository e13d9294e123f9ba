import type { Block } from "../protocol/schema";
import { elements, isObject, UNKNOWN, type Attributes, type Value } from "../protocol/values";
import type { AzureType } from "./azure-type";
import type { Resource } from "./cloud";
import { namesIn, terraformId } from "./ids";

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

/** What stands at a path; undefined where there is nothing. */
export function at(value: Value | undefined, path: string): Value | undefined {
  let inner = value;
  for (const name of path.split(".")) inner = isObject(inner) ? inner[name] : undefined;
  return inner ?? undefined;
}

export const property = (resource: Resource | undefined, path: string): Value | undefined =>
  at(resource?.properties, path);
/** The objects of a list. */
export const objects = (value: Value | undefined): Attributes[] => elements(value).filter(isObject);

/** Puts a value at a path, where there is none yet. */
function put(body: Record<string, Value>, path: string, value: Value): void {
  const [name, ...inner] = path.split(".");
  const there = body[name!];
  if (inner.length > 0) {
    const copy = isObject(there) ? { ...there } : {};
    put(copy, inner.join("."), value);
    body[name!] = copy;
  } else if (there === undefined) body[name!] = value;
  else if (isObject(there) && isObject(value)) {
    const copy = { ...there };
    for (const key in value) put(copy, key, value[key]!);
    body[name!] = copy;
  }
}

/** The properties with a value at each path where there is none. */
export function filled(properties: Attributes, values: Readonly<Record<string, Value>>): Attributes {
  const copy = { ...properties };
  for (const [path, value] of Object.entries(values)) put(copy, path, value);
  return copy;
}

/** The names of a block's attributes and blocks, each with its word. */
function* worded({ attributes, blocks = {} }: Block, words: Words, prefix: string) {
  const all: Readonly<Record<string, (Block & { readonly max?: number }) | undefined>> = {
    ...Object.fromEntries(Object.keys(attributes).map((name) => [name, undefined])),
    ...blocks,
  };
  for (const [name, block] of Object.entries(all)) {
    const word = words[prefix + name] ?? usual(name, prefix, block !== undefined && block.max !== 1);
    const { path, to, from }: Translated = typeof word === "string" ? { path: word } : word;
    const single = block?.max === 1 && !path.endsWith("[]");
    yield { name, path: path.replace("[]", ""), to, from, block, single };
  }
}

function encode(block: Block, words: Words, value: Attributes, id: string, prefix = ""): Record<string, Value> {
  const body: Record<string, Value> = {};
  for (const { name, path, to, block: nested, single } of worded(block, words, prefix)) {
    const given = value[name] ?? null;
    if (given === null || given === UNKNOWN) continue;
    let inner: Value | undefined = given;
    if (nested) {
      const list = objects(given).map((one) => encode(nested, words, one, id, `${prefix}${name}.`));
      if (list.length === 0) continue;
      inner = single ? list[0]! : list;
    }
    if (to) inner = to(inner, id);
    if (inner !== undefined) put(body, path, inner);
  }
  return body;
}

function decode(block: Block, words: Words, body: Attributes, prefix = ""): Attributes {
  const attributes: Record<string, Value> = {};
  for (const { name, path, from, block: nested, single } of worded(block, words, prefix)) {
    const found = at(body, path);
    const value = found === undefined ? undefined : from ? from(found) : found;
    if (!nested) attributes[name] = value ?? null;
    else {
      const list = single ? [value ?? null].filter(isObject) : objects(value);
      attributes[name] = list.map((one) => decode(nested, words, one, `${prefix}${name}.`));
    }
  }
  return attributes;
}

/** What azurerm sends of a resource: its attributes in Azure's words. Those that name it stand in its id. */
export function bodyOf({ path, words = {} }: AzureType, block: Block, given: Attributes, id: string): Attributes {
  const named = [...NOWHERE, ...Object.keys(namesIn(path, id))];
  const body = encode(
    block,
    words,
    Object.fromEntries(Object.entries(given).filter(([name]) => !named.includes(name))),
    id,
  );
  return { ...body, properties: body.properties ?? {} };
}

/** The reverse of {@link bodyOf}: Terraform's attributes of a resource, null where Azure has nothing. */
export function attributesOf(type: AzureType, block: Block, resource: Resource): Attributes {
  const group = /\/resourceGroups\/([^/]+)/i.exec(resource.id)?.[1] ?? null;
  const named = {
    resource_group_name: group,
    ...namesIn(type.path, resource.id),
    id: terraformId(type, resource) ?? null,
  };
  const translated = decode(block, type.words ?? {}, resource);
  return { ...translated, ...Object.fromEntries(Object.entries(named).filter(([name]) => name in translated)) };
}
