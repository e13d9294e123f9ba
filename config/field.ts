import { z } from "zod";
import type { Path } from "../lib/model/path";
import { valueAt } from "./value";

interface Example {
  readonly value: unknown;
  /** Whether the value may stand only once in a config. */
  readonly unique?: boolean;
}

/**
 * A value that a field takes, for messages. It also stands in for a required value that is missing or wrong,
 * so that the rest is still checked.
 */
export const examples = z.registry<Example>();

/** The innermost schema of a field, without its default, its transformation and the like. */
function core(schema: z.core.$ZodType): z.core.$ZodType {
  return layers(schema).at(-1)!;
}

function layers(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return [schema, ...layers(schema.unwrap())];
  }
  return schema instanceof z.ZodPipe ? [schema, ...layers(schema.in)] : [schema];
}

const registered = (schema: z.core.$ZodType): Example | undefined =>
  layers(schema)
    .map((layer) => examples.get(layer))
    .find((found) => found !== undefined);

const isRequired = (schema: z.core.$ZodType) => !z.safeParse(schema, undefined).success;

/** The fields of an object, or of the member of a union that the value's discriminator names. */
function shapeOf(schema: z.core.$ZodType, value: unknown): Readonly<Record<string, z.core.$ZodType>> | undefined {
  const known = core(schema);
  if (known instanceof z.ZodObject) return known.shape;
  if (!(known instanceof z.ZodDiscriminatedUnion)) return undefined;
  const option = known.options.find(
    (one) =>
      one instanceof z.ZodObject &&
      z.safeParse(one.shape[known.def.discriminator], valueAt(value, [known.def.discriminator])).success,
  );
  return option && shapeOf(option, value);
}

function child(schema: z.core.$ZodType, key: PropertyKey, value: unknown): z.core.$ZodType | undefined {
  const known = core(schema);
  if (known instanceof z.ZodArray) return known.element;
  if (known instanceof z.ZodTuple) return known.def.items[Number(key)];
  if (known instanceof z.ZodRecord) return known.valueType;
  const shape = shapeOf(known, value);
  return shape && Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
}

/** The schema of what stands at `path` in a config of this content. */
export function fieldAt(root: z.core.$ZodType, path: Path, content: unknown): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>(
    (schema, key, i) => schema && child(schema, key, valueAt(content, path.slice(0, i))),
    root,
  );
}

/** The values of the field at `path` that tell the members of a union apart. */
export function choicesAt(root: z.core.$ZodType, path: Path, content: unknown): unknown[] {
  const union = fieldAt(root, path.slice(0, -1), content);
  const known = union && core(union);
  if (!(known instanceof z.ZodDiscriminatedUnion)) return [];
  const { discriminator } = known.def;
  return known.options
    .flatMap((option) => [...(option._zod.propValues?.[discriminator] ?? [])])
    .filter((value) => value !== undefined);
}

/** The keys that an object at `path` takes. */
export function keysAt(root: z.core.$ZodType, path: Path, content: unknown): string[] {
  const schema = fieldAt(root, path, content);
  return Object.keys((schema && shapeOf(schema, valueAt(content, path))) ?? {});
}

/** An example of what a field takes: the registered one, a default that is not empty, or a stand-in. */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const example = registered(schema);
  if (example) return example.value;
  const byDefault: unknown = layers(schema)
    .map((layer) =>
      layer instanceof z.ZodDefault || layer instanceof z.ZodPrefault ? layer.def.defaultValue : undefined,
    )
    .find((value) => value !== undefined);
  const empty = typeof byDefault === "object" && byDefault !== null && Object.keys(byDefault).length === 0;
  if (byDefault !== undefined && !empty) return byDefault;
  const known = core(schema);
  const needed = known instanceof z.ZodObject ? Object.values(known.shape).some(isRequired) : isRequired(schema);
  return needed && (known instanceof z.ZodObject || known instanceof z.ZodArray) ? standIn(known, "") : undefined;
}

/** A stand-in for a required field; undefined for an optional one. `number` makes a unique value differ. */
export function standIn(schema: z.core.$ZodType, number: number | ""): unknown {
  if (!isRequired(schema)) return undefined;
  const example = registered(schema);
  if (example) return example.unique ? `${String(example.value)}${number}` : example.value;
  const known = core(schema);
  if (known instanceof z.ZodArray) return [standIn(known.element, number)];
  const shape = shapeOf(known, undefined);
  if (!shape) throw new Error(`a required ${known._zod.def.type} of the schema has no example`);
  const required = Object.entries(shape).filter(([, field]) => isRequired(field));
  return Object.fromEntries(required.map(([key, field]) => [key, standIn(field, number)]));
}

/** A stand-in for the value at `path` in a config of this content; undefined where the key is to be removed. */
export function replacement(root: z.core.$ZodType, path: Path, content: unknown, number: number): unknown {
  const parent = fieldAt(root, path.slice(0, -1), content);
  const field = fieldAt(root, path, content);
  return field && !(parent && core(parent) instanceof z.ZodRecord) ? standIn(field, number) : undefined;
}

/**
 * The path whose value is to be replaced where the value at `path` is wrong: the path itself, or the whole of a
 * list of plain values or of a union whose discriminator is wrong, if the path leads into one.
 */
export function replaceable(root: z.core.$ZodType, path: Path, content: unknown): Path {
  const end = path.findIndex((_, i) => {
    const parent = fieldAt(root, path.slice(0, i), content);
    if (!parent) return false;
    const known = core(parent);
    if (known instanceof z.ZodArray) {
      const element = core(known.element);
      return !(element instanceof z.ZodObject || element instanceof z.ZodDiscriminatedUnion);
    }
    return known instanceof z.ZodDiscriminatedUnion && !shapeOf(known, valueAt(content, path.slice(0, i)));
  });
  return end < 0 ? path : path.slice(0, end);
}
