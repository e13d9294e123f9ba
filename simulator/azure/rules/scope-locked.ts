import type { Resource } from "../resource";
import type { Rule } from "./rule";

const LOCK = /\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i;

const within = (inner: string, outer: string) => `${inner}/`.toLowerCase().startsWith(`${outer}/`.toLowerCase());

const LOCKED = (id: string, operation: string, scopes: string) =>
  `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: '${scopes}'. Please remove the lock and try again.`;

/** @param reaches whether an operation on the resource is one on what a lock is on */
const scopeLocked = (
  operation: "delete" | "write",
  evidence: Pick<Rule, "on" | "source">,
  reaches: (id: string, scope: string, lock: Resource) => boolean,
): Rule => ({
  code: "ScopeLocked",
  status: 409,
  text: LOCKED("<id>", operation, "<id>"),
  ...evidence,
  broken: ({ id }, cloud) => {
    if (LOCK.test(id)) return undefined;
    const scopes = cloud
      .ofType("Microsoft.Authorization/locks")
      .map((lock) => ({ lock, scope: lock.id.replace(LOCK, "") }))
      .filter(({ lock, scope }) => reaches(id, scope, lock))
      .map(({ scope }) => scope);
    return scopes.length > 0 ? LOCKED(id, operation, scopes.join(",")) : undefined;
  },
});

/** Hold for every type but the lock itself: a deletion reaches what lies in the resource as well. */
export const SCOPE_LOCKED: readonly Rule[] = [
  scopeLocked(
    "delete",
    { on: ["delete"], source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/17478" },
    (id, scope) => within(id, scope) || within(scope, id),
  ),
  scopeLocked(
    "write",
    { source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/8554" },
    (id, scope, lock) => lock.properties.level === "ReadOnly" && within(id, scope),
  ),
];
