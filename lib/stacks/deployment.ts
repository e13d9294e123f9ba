import type { App } from "cdktf";
import type { Deployment } from "../model/deployment";
import { OnPremStack } from "./on-prem-stack";
import { VpnGatewayStack } from "./vpn-gateway-stack";

/** Adds every stack of a deployment: one for each site, and the gateway's, which depends on all of them. */
export function addStacks(app: App, deployment: Deployment): void {
  const sites = deployment.sites.map((site) => new OnPremStack(app, site.stack, { deployment, site }));
  new VpnGatewayStack(app, deployment.gateway.stack, { deployment, sites });
}
