import type { Alert } from "../model/alert";
import type { Deployment } from "../model/deployment";
import { gatewayAlerts } from "./gateway-alerts";
import { tunnelAlerts } from "./tunnel-alerts";

/** The alert rules of a deployment, those of the tunnels first; none without monitoring. */
export function alertsOf(deployment: Deployment): readonly Alert[] {
  return [...tunnelAlerts(deployment), ...gatewayAlerts(deployment)];
}
