import type { Alert } from "../lib/model/alert";
import type { Target } from "../runner/target";
import type { NamedConfig } from "./config-file";
import * as onDemand from "./on-demand";

/** A config with alerts, where none is named. */
export const MONITORED = "config/examples/monitored.json";

/** Rehearses alerts of what is deployed on the simulated Azure. @returns the exit code */
export function rehearseAlerts(target: Target, { deployment }: NamedConfig, alerts: readonly Alert[]): number {
  const { checkAlerts, Report, withDeployed } = onDemand.rehearsal();
  const report = new Report();
  withDeployed(target, deployment, alerts, (rehearsed) => checkAlerts(rehearsed, report));
  return report.summary().every(({ ok }) => ok) ? 0 : 1;
}
