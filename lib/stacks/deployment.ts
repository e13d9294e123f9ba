import type { App } from "cdktf";
import type { LoadedConfig } from "../../config/load";
import { OnPremStack } from "./on-prem-stack";
import { VpnGatewayStack } from "./vpn-gateway-stack";

/** Adds every stack of a deployment: one for each site, and the gateway's, which depends on all of them. */
export function addStacks(app: App, { config, plan }: LoadedConfig): void {
  const sites = config.sites.map(
    (site, i) => new OnPremStack(app, { config, site, plan: plan.sites[i]!, remote: plan.gateway }),
  );
  new VpnGatewayStack(app, { config, plan: plan.gateway, sites });
}
