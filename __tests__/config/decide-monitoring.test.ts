import { DEFAULT_ALERTS, LOG_CATEGORIES } from "../../lib/model/monitoring";
import { monitored } from "../helpers/monitored";
import { deploymentOf, lab } from "../helpers/synth";

test("a config without monitoring decides none", () => {
  expect(deploymentOf(lab())).not.toHaveProperty("monitoring");
});

test("the defaults, exactly", () => {
  expect(deploymentOf({ ...lab(), monitoring: {} }).monitoring).toEqual({
    workspace: { name: "gw-logs", retentionDays: 30 },
    diagnosticSetting: "gw-logs",
    logs: LOG_CATEGORIES,
    metricsToWorkspace: false,
    instanceNames: ["GatewayTenantWorker_IN_0", "GatewayTenantWorker_IN_1"],
    region: "UK South",
    alerts: DEFAULT_ALERTS,
  });
});

test("what is given stands, and what is switched off is absent", () => {
  const { monitoring } = deploymentOf(
    monitored((config) => {
      config.names = { actionGroup: "ag-{name}", diagnosticSetting: "ds-{name}" };
      config.monitoring = {
        workspace: { existing: { resourceGroup: "central-rg", name: "central-logs" } },
        actionGroup: { shortName: "NOC", emails: ["noc@example.com"] },
        logs: ["TunnelDiagnosticLog"],
        metricsToWorkspace: true,
        alerts: { noIke: { severity: 0 }, packetDrops: { enabled: false }, serviceHealth: { enabled: false } },
      };
    }),
  );
  const { packetDrops: _, ...alerts } = DEFAULT_ALERTS;
  expect(monitoring).toEqual({
    workspace: { resourceGroup: "central-rg", name: "central-logs" },
    diagnosticSetting: "ds-gw",
    logs: ["TunnelDiagnosticLog"],
    metricsToWorkspace: true,
    actionGroup: { name: "ag-gw", shortName: "NOC", emails: ["noc@example.com"] },
    instanceNames: ["GatewayTenantWorker_IN_0", "GatewayTenantWorker_IN_1"],
    region: "UK South",
    alerts: { ...alerts, noIke: { ...alerts.noIke, severity: 0 }, serviceHealth: false },
  });
  expect(monitoring!.alerts).not.toHaveProperty("packetDrops");
});

test("a region that is not known has no name for people", () => {
  const { monitoring } = deploymentOf(monitored((config) => (config.location = "moonbase1")));
  expect(monitoring).not.toHaveProperty("region");
});
