import type { Cloud } from "../cloud";
import type { Resource } from "../resource";
import type { Rule } from "./rule";

const LOCK = /\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i;

/** The locked scopes that a deletion would reach: those that the resource lies in, itself, and what lies in it. */
function lockedScopes({ id }: Resource, cloud: Cloud): string[] {
  const within = (inner: string, outer: string) => `${inner}/`.toLowerCase().startsWith(`${outer}/`.toLowerCase());
  return cloud
    .ofType("Microsoft.Authorization/locks")
    .map((lock) => lock.id.replace(LOCK, ""))
    .filter((scope) => within(id, scope) || within(scope, id));
}

const LOCKED = (id: string, scopes: string) =>
  `The scope '${id}' cannot perform delete operation because following scope(s) are locked: '${scopes}'. Please remove the lock and try again.`;

/** Holds for every type but the lock itself. */
export const SCOPE_LOCKED: Rule = {
  code: "ScopeLocked",
  status: 409,
  on: ["delete"],
  text: LOCKED("<id>", "<id>"),
  source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/17478",
  broken: (resource, cloud) => {
    if (LOCK.test(resource.id)) return undefined;
    const scopes = lockedScopes(resource, cloud);
    return scopes.length > 0 ? LOCKED(resource.id, scopes.join(",")) : undefined;
  },
};
