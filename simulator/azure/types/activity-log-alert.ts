import type { Attributes } from "../../protocol/values";
import type { AzureType } from "../azure-type";
import { notEmpty, oneOf } from "../checks";
import { ACTIVITY_LOG_ALERTS } from "../rules/activity-log-alerts";
import { at, objects } from "../resource";

export const activityLogAlert: AzureType = {
  path: "Microsoft.Insights/activityLogAlerts/<name>",
  words: {
    action: "properties.actions.actionGroups",
    criteria: {
      path: "properties.condition",
      to: (value) => ({ allOf: Object.entries(value as Attributes).map(([field, equals]) => ({ field, equals })) }),
      from: (value) =>
        Object.fromEntries(objects(at(value, "allOf")).map(({ field, equals }) => [String(field), equals ?? null])),
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
