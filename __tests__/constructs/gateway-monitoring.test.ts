import { GatewayMonitoring, type GatewayMonitoringProps } from "../../lib/constructs/gateway-monitoring";
import type { Alert } from "../../lib/model/alert";
import { foreignStack } from "../helpers/foreign-stack";
import { resourcesOf } from "../helpers/synth";

const GATEWAY = "/subscriptions/s/resourceGroups/hub-rg/providers/Microsoft.Network/virtualNetworkGateways/theirs";

const monitoring = (changed: Partial<GatewayMonitoringProps> = {}) =>
  foreignStack(
    (stack, resourceGroup) =>
      void new GatewayMonitoring(stack, "monitoring", {
        gateway: { id: GATEWAY },
        resourceGroup,
        workspace: { name: "logs", retentionDays: 60 },
        diagnosticSetting: "to-logs",
        ...changed,
      }),
  ).json;

const inGroup = { resource_group_name: "${azurerm_resource_group.group.name}" };
const LOGS = ["GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog"];

test("from plain values: a workspace and a setting that sends the logs there, and no alert", () => {
  const json = monitoring({ tags: { owner: "net" } });
  expect(resourcesOf(json, "azurerm_log_analytics_workspace")).toEqual([
    {
      name: "logs",
      ...inGroup,
      location: "${azurerm_resource_group.group.location}",
      sku: "PerGB2018",
      retention_in_days: 60,
      tags: { owner: "net" },
    },
  ]);
  expect(resourcesOf(json, "azurerm_monitor_diagnostic_setting")).toEqual([
    {
      name: "to-logs",
      target_resource_id: GATEWAY,
      log_analytics_workspace_id: expect.stringMatching(/^\$\{azurerm_log_analytics_workspace\.\w+\.id\}$/),
      enabled_log: LOGS.map((category) => ({ category })),
    },
  ]);
  expect(Object.keys(json.resource).sort()).toEqual([
    "azurerm_log_analytics_workspace",
    "azurerm_monitor_diagnostic_setting",
    "azurerm_resource_group",
  ]);
});

test("some of the logs, and the metrics, go to the workspace where wanted", () => {
  const json = monitoring({ logs: ["TunnelDiagnosticLog"], metricsToWorkspace: true });
  expect(resourcesOf(json, "azurerm_monitor_diagnostic_setting")).toMatchObject([
    { enabled_log: [{ category: "TunnelDiagnosticLog" }], enabled_metric: [{ category: "AllMetrics" }] },
  ]);
});

const metric: Alert = {
  type: "metric",
  id: "no-ike-oslo-0",
  kind: "noIke",
  name: "down",
  severity: 1,
  window: "PT15M",
  frequency: "PT5M",
  meaning: "It is down.",
  action: "Look.",
  criteria: [
    {
      metric: "MmsaCount",
      aggregation: "Total",
      operator: "LessThan",
      threshold: 1,
      dimensions: [{ name: "ConnectionName", value: "conn1" }],
    },
  ],
};
const event: Alert = {
  type: "activity",
  id: "service-health",
  kind: "serviceHealth",
  name: "service",
  meaning: "Azure says so.",
  action: "Read.",
  event: { category: "ServiceHealth", events: ["Incident"], services: ["VPN Gateway"], regions: ["UK South"] },
};

test("a metric alert looks at the gateway, and tells the new group", () => {
  const json = monitoring({
    alerts: [metric],
    actionGroup: { name: "people", shortName: "VPN", emails: ["noc@example.com", "chief@example.com"] },
  });
  const receiver = (address: string) => ({ name: address, email_address: address, use_common_alert_schema: true });
  expect(resourcesOf(json, "azurerm_monitor_action_group")).toEqual([
    {
      name: "people",
      short_name: "VPN",
      ...inGroup,
      email_receiver: [receiver("noc@example.com"), receiver("chief@example.com")],
    },
  ]);
  expect(resourcesOf(json, "azurerm_monitor_metric_alert")).toEqual([
    {
      name: "down",
      ...inGroup,
      description: "It is down. Look.",
      scopes: [GATEWAY],
      severity: 1,
      window_size: "PT15M",
      frequency: "PT5M",
      criteria: [
        {
          metric_namespace: "Microsoft.Network/virtualNetworkGateways",
          metric_name: "MmsaCount",
          aggregation: "Total",
          operator: "LessThan",
          threshold: 1,
          dimension: [{ name: "ConnectionName", operator: "Include", values: ["conn1"] }],
        },
      ],
      action: [{ action_group_id: "${azurerm_monitor_action_group.monitoring_action-group_413EB3A3.id}" }],
    },
  ]);
});

test("Azure's events are the subscription's, its judgement the gateway's", () => {
  const health: Alert = {
    ...event,
    id: "resource-health",
    kind: "resourceHealth",
    name: "resource",
    event: { category: "ResourceHealth", current: ["Unavailable"], reasons: ["Unknown"] },
  };
  const json = monitoring({ alerts: [event, health] });
  expect(resourcesOf(json, "azurerm_monitor_activity_log_alert")).toEqual([
    {
      name: "resource",
      ...inGroup,
      location: "global",
      description: "Azure says so. Read.",
      scopes: [GATEWAY],
      criteria: { category: "ResourceHealth", resource_health: { current: ["Unavailable"], reason: ["Unknown"] } },
    },
    {
      name: "service",
      ...inGroup,
      location: "global",
      description: "Azure says so. Read.",
      scopes: [`\${join("/", slice(split("/", "${GATEWAY}"), 0, 3))}`],
      criteria: {
        category: "ServiceHealth",
        service_health: { events: ["Incident"], services: ["VPN Gateway"], locations: ["UK South"] },
      },
    },
  ]);
});

test("in a region that is not known, events of all regions count", () => {
  const anywhere: Alert = { ...event, event: { ...event.event, regions: [] } as typeof event.event };
  const [rule] = resourcesOf(monitoring({ alerts: [anywhere] }), "azurerm_monitor_activity_log_alert");
  expect(rule!.criteria).toEqual({
    category: "ServiceHealth",
    service_health: { events: ["Incident"], services: ["VPN Gateway"] },
  });
});

test("a workspace and a group that are there are looked up, and nothing of them is made", () => {
  const json = monitoring({
    alerts: [metric],
    workspace: { resourceGroup: "central-rg", name: "central-logs" },
    actionGroup: { resourceGroup: "central-rg", name: "on-call" },
  });
  expect(Object.keys(json.resource).sort()).toEqual([
    "azurerm_monitor_diagnostic_setting",
    "azurerm_monitor_metric_alert",
    "azurerm_resource_group",
  ]);
  expect(json.data).toEqual({
    azurerm_log_analytics_workspace: {
      monitoring_workspace_4A3C9399: {
        name: "central-logs",
        resource_group_name: "central-rg",
      },
    },
    azurerm_monitor_action_group: {
      "monitoring_action-group_413EB3A3": {
        name: "on-call",
        resource_group_name: "central-rg",
      },
    },
  });
  const [rule] = resourcesOf(json, "azurerm_monitor_metric_alert");
  expect(rule!.action).toEqual([
    { action_group_id: "${data.azurerm_monitor_action_group.monitoring_action-group_413EB3A3.id}" },
  ]);
});
