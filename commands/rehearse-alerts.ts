import { alertsOf } from "../lib/monitoring/alerts";
import { UserError } from "../lib/model/user-error";
import type { Target } from "../runner/target";
import type { NamedConfig } from "./config-file";
import * as onDemand from "./on-demand";

/** A config with alerts, where none is named. */
export const MONITORED = "config/examples/monitored.json";

/** @throws UserError where the config has no alerts */
export function requireAlerts({ file, deployment }: NamedConfig): void {
  if (alertsOf(deployment).length > 0) return;
  throw new UserError(
    `${file} has no alert: give it "monitoring" (docs/monitoring.md), or take one that has, such as --config ${MONITORED}`,
  );
}

/** Rehearses the alerts of what is deployed on the simulated Azure. @returns the exit code */
export function rehearseAlerts(target: Target, { deployment }: NamedConfig): number {
  const { checkAlerts, Report, withDeployed } = onDemand.rehearsal();
  const report = new Report();
  withDeployed(target, deployment, alertsOf(deployment), (rehearsed) => checkAlerts(rehearsed, report));
  return report.summary().every(({ ok }) => ok) ? 0 : 1;
}
