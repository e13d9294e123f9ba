import type { Attributes } from "../protocol/values";
import type { Resource } from "./resource";

/** Where a resource type is, in Azure and in Terraform. */
export interface Identity {
  /** Azure's id, in which `<…>` is an attribute; without a leading `/` or `<`, it lies in the resource group. */
  readonly path: string;
  /** Azure's type. @default - as the path has it */
  readonly type?: string;
  /** Terraform's id, in the manner of `path`. @default - Azure's */
  readonly terraformId?: string;
  /** Of what is no resource in Azure, but a property of the one at `path`: its name, and the attribute with the id in it. */
  readonly link?: { readonly property: string; readonly attribute: string };
}

const IN_GROUP = "/subscriptions/<subscription>/resourceGroups/<resource_group_name>/providers/";
/** The path from the subscription on. */
export const whole = (path: string) => (/^[/<]/.test(path) ? path : IN_GROUP + path);

/** The id of a resource with these attributes; in a path, `<…>` is one of them. */
export function idOf(path: string, attributes: Attributes): string {
  return whole(path).replace(/<(\w+)>/g, (_, name: string) => String(attributes[name]));
}

const patterns = new Map<string, RegExp>();

/** What an id of this form looks like. */
function patternOf(path: string): RegExp {
  const known = patterns.get(path);
  if (known) return known;
  const text = whole(path)
    .replace(/[.|]/g, "\\$&")
    .replace(/<(\w+)>/g, (_, name: string) => (/(_id|scope)$/.test(name) ? `(?<${name}>[^|]+)` : `(?<${name}>[^/|]+)`));
  const pattern = new RegExp(`^${text}$`, "i");
  patterns.set(path, pattern);
  return pattern;
}

/** The attributes that an id is made of; none where it has another form. */
export function namesIn(path: string, id: string): Readonly<Record<string, string>> {
  return { ...patternOf(path).exec(id)?.groups };
}

/** Azure's type of the resource with an id: `Microsoft.Network/virtualNetworks/subnets`. */
export function azureTypeOf(id: string): string {
  const [namespace, ...segments] = id.split("/providers/").at(-1)!.split("/");
  if (!id.includes("/providers/")) return "Microsoft.Resources/resourceGroups";
  return [namespace, ...segments.filter((_, i) => i % 2 === 0)].join("/");
}

/** Azure's type of what Terraform's type is, or of what has it as a property. */
export const azureType = ({ type, path }: Identity): string => type ?? azureTypeOf(whole(path));

/** Azure's id of what Terraform knows by another one. */
export function azureId({ path, terraformId: form }: Identity, id: string): string {
  return form ? idOf(path, namesIn(form, id)) : id;
}

/** Terraform's id of a resource; undefined where the resource does not have the link that the type is. */
export function terraformId({ path, terraformId: form, link }: Identity, resource: Resource): string | undefined {
  const linked = link && (resource.properties[link.property] as { readonly id: string } | undefined);
  if (link && !linked) return undefined;
  return form
    ? idOf(form, { ...namesIn(path, resource.id), ...(link && { [link.attribute]: linked!.id }) })
    : resource.id;
}

/** The id of what a resource lies in: the resource group, the network of a subnet and the like, or what a lock is on. */
export function parentOf(id: string): string | undefined {
  const scope = /^(.+\/providers\/.+)\/providers\/[^/]+\/[^/]+\/[^/]+$/i.exec(id);
  if (scope) return scope[1];
  const inner = /^(.+\/providers\/[^/]+\/[^/]+\/[^/]+)\/[^/]+\/[^/]+$/.exec(id);
  if (inner) return inner[1];
  return /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/.+$/i.exec(id)?.[1];
}
