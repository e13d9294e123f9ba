import type { Cloud, Resource } from "./cloud";

/** Removes a resource with what lies in it, such as rules and routes. */
export function removeWithContents({ type, id }: Resource, cloud: Cloud): void {
  const within =
    type === "azurerm_resource_group"
      ? cloud.all().filter((one) => one.id.toLowerCase().startsWith(`${id.toLowerCase()}/`))
      : cloud.childrenOf(id);
  for (const inner of within) cloud.remove(inner.id);
  cloud.remove(id);
}
