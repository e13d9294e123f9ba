import type { Completion } from "./provider";
import type { Block } from "./schema";
import { elements, equal, isObject, UNKNOWN, type Attributes, type Value } from "./values";

/** A way into a resource's attributes: names, and places in lists. */
export type Path = readonly (string | number)[];

export interface Plan {
  readonly planned: Attributes;
  /** Attributes whose change means destroy and create. */
  readonly replaces: readonly Path[];
}

/**
 * Plans a create (no `prior`) or an update. `proposed` is the configuration with the prior state's
 * computed values, as Terraform puts them together.
 */
export function plan(block: Block, completion: Completion, prior: Attributes | null, proposed: Attributes): Plan {
  const planned = fill(block, completion, proposed, prior, "");
  const changes = (path: string) => (prior ? changed(prior, planned, path.split(".")) : []);
  return { planned, replaces: (completion.replaces ?? []).flatMap(changes) };
}

/** Where the two differ, at a path that leads through lists of blocks. */
function changed(before: Attributes, after: Attributes, [name, ...inner]: readonly string[]): Path[] {
  const [a, b] = [before[name!], after[name!]];
  if (inner.length === 0) return equal(a, b) ? [] : [[name!]];
  return elements(b).flatMap((element, i) => {
    const old = elements(a)[i];
    return isObject(old) && isObject(element)
      ? changed(old, element, inner).map((path): Path => [name!, i, ...path])
      : [];
  });
}

function fill(
  { attributes, blocks }: Block,
  completion: Completion,
  value: Attributes,
  prior: Attributes | null,
  prefix: string,
): Attributes {
  const filled: Record<string, Value> = { ...value };
  for (const name in attributes) {
    if (filled[name] !== null) continue;
    const fallback = completion.defaults?.[prefix + name];
    const before = prior?.[name];
    if (fallback !== undefined) filled[name] = fallback;
    else if (attributes[name]!.computed && !prior) filled[name] = UNKNOWN;
    // An attribute that is left out and one that is empty are the same to the provider's SDK.
    else if (before !== undefined && isEmpty(before)) filled[name] = before;
  }
  for (const name in blocks) {
    const nested = blocks[name]!;
    const inner = filled[name];
    const path = `${prefix}${name}`;
    if (Array.isArray(inner)) {
      if (inner.length === 0 && completion.computedBlocks?.includes(path))
        filled[name] = prior ? prior[name]! : UNKNOWN;
      else {
        filled[name] = inner.map((element: Attributes, i) => {
          // The elements of a set have no places, so none of them is new or old.
          const before = nested.nesting === "list" ? elements(prior?.[name])[i] : element;
          return fill(nested, completion, element, isObject(before) ? before : null, `${path}.`);
        });
      }
    } else if (isObject(inner)) {
      const before = prior?.[name];
      filled[name] = fill(nested, completion, inner, isObject(before) ? before : null, `${path}.`);
    }
  }
  return filled;
}

function isEmpty(value: Value): boolean {
  return value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
}
