import type { Cloud } from "../cloud";
import type { Rule } from "./rule";
import type { Resource } from "../resource";

/**
 * What holds a resource: that which names it in one of its properties. Alerts and diagnostic settings name it too, and
 * are left behind: https://github.com/dolevshor/azure-orphan-resources/issues/76
 *
 * @param except the id of what may hold it
 */
export const holderOf = (id: string, cloud: Cloud, except?: string): Resource | undefined =>
  cloud
    .usersOf(id)
    .find((one) => !one.type.startsWith("Microsoft.Insights/") && one.id.toLowerCase() !== except?.toLowerCase());

/** A type that cannot be deleted while something uses it. */
export const inUse = (
  code: string,
  evidence: Pick<Rule, "source" | "inferred">,
  text: string,
  says: (resource: Resource, user: Resource) => string,
): Rule => ({
  code,
  on: ["delete"],
  text,
  ...evidence,
  broken: (resource, cloud) => {
    const user = holderOf(resource.id, cloud);
    return user && says(resource, user);
  },
});

/** Of every type that has no such rule of its own. */
export const RESOURCE_IN_USE = inUse(
  "ResourceInUse",
  { inferred: "stands for the codes of all other types, such as a gateway with connections, of which none is known" },
  "the resource is in use by another",
  ({ id }, user) => `${id} is in use by ${user.id}`,
);
