import type { AzureType } from "../azure-type";

export const metricAlert: AzureType = {
  path: "Microsoft.Insights/metricAlerts/<name>",
  completion: {
    replaces: ["name", "resource_group_name"],
    defaults: { auto_mitigate: true, enabled: true, frequency: "PT1M", severity: 3, window_size: "PT5M" },
  },
};
