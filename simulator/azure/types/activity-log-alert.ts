import type { AzureType } from "../azure-type";

export const activityLogAlert: AzureType = {
  path: "Microsoft.Insights/activityLogAlerts/<name>",
  completion: { replaces: ["name", "resource_group_name"], defaults: { enabled: true } },
};
