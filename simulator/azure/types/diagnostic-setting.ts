import type { Attributes } from "../../protocol/values";
import type { AzureType } from "../azure-type";
import { type Word } from "../translation";
import { objects } from "../resource";

const isSwitchedOn = ({ enabled, retentionPolicy }: Attributes) => enabled === true && retentionPolicy === undefined;
const switchedOn = (path: string): Word => ({
  path,
  to: (value) => objects(value).map((one) => ({ ...one, enabled: true })),
  from: (value) => (path.endsWith("logs") ? value : objects(value).filter(isSwitchedOn)),
});

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
  completion: { replaces: ["name", "target_resource_id"] },
};
