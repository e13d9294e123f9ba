import { type AzureType, NAMED } from "../azure-type";

export const logAnalyticsWorkspace: AzureType = {
  path: "Microsoft.OperationalInsights/workspaces/<name>",
  completion: {
    replaces: NAMED,
    defaults: {
      allow_resource_only_permissions: true,
      daily_quota_gb: -1,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
    },
  },
};
