import type { Attributes } from "../../protocol/values";
import type { AzureType } from "../azure-type";
import type { Cloud } from "../cloud";
import { matches, oneOf } from "../checks";
import { logsOf } from "../metric-definitions";
import { type Word } from "../translation";
import { objects, property, type Resource } from "../resource";

const isSwitchedOn = ({ enabled, retentionPolicy }: Attributes) => enabled === true && retentionPolicy === undefined;
const switchedOn = (path: string): Word => ({
  path,
  to: (value) => objects(value).map((one) => ({ ...one, enabled: true })),
  from: (value) => (path.endsWith("logs") ? value : objects(value).filter(isSwitchedOn)),
});

/** Where logs and metrics go: of each kind one place. */
const SINKS = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"];
const SOURCE =
  "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/monitor/monitor_diagnostic_setting_resource.go";
const LIMITS = "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings";

const targetOf = ({ id }: Resource) => id.replace(/\/providers\/Microsoft\.Insights\/diagnosticSettings\/[^/]+$/i, "");

/** The categories that a setting sends, of logs and metrics. */
const categories = (setting: Resource): string[] =>
  [...objects(property(setting, "logs")), ...objects(property(setting, "metrics"))]
    .filter(({ enabled }) => enabled === true)
    .flatMap(({ category }) => (category ? [String(category)] : []));

/** Other settings of the same resource. */
const siblings = (setting: Resource, cloud: Cloud): Resource[] =>
  cloud
    .ofType("Microsoft.Insights/diagnosticSettings")
    .filter((one) => one.id.toLowerCase() !== setting.id.toLowerCase())
    .filter((one) => targetOf(one).toLowerCase() === targetOf(setting).toLowerCase());

export const diagnosticSetting: AzureType = {
  path: "<target_resource_id>/providers/Microsoft.Insights/diagnosticSettings/<name>",
  terraformId: "<target_resource_id>|<name>",
  words: {
    enabled_log: switchedOn("properties.logs"),
    enabled_metric: switchedOn("properties.metrics"),
    eventhub_authorization_rule_id: "properties.eventHubAuthorizationRuleId",
    eventhub_name: "properties.eventHubName",
    log_analytics_workspace_id: "properties.workspaceId",
    // The older name of enabled_metric, which Read fills where it is in use alone.
    metric: { path: "properties.metrics", from: (value) => objects(value).filter((one) => !isSwitchedOn(one)) },
    partner_solution_id: "properties.marketplacePartnerId",
  },
  // https://github.com/hashicorp/terraform-provider-azurerm/issues/29772
  completion: { replaces: ["name", "target_resource_id"], computedBlocks: ["enabled_metric", "metric"] },
  checks: {
    name: matches(/^[^<>*%&:\\?+/]{1,260}$/, "must have 1 to 260 characters without < > * % & : \\ ? + /"),
    log_analytics_destination_type: oneOf("AzureDiagnostics", "Dedicated"),
  },
  rules: [
    {
      code: "DiagnosticSettingWithoutDestination",
      by: "azurerm",
      text: "one of `eventhub_authorization_rule_id,log_analytics_workspace_id,partner_solution_id,storage_account_id` must be specified",
      source: SOURCE,
      broken: (setting) =>
        SINKS.some((sink) => property(setting, sink))
          ? undefined
          : "one of `eventhub_authorization_rule_id,log_analytics_workspace_id,partner_solution_id,storage_account_id` must be specified",
    },
    {
      code: "DiagnosticSettingWithoutCategory",
      by: "azurerm",
      text: "at least one type of Log or Metric must be enabled",
      source: SOURCE,
      broken: (setting) =>
        [...objects(property(setting, "logs")), ...objects(property(setting, "metrics"))].some((one) => one.enabled)
          ? undefined
          : "at least one type of Log or Metric must be enabled",
    },
    {
      code: "BadRequest",
      text: "Category '<category>' is not supported.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/2985",
      broken: (setting, cloud) => {
        const known = logsOf(cloud.get(targetOf(setting))?.type ?? "");
        const wrong = known && categories(setting).find((one) => ![...known, "AllMetrics"].includes(one));
        return wrong && `Category '${wrong}' is not supported.`;
      },
    },
    {
      code: "Conflict",
      status: 409,
      text: "Data sink '<id>' is already used in diagnostic setting '<name>' for category '<category>'. Data sinks can't be reused in different settings on the same category for the same resource.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/21161",
      broken: (setting, cloud) => {
        for (const other of siblings(setting, cloud)) {
          const sink = SINKS.map((name) => [property(setting, name), property(other, name)].map(String)).find(
            ([own, theirs]) => own !== "undefined" && own!.toLowerCase() === theirs!.toLowerCase(),
          )?.[0];
          const category = categories(setting).find((one) => categories(other).includes(one));
          if (sink && category) {
            return `Data sink '${sink}' is already used in diagnostic setting '${other.name}' for category '${category}'. Data sinks can't be reused in different settings on the same category for the same resource.`;
          }
        }
        return undefined;
      },
    },
    {
      code: "DiagnosticSettingsLimitExceeded",
      text: "The limit of 5 diagnostic settings was reached.",
      source: LIMITS,
      inferred: "the page has the number and a public report the words; none shows the code",
      broken: (setting, cloud) =>
        siblings(setting, cloud).length >= 5 ? "The limit of 5 diagnostic settings was reached." : undefined,
    },
  ],
};
