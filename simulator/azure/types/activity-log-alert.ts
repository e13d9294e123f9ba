import type { Attributes } from "../../protocol/values";
import type { AzureType } from "../azure-type";
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
};
