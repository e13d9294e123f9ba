import { NAMED, type AzureType } from "../azure-type";
import { enabled, not } from "../translation";

export const logAnalyticsWorkspace: AzureType = {
  path: "Microsoft.OperationalInsights/workspaces/<name>",
  words: {
    allow_resource_only_permissions: "properties.features.enableLogAccessUsingOnlyResourcePermissions",
    cmk_for_query_forced: "properties.forceCmkForQuery",
    daily_quota_gb: "properties.workspaceCapping.dailyQuotaGb",
    data_collection_rule_id: "properties.defaultDataCollectionRuleResourceId",
    immediate_data_purge_on_30_days_enabled: "properties.features.immediatePurgeDataOn30Days",
    internet_ingestion_enabled: enabled("properties.publicNetworkAccessForIngestion"),
    internet_query_enabled: enabled("properties.publicNetworkAccessForQuery"),
    local_authentication_disabled: "properties.features.disableLocalAuth",
    local_authentication_enabled: not("properties.features.disableLocalAuth"),
    reservation_capacity_in_gb_per_day: "properties.sku.capacityReservationLevel",
    sku: "properties.sku.name",
    workspace_id: "properties.customerId",
  },
  secrets: ["primarySharedKey", "secondarySharedKey"],
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
