import type { App } from "cdktf";
import type { Deployment } from "../model/deployment";
import { OnPremStack } from "./on-prem-stack";
import { VpnGatewayStack } from "./vpn-gateway-stack";

/** Adds every stack of a deployment: one for each simulated site, and the gateway's, which depends on all of them. */
export function addStacks(app: App, deployment: Deployment): void {
  const sites = deployment.sites.map((site) =>
    site.kind === "simulated" ? new OnPremStack(app, site.stack, { deployment, site }) : { site },
  );
  new VpnGatewayStack(app, deployment.gateway.stack, { deployment, sites });
}
