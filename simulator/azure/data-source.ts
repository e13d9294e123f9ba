import type { Block, NestedBlock, Type } from "../protocol/schema";
import type { Attributes } from "../protocol/values";
import type { Cloud } from "./cloud";
import { DATA_SOURCES } from "./data-sources";
import { shownToAll, stored } from "./readback";
import { recordedBlock, recordedDataBlock } from "./recorded";
import type { Resource } from "./resource";
import { attributesOf } from "./translation";
import { TYPES } from "./types";

const fieldsOf = (type: Type) =>
  typeof type !== "string" && typeof type[1] !== "string" && type[1][0] === "object" ? type[1][1] : undefined;

/** A data source's attributes with blocks for its lists of objects, as the resource's schema has them. */
function asBlock(attributes: Readonly<Record<string, { readonly type: Type }>>, resource: Block | undefined): Block {
  const [simple, nested]: [[string, { readonly type: Type }][], [string, NestedBlock][]] = [[], []];
  for (const [name, { type }] of Object.entries(attributes)) {
    const fields = fieldsOf(type);
    const block = resource?.blocks?.[name];
    if (!fields) simple.push([name, { type }]);
    else {
      const inner = Object.fromEntries(Object.entries(fields).map(([field, one]) => [field, { type: one }]));
      nested.push([name, { nesting: "list", max: block?.max, ...asBlock(inner, block) }]);
    }
  }
  return { attributes: Object.fromEntries(simple), blocks: Object.fromEntries(nested) };
}

/** What reads a resource as a data source of its type stores it, but for what the configuration gives. */
export function dataReader(type: string): (resource: Resource, cloud: Cloud) => Attributes {
  const block = recordedDataBlock(type);
  const { words, empty } = DATA_SOURCES[type]!;
  const about = { ...TYPES[type]!, words: { ...TYPES[type]!.words, ...words } };
  const form = asBlock(block.attributes, recordedBlock(type));
  return (resource, cloud) =>
    stored(block, attributesOf(about, form, shownToAll(cloud, resource)), { tags: {}, ...empty });
}
