import { emptyOf, mapAttributes, ofType, type Block, type Type } from "../protocol/schema";
import { elements, equal, UNKNOWN, type Attributes, type Value } from "../protocol/values";
import type { Cloud, Resource } from "./cloud";
import { TYPES } from "./types";

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

/**
 * The resource as the provider's Read stores it.
 *
 * @param state what Terraform has of it, for the attributes that cannot be read
 */
export function readBack(block: Block, resource: Resource, cloud: Cloud, state: Attributes): Attributes {
  const { empty, derived = {}, unread = [] } = TYPES[resource.type]!;
  const whole: Record<string, Value> = {
    ...mapAttributes(block, resource.attributes, (value, path, { type }) =>
      ofType(type, value ?? empty?.[path] ?? null),
    ),
  };
  for (const [name, derive] of Object.entries(derived)) {
    const schema = block.attributes[name]!.type;
    whole[name] = ofType(schema, zeroed(schema, derive(resource, cloud)));
  }
  for (const name of [...unread, "timeouts"]) whole[name] = state[name] ?? null;
  return whole;
}

/** What of planned attributes goes to the cloud: the reverse of {@link readBack}. Nothing of it is unknown. */
export function written(block: Block, type: string, planned: Attributes): Attributes {
  const { empty, derived } = TYPES[type]!;
  return mapAttributes(block, planned, (value, path, attribute) => {
    if (value === UNKNOWN) return emptyOf(attribute.type);
    return (empty && path in empty && equal(value, empty[path])) || (derived && path in derived) ? null : value;
  });
}
