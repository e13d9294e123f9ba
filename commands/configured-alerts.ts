import type { Alert } from "../lib/model/alert";
import { UserError } from "../lib/model/user-error";
import type { NamedConfig } from "./config-file";
import * as onDemand from "./on-demand";

/** The alerts of a config. @throws UserError where it has none */
export function configuredAlerts({ file, deployment }: NamedConfig): readonly Alert[] {
  const alerts = onDemand.alerts().alertsOf(deployment);
  if (alerts.length > 0) return alerts;
  throw new UserError(
    `${file} has no alert; give it "monitoring" (docs/monitoring.md), as config/examples/monitored.json has`,
  );
}
