import type { AzureType } from "../azure-type";

export const actionGroup: AzureType = {
  path: "Microsoft.Insights/actionGroups/<name>",
  completion: {
    replaces: ["name", "resource_group_name", "location"],
    defaults: { enabled: true, location: "global" },
  },
};
