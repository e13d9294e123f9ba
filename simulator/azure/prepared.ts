import { z } from "zod";
import { parseInput, readInput } from "../input-file";
import { elements, isObject, type Attributes, type Value } from "../protocol/values";
import type { Cloud } from "./cloud";
import { azureType, idOf, namesIn, parentOf, terraformId, whole } from "./ids";
import { recordedBlock } from "./recorded";
import { at, objects, type Resource } from "./resource";
import { terraformType, TYPES } from "./types";

const order = Object.keys(TYPES);
const known = new Map(
  Object.values(TYPES).flatMap((about) => (about.link ? [] : [[azureType(about).toLowerCase(), about] as const])),
);
const value = z.custom<Value>();

const entry = z
  .object(
    {
      id: z.string({ error: "must be the id that Azure has for the resource" }),
      type: z
        .string({
          error: "must be the type that Azure has for the resource, such as Microsoft.Network/virtualNetworks",
        })
        .refine((type) => known.has(type.toLowerCase()), {
          abort: true,
          error: () =>
            `is no type that the simulator has; leave the resource out, or give one of ${[...known.values()].map(azureType).join(", ")}`,
        }),
      // az prints null for what Azure leaves out.
      location: z.string({ error: "must be a region, such as westeurope" }).nullish(),
      tags: z
        .record(z.string(), z.string({ error: "must be text" }), { error: "must be tags, each with its text" })
        .nullish(),
      properties: z
        .record(z.string(), value, { error: "must be the properties that Azure shows of the resource" })
        .nullish()
        .transform((properties) => properties ?? {}),
    },
    { error: "must be a resource, with id, type, location and properties" },
  )
  .catchall(value);

type Entry = z.infer<typeof entry>;
const typeOf = ({ type }: Entry) => known.get(type.toLowerCase())!;

const schema = z
  .array(entry, { error: 'must be a list of resources, such as [{ "id": ..., "type": ..., "properties": ... }]' })
  .superRefine((entries, context) => {
    const ids = new Set(entries.flatMap(flat).map(({ id }) => id.toLowerCase()));
    for (const [i, one] of entries.entries()) {
      const issue = (path: readonly (string | number)[], message: string) =>
        context.addIssue({ code: "custom", path: [i, ...path], message });
      const about = typeOf(one);
      const type = azureType(about);
      const parent = parentOf(flat(one)[0]!.id);
      if (Object.keys(namesIn(about.path, one.id)).length === 0)
        issue(["id"], `must have the form ${whole(about.path)}, as every ${type}`);
      else if (parent && !ids.has(parent.toLowerCase()))
        issue(["id"], `lies in ${parent}, which the file does not have; add that, or leave the resource out`);
      if (recordedBlock(terraformType(type)).attributes.location?.required && !one.location)
        issue(["location"], "must be a region, such as westeurope");
      for (const [name, list] of inner(one)) {
        if (!Array.isArray(list)) issue(["properties", name], "must be a list of resources");
        for (const [j, resource] of elements(list).entries())
          if (typeof at(resource, "name") !== "string")
            issue(["properties", name, j], "must be a resource, with name and properties");
      }
    }
  });

/** Properties that are lists of resources, such as the subnets of a network. */
const inner = (one: Entry) =>
  Object.entries(one.properties).filter(([name]) => known.has(`${azureType(typeOf(one))}/${name}`.toLowerCase()));

/** A resource, with Azure's own spelling of its type and id, and those that lie in its properties. */
function flat(given: Entry): Resource[] {
  const about = typeOf(given);
  const type = azureType(about);
  const id = idOf(about.path, namesIn(about.path, given.id));
  const lists = inner(given);
  const within = lists.flatMap(([list, resources]) =>
    objects(resources).flatMap(({ name, ...one }) => {
      const properties = isObject(one.properties) ? one.properties : {};
      return flat({ ...one, id: `${id}/${list}/${String(name)}`, type: `${type}/${list}`, properties } as Entry);
    }),
  );
  const { ...properties } = given.properties;
  for (const [list] of lists) delete properties[list];
  return [{ ...given, id, name: id.split("/").at(-1)!, type, properties } as Resource, ...within];
}

/**
 * Reads a file of what is in Azure before Terraform begins: a list of resources, as Azure Resource
 * Manager shows them.
 *
 * @returns each after what it lies in or names
 * @throws InputError, with every problem
 */
export function readPrepared(file: string): Resource[] {
  const entries = parseInput(file, readInput("SIMULATOR_AZURE", file, "resources"), schema);
  const place = ({ type }: Resource) => order.indexOf(terraformType(type));
  return entries.flatMap(flat).sort((a, b) => place(a) - place(b));
}

/**
 * Puts what the cloud does not have into it, whatever subscription it comes from. `prepared` of each
 * has Terraform's types of what was there before Terraform, until Terraform writes the resource.
 */
export function prepare(cloud: Cloud, resources: readonly Resource[], subscription: string): void {
  for (const one of resources) {
    const resource = moved(one, subscription) as Resource;
    if (cloud.get(resource.id)) continue;
    const prepared = order.filter((type) => {
      const about = TYPES[type]!;
      return azureType(about) === resource.type && terraformId(about, resource) !== undefined;
    });
    const properties = TYPES[terraformType(resource.type)]!.compute?.(resource, cloud) ?? resource.properties;
    cloud.put({ ...resource, properties: { provisioningState: "Succeeded", ...properties }, prepared });
  }
}

/** The value, with every id in another subscription. */
function moved(value: Value, subscription: string): Value {
  if (typeof value === "string")
    return value.replace(/^\/subscriptions\/[^/]+/i, () => `/subscriptions/${subscription}`);
  if (Array.isArray(value)) return value.map((one: Value) => moved(one, subscription));
  if (!isObject(value)) return value;
  const all = Object.entries(value).map(([name, inner]) => [name, moved(inner, subscription)]);
  return Object.fromEntries(all) as Attributes;
}
