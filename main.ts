import { withoutTokenTraces } from "./lib/lean-start";
import { App } from "cdktf";
import { withConfig } from "./config/load";
import { OnPremStack } from "./lib/stacks/on-prem-stack";
import { VpnGatewayStack } from "./lib/stacks/vpn-gateway-stack";

withConfig(({ config, plan }) =>
  withoutTokenTraces(() => {
    const app = new App();
    const sites = config.sites.map(
      (site, i) => new OnPremStack(app, { config, site, plan: plan.sites[i]!, remote: plan.gateway }),
    );
    new VpnGatewayStack(app, { config, plan: plan.gateway, sites });
    app.synth();
  }),
);
