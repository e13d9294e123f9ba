import type { Completion } from "./provider";
import type { Block, Type } from "./schema";
import { elements, equal, isObject, UNKNOWN, type Attributes, type Value } from "./values";

export interface Plan {
  readonly planned: Attributes;
  /** Attributes whose change means destroy and create. */
  readonly replaces: readonly string[];
}

/**
 * Plans a create (no `prior`) or an update. `proposed` is the configuration with the prior state's
 * computed values, as Terraform puts them together.
 */
export function plan(block: Block, completion: Completion, prior: Attributes | null, proposed: Attributes): Plan {
  const { replaces = [], recomputed = {} } = completion;
  const planned: Record<string, Value> = { ...fill(block, completion, proposed, prior, "") };
  if (!prior) return { planned, replaces: [] };
  for (const [name, causes] of Object.entries(recomputed)) {
    if (causes.some((cause) => !equal(prior[cause], planned[cause]))) planned[name] = UNKNOWN;
  }
  return { planned, replaces: replaces.filter((name) => !equal(prior[name], planned[name])) };
}

function fill(
  { attributes, blocks }: Block,
  completion: Completion,
  value: Attributes,
  prior: Attributes | null,
  prefix: string,
): Attributes {
  const filled: Record<string, Value> = { ...value };
  for (const { name, computed } of attributes) {
    if (filled[name] !== null) continue;
    const fallback = completion.defaults?.[prefix + name];
    if (fallback !== undefined) filled[name] = fallback;
    else if (computed && !prior) filled[name] = UNKNOWN;
  }
  for (const { name, nesting, block } of blocks) {
    const inner = filled[name];
    const path = `${prefix}${name}.`;
    if (Array.isArray(inner)) {
      filled[name] = inner.map((element: Attributes, i) => {
        // The elements of a set have no places, so none of them is new or old.
        const before = nesting === "LIST" ? elements(prior?.[name])[i] : element;
        return fill(block, completion, element, isObject(before) ? before : null, path);
      });
    } else if (isObject(inner)) {
      const before = prior?.[name];
      filled[name] = fill(block, completion, inner, isObject(before) ? before : null, path);
    }
  }
  return filled;
}

/** A value without unknown ones: what nobody computed is empty. */
export function settle({ attributes, blocks }: Block, value: Attributes): Attributes {
  const settled: Record<string, Value> = { ...value };
  for (const { name, type } of attributes) if (settled[name] === UNKNOWN) settled[name] = empty(type);
  for (const { name, block } of blocks) {
    const inner = settled[name];
    if (Array.isArray(inner)) settled[name] = inner.map((element: Attributes) => settle(block, element));
    else if (isObject(inner)) settled[name] = settle(block, inner);
  }
  return settled;
}

function empty(type: Type): Value {
  if (typeof type === "string") return null;
  return type[0] === "map" ? {} : type[0] === "object" ? null : [];
}
