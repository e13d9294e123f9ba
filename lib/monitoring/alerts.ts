import type { Alert } from "../model/alert";
import type { Deployment } from "../model/deployment";
import { gatewayAlerts } from "./gateway-alerts";
import { plannedAddress, tunnelAlerts, type RemoteAddress } from "./tunnel-alerts";

/**
 * The alert rules of a deployment, those of the tunnels first; none without monitoring.
 *
 * @param remoteAddress the address by which the gateway knows the router's end of a connection
 */
export function alertsOf(deployment: Deployment, remoteAddress: RemoteAddress = plannedAddress): readonly Alert[] {
  return [...tunnelAlerts(deployment, remoteAddress), ...gatewayAlerts(deployment)];
}
