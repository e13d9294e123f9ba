import type { AzureType } from "../azure-type";

export const actionGroup: AzureType = {
  path: "Microsoft.Insights/actionGroups/<name>",
  words: { short_name: "properties.groupShortName" },
  completion: {
    replaces: ["name", "resource_group_name", "location"],
    defaults: { enabled: true, location: "global" },
  },
};
