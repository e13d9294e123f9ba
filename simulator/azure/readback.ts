import { emptyOf, mapAttributes, ofType, type Block, type Type } from "../protocol/schema";
import { elements, equal, UNKNOWN, type Attributes, type Value } from "../protocol/values";
import type { Cloud } from "./cloud";
import { recordedBlock } from "./recorded";
import { attributesOf } from "./translation";
import { terraformType, TYPES } from "./types";
import type { Resource } from "./resource";
import { property } from "./resource";

/** A value without null: in the objects that it fills, the provider's SDK stores the zero of the type. */
function zeroed(type: Type, value: Value): Value {
  if (typeof type === "string") return value ?? { string: "", number: 0, bool: false }[type];
  const [kind, inner] = type;
  if (kind === "map") return value ?? {};
  if (kind !== "object") return elements(value).map((element) => zeroed(inner, element));
  return Object.fromEntries(
    Object.entries(inner).map(([name, one]) => [name, zeroed(one, (value as Attributes)[name] ?? null)]),
  );
}

/** The resource as Azure shows it: with what it has from others. */
export function shownBy(cloud: Cloud, resource: Resource, type: string): Resource {
  return { ...resource, properties: { ...resource.properties, ...TYPES[type]!.shows?.(resource, cloud) } };
}

/** The resource as anybody may see it: as {@link shownBy}, without secrets. */
export function shownToAll(cloud: Cloud, resource: Resource): Resource {
  const type = terraformType(resource.type);
  const { prepared: _, properties, ...rest } = shownBy(cloud, resource, type);
  const secrets = (TYPES[type]!.secrets ?? []).map((path) => path.split("."));
  return { ...rest, properties: secrets.reduce(without, properties) } as Resource;
}

function without(value: Attributes, [name, ...inner]: readonly string[]): Attributes {
  const { [name!]: found, ...others } = value;
  return inner.length > 0 && found ? { ...others, [name!]: without(found as Attributes, inner) } : others;
}

/** Attributes as the provider's SDK stores them. */
export function stored(block: Block, attributes: Attributes, empty: Attributes = {}): Attributes {
  return mapAttributes(block, attributes, (value, path, { type }) => {
    const objects = Array.isArray(type) && Array.isArray(type[1]);
    return ofType(type, objects ? zeroed(type, value) : (value ?? empty[path] ?? null));
  });
}

/**
 * The resource as the provider's Read stores it.
 *
 * @param state what Terraform has of it, for the attributes that cannot be read
 */
export function readBack(type: string, resource: Resource, cloud: Cloud, state: Attributes): Attributes {
  const block = recordedBlock(type);
  const about = TYPES[type]!;
  const { empty, link, reads, unread = [] } = about;
  const attributes = {
    ...attributesOf(about, block, shownBy(cloud, resource, type)),
    ...(link && { [link.attribute]: property(resource, `${link.property}.id`) ?? null }),
    ...reads?.(resource, cloud),
  };
  const whole: Record<string, Value> = { ...stored(block, attributes, empty) };
  for (const name of [...unread, "timeouts"]) whole[name] = state[name] ?? null;
  return whole;
}

/** What of planned attributes goes to Azure: none that is unknown, or that stands for nothing. */
export function written(type: string, planned: Attributes): Attributes {
  const { empty = {} } = TYPES[type]!;
  return mapAttributes(recordedBlock(type), planned, (value, path, attribute) => {
    if (value === UNKNOWN) return emptyOf(attribute.type);
    return path in empty && equal(value, empty[path]) ? null : value;
  });
}
