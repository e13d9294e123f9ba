import { recordedBlock } from "../../../../simulator/azure/recorded";
import { attributesOf, bodyOf } from "../../../../simulator/azure/translation";
import { activityLogAlert } from "../../../../simulator/azure/types/activity-log-alert";
import { conform } from "../../../../simulator/protocol/schema";
import type { Attributes } from "../../../../simulator/protocol/values";

const block = recordedBlock("azurerm_monitor_activity_log_alert");
const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/activityLogAlerts/alert";
const criteria = (given: Attributes) => conform(block.blocks!.criteria!, given);

/** The conditions in Azure, and what Terraform reads of them. */
function translated(given: Attributes) {
  const all = conform(block, { name: "alert", location: "global", criteria: [given], scopes: [] });
  const body = bodyOf(activityLogAlert, block, all, id);
  const resource = { id, name: "alert", type: "Microsoft.Insights/activityLogAlerts", ...body };
  const [read] = attributesOf(activityLogAlert, block, resource as never).criteria as Attributes[];
  return { conditions: (body.properties as { condition: { allOf: unknown } }).condition.allOf, read };
}

test.each<[string, Attributes, unknown]>([
  [
    "service health",
    {
      category: "ServiceHealth",
      service_health: [{ events: ["Incident", "Maintenance"], locations: ["UK South"], services: ["VPN Gateway"] }],
    },
    [
      { field: "category", equals: "ServiceHealth" },
      {
        anyOf: [
          { field: "properties.incidentType", equals: "Incident" },
          { field: "properties.incidentType", equals: "Maintenance" },
        ],
      },
      { field: "properties.impactedServices[*].ImpactedRegions[*].RegionName", containsAny: ["UK South"] },
      { field: "properties.impactedServices[*].ServiceName", containsAny: ["VPN Gateway"] },
    ],
  ],
  [
    "resource health",
    { category: "ResourceHealth", resource_health: [{ current: ["Degraded"], reason: ["Unknown"] }] },
    [
      { field: "category", equals: "ResourceHealth" },
      { anyOf: [{ field: "properties.currentHealthStatus", equals: "Degraded" }] },
      { anyOf: [{ field: "properties.cause", equals: "Unknown" }] },
    ],
  ],
  [
    "one value and several of a field",
    { category: "Administrative", status: "Failed", levels: ["Error"], recommendation_type: "x" },
    [
      { field: "category", equals: "Administrative" },
      { anyOf: [{ field: "level", equals: "Error" }] },
      { field: "properties.recommendationType", equals: "x" },
      { field: "status", equals: "Failed" },
    ],
  ],
])("criteria of %s are conditions in Azure's words, and come back as they were", (_, given, expected) => {
  const { conditions, read } = translated(given);
  expect(conditions).toEqual(expected);
  expect(criteria(read!)).toEqual(criteria(given));
});
