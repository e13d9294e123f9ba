import { NAMED, type AzureType } from "../azure-type";
import { atLeast, matches, oneOf } from "../checks";
import { guid } from "../computed";
import { property, type Resource } from "../resource";
import { enabled, filled, not } from "../translation";

const isFree = (workspace: Resource) => String(property(workspace, "sku.name")).toLowerCase() === "free";

/** Days that a tier keeps logs for where nobody says so. */
const usualRetention = (workspace: Resource) => (isFree(workspace) ? 7 : 30);

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
  checks: {
    name: matches(
      /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
      "must have 4 to 63 letters, digits and '-', and '-' at neither end",
    ),
    daily_quota_gb: atLeast(-1),
    retention_in_days: (value) =>
      value === 7 || (Number(value) >= 30 && Number(value) <= 730)
        ? undefined
        : `must be 7 or in the range (30 - 730), got ${value}`,
    sku: oneOf(
      ...["CapacityReservation", "Free", "LACluster", "PerGB2018", "PerNode", "Premium", "Standalone", "Standard"],
      "Unlimited",
    ),
  },
  rules: [
    {
      code: "BadRequest",
      text: "RetentionInDays doesn't match the SKU limits: 7 days for Free, 30 to 730 for the others",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/2949",
      inferred: "the thread has the code and older words; the numbers are those of azurerm's documentation",
      broken: (workspace) => {
        const days = Number(property(workspace, "retentionInDays") ?? usualRetention(workspace));
        const fits = isFree(workspace) ? days === 7 : days >= 30 && days <= 730;
        return fits ? undefined : "RetentionInDays doesn't match the SKU limits";
      },
    },
  ],
  compute: (workspace) =>
    filled(workspace.properties, {
      customerId: guid(workspace.id),
      "features.disableLocalAuth": false,
      retentionInDays: usualRetention(workspace),
      "sku.name": "PerGB2018",
    }),
};
