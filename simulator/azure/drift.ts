import { InputError } from "../input-error";
import { elements, isObject, type Attributes, type Value } from "../protocol/values";
import type { Block } from "../protocol/schema";
import type { Drift } from "./azure-type";
import type { Cloud } from "./cloud";
import { azureType } from "./ids";
import { recordedBlock } from "./recorded";
import type { Resource } from "./resource";
import { attributesOf, bodyOf } from "./translation";
import { terraformType, TYPES } from "./types";

const reversed = (value: Value | undefined) => [...elements(value)].reverse();

/** Every set in the other order, at any depth, and the gateway's addresses, a list that Azure orders as it likes. */
function reorder(block: Block, attributes: Attributes): Attributes {
  const simple = Object.entries(block.attributes).flatMap(([name, { type }]) =>
    Array.isArray(type) && type[0] === "set" ? [[name, reversed(attributes[name])] as const] : [],
  );
  const nested = Object.entries(block.blocks ?? {}).flatMap(([name, inner]) => {
    const given = elements(attributes[name]).filter(isObject);
    const values = given.map((one) => reorder(inner, one));
    const any = inner.nesting === "set" || name === "peering_addresses";
    return given.length > 0 ? [[name, any ? values.reverse() : values] as const] : [];
  });
  const changed = [...simple.filter(([, value]) => value.length > 0), ...nested];
  return { ...attributes, ...Object.fromEntries(changed) };
}

/** What happens to resources of any type. */
const COMMON: Readonly<Record<string, Drift>> = {
  // https://github.com/hashicorp/terraform-provider-azurerm/issues/28711
  "policy-tags": [
    "a policy adds the tag CreatedBy to every resource",
    ({ type, tags }) =>
      !recordedBlock(terraformType(type)).attributes.tags || (isObject(tags) && "CreatedBy" in tags)
        ? undefined
        : { tags: { ...(isObject(tags) && tags), CreatedBy: "policy" } },
  ],
  "set-order": [
    "Azure answers with sets in another order",
    (resource) => {
      const type = terraformType(resource.type);
      const [about, block] = [TYPES[type]!, recordedBlock(type)];
      // Which list is a set, Terraform's schema alone can tell.
      const attributes = attributesOf(about, block, resource);
      const others = reorder(block, attributes);
      if (JSON.stringify(others) === JSON.stringify(attributes)) return undefined;
      const { properties, ...rest } = bodyOf(about, block, others, resource.id);
      return { ...rest, properties: { ...resource.properties, ...(properties as Attributes) } };
    },
  ],
};

/** By its word: the type that changes, if it is one alone, and how. */
export const DRIFTS: ReadonlyMap<string, { readonly only?: string; readonly drift: Drift }> = new Map([
  ...Object.entries(TYPES).flatMap(([only, { drifts = {} }]) =>
    Object.entries(drifts).map(([word, drift]) => [word, { only, drift }] as const),
  ),
  ...Object.entries(COMMON).map(([word, drift]) => [word, { drift }] as const),
]);

/**
 * Lets a change happen to the cloud that Terraform knows nothing of.
 *
 * @returns what has changed
 * @throws InputError where the word is unknown
 */
export function drift(cloud: Cloud, name: string): Resource[] {
  const known = DRIFTS.get(name);
  if (!known) {
    throw new InputError(`drift: unknown word ${JSON.stringify(name)}; give one of ${[...DRIFTS.keys()].join(", ")}`);
  }
  const {
    only,
    drift: [, change],
  } = known;
  return (only ? cloud.ofType(azureType(TYPES[only]!)) : cloud.all()).flatMap((resource) => {
    const changed = change(resource);
    if (!changed) return [];
    const drifted = { ...resource, ...changed };
    cloud.put(drifted);
    return [drifted];
  });
}
