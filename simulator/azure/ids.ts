import type { Attributes } from "../protocol/values";

/**
 * The id of a resource with these attributes.
 *
 * @param path of the type
 */
export function idOf(path: string, subscription: string, attributes: Attributes): string {
  const inGroup = /^[/<]/.test(path)
    ? ""
    : "/subscriptions/<subscription>/resourceGroups/<resource_group_name>/providers/";
  return `${inGroup}${path}`.replace(/<(\w+)>/g, (_, name: string) =>
    name === "subscription" ? subscription : String(attributes[name]),
  );
}

/** The key of a resource in the cloud: its id, but for a link that has the id of one of its ends. */
export function keyOf(type: string, id: string): string {
  return type.startsWith("azurerm_subnet_") ? `${id}#${type}` : id;
}

/** The id of what a resource lies in: the resource group, or the network of a subnet and the like. */
export function parentOf(id: string): string | undefined {
  const inner = /^(.+\/providers\/[^/]+\/[^/]+\/[^/]+)\/[^/]+\/[^/|]+$/.exec(id);
  if (inner) return inner[1];
  return /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/[^|]+$/i.exec(id)?.[1];
}
