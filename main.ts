import { App } from "cdktf";
import { configFile, ConfigError, loadConfig } from "./config/load";
import { OnPremStack } from "./lib/stacks/on-prem-stack";
import { VpnGatewayStack } from "./lib/stacks/vpn-gateway-stack";

try {
  const { config, plan } = loadConfig(configFile());
  const app = new App();
  const sites = config.sites.map(
    (site, i) => new OnPremStack(app, { config, site, plan: plan.sites[i]!, remote: plan.gateway }),
  );
  new VpnGatewayStack(app, { config, plan: plan.gateway, sites });
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
