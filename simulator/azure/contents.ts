import { elements } from "../protocol/values";
import type { Cloud } from "./cloud";
import { azureId, azureType, terraformId } from "./ids";
import { TYPES } from "./types";
import type { Resource } from "./resource";

/** What Terraform has as a resource of its own: a resource in Azure, or a property of one. */
export interface Managed {
  /** Terraform's type. */
  readonly type: string;
  /** Terraform's id. */
  readonly id: string;
}

/** All that the cloud has, in Terraform's terms. */
export function everything(cloud: Cloud): Managed[] {
  return Object.entries(TYPES).flatMap(([type, about]) =>
    cloud.ofType(azureType(about)).flatMap((resource) => {
      const id = terraformId(about, resource);
      return id === undefined ? [] : [{ type, id }];
    }),
  );
}

/** {@link everything}, but for what was there before Terraform. */
export const contents = (cloud: Cloud): Managed[] =>
  everything(cloud).filter(({ type, id }) => !elements(find(cloud, type, id)!.prepared).includes(type));

/** The resource in Azure that Terraform has under this type and id; undefined where it is not there, or not linked. */
export function find(cloud: Cloud, type: string, id: string): Resource | undefined {
  const about = TYPES[type]!;
  const found = cloud.get(azureId(about, id));
  if (found?.type !== azureType(about)) return undefined;
  return terraformId(about, found)?.toLowerCase() === id.toLowerCase() ? found : undefined;
}

/** The resource without the link that the type is. */
export function unlinked(type: string, resource: Resource): Resource {
  const { [TYPES[type]!.link!.property]: _, ...properties } = resource.properties;
  return { ...resource, properties };
}

/** Takes from the cloud what Terraform has under this type and id, and nothing that lies in it. */
export function remove(cloud: Cloud, { type, id }: Managed): void {
  const found = find(cloud, type, id);
  if (!found) return;
  if (TYPES[type]!.link) cloud.put(unlinked(type, found));
  else cloud.remove(found.id);
}

/** Removes a resource with what lies in it, such as rules and routes. */
export function removeWithContents({ type, id }: Resource, cloud: Cloud): void {
  const within =
    type === "Microsoft.Resources/resourceGroups"
      ? cloud.all().filter((one) => one.id.toLowerCase().startsWith(`${id.toLowerCase()}/`))
      : cloud.childrenOf(id);
  for (const inner of within) cloud.remove(inner.id);
  cloud.remove(id);
}
