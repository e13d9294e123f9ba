import {
  type AlertSettings,
  type ExistingResource,
  type Monitoring,
  type NewActionGroup,
  type NewWorkspace,
} from "../lib/model/monitoring";
import { nameBy } from "../lib/model/names";
import { displayName } from "./regions";
import type { ConfigInput } from "./schema";

type Input = NonNullable<ConfigInput["monitoring"]>;

/** Decides every value of the monitoring; undefined where the config wants none. */
export function decideMonitoring({ monitoring, gateway, names, location }: ConfigInput): Monitoring | undefined {
  if (!monitoring) return undefined;
  const { workspace, actionGroup, logs, metricsToWorkspace, instanceNames, alerts } = monitoring;
  const { name } = gateway;
  const region = displayName(gateway.location ?? location);
  return {
    workspace: decideWorkspace(workspace, nameBy(names.logAnalyticsWorkspace, { name })),
    diagnosticSetting: nameBy(names.diagnosticSetting, { name }),
    logs,
    metricsToWorkspace,
    ...(actionGroup && { actionGroup: decideActionGroup(actionGroup, nameBy(names.actionGroup, { name })) }),
    instanceNames,
    ...(region !== undefined && { region }),
    alerts: decideAlerts(alerts),
  };
}

/** The days that a workspace keeps logs at no cost. */
const FREE_DAYS = 30;

const decideWorkspace = (
  { existing, name, retentionDays = FREE_DAYS }: Input["workspace"],
  byPattern: string,
): ExistingResource | NewWorkspace => existing ?? { name: name ?? byPattern, retentionDays };

const decideActionGroup = (
  { existing, name, shortName = "VPN", emails = [] }: NonNullable<Input["actionGroup"]>,
  byPattern: string,
): ExistingResource | NewActionGroup => existing ?? { name: name ?? byPattern, shortName, emails };

function decideAlerts({ serviceHealth, resourceHealth, ...metric }: Input["alerts"]): AlertSettings {
  const on = Object.entries(metric).flatMap(([kind, { enabled, ...settings }]) => (enabled ? [[kind, settings]] : []));
  return {
    ...(Object.fromEntries(on) as AlertSettings),
    serviceHealth: serviceHealth.enabled,
    resourceHealth: resourceHealth.enabled,
  };
}
