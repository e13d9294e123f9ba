import { isObject, type Attributes, type Value } from "../../protocol/values";
import type { AzureType } from "../azure-type";
import { notEmpty, oneOf } from "../checks";
import { ACTIVITY_LOG_ALERTS } from "../rules/activity-log-alerts";
import { texts } from "../prefix";
import { at, objects } from "../resource";
import { filled } from "../translation";

/**
 * The field of an event that a criterion looks at, where it is not the criterion's name. Those of health are blocks of
 * their own in Terraform.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.insights/activitylogalerts
 */
const FIELDS: Readonly<Record<string, string>> = {
  levels: "level",
  recommendationCategory: "properties.recommendationCategory",
  recommendationImpact: "properties.recommendationImpact",
  recommendationType: "properties.recommendationType",
  resourceGroups: "resourceGroup",
  "resourceHealth.current": "properties.currentHealthStatus",
  "resourceHealth.previous": "properties.previousHealthStatus",
  "resourceHealth.reason": "properties.cause",
  resourceIds: "resourceId",
  resourceProviders: "resourceProvider",
  resourceTypes: "resourceType",
  "serviceHealth.events": "properties.incidentType",
  "serviceHealth.locations": "properties.impactedServices[*].ImpactedRegions[*].RegionName",
  "serviceHealth.services": "properties.impactedServices[*].ServiceName",
  statuses: "status",
  subStatuses: "subStatus",
};

/** Fields that have several values in an event. */
const IN_LISTS = /\[\*\]/;

/** Criteria by their paths: `category`, `serviceHealth.events`. */
const flat = (value: Attributes): (readonly [path: string, given: Value])[] =>
  Object.entries(value).flatMap(([name, given]) =>
    isObject(given) ? flat(given).map(([inner, one]) => [`${name}.${inner}`, one] as const) : [[name, given] as const],
  );

function condition([path, given]: readonly [path: string, given: Value]): Attributes[] {
  const field = FIELDS[path] ?? path;
  if (!Array.isArray(given)) return [{ field, equals: given }];
  if (given.length === 0) return [];
  return [
    IN_LISTS.test(field) ? { field, containsAny: given } : { anyOf: texts(given).map((equals) => ({ field, equals })) },
  ];
}

/** The criterion's path and value of a condition. */
function criterion(one: Attributes): readonly [path: string, value: Value] {
  const anyOf = objects(one.anyOf);
  const field = String((anyOf[0] ?? one).field);
  const isList = anyOf.length > 0 || one.containsAny !== undefined;
  const path = Object.keys(FIELDS).find((name) => FIELDS[name] === field) ?? field;
  const value = anyOf.length > 0 ? anyOf.map(({ equals }) => equals!) : (one.containsAny ?? one.equals ?? null);
  return [isList || path.startsWith("recommendation") ? path : field, value];
}

export const activityLogAlert: AzureType = {
  path: "Microsoft.Insights/activityLogAlerts/<name>",
  words: {
    action: "properties.actions.actionGroups",
    criteria: {
      path: "properties.condition",
      to: (value) => ({ allOf: flat(value as Attributes).flatMap(condition) }),
      from: (value) => filled({}, Object.fromEntries(objects(at(value, "allOf")).map(criterion))),
    },
  },
  completion: { replaces: ["name", "resource_group_name"], defaults: { enabled: true } },
  checks: {
    name: notEmpty,
    "criteria.category": oneOf(
      ...["Administrative", "Autoscale", "Policy", "Recommendation", "ResourceHealth", "Security", "ServiceHealth"],
    ),
    "criteria.level": oneOf("Verbose", "Informational", "Warning", "Error", "Critical"),
  },
  rules: ACTIVITY_LOG_ALERTS,
};
