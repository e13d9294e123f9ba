import { virtualNetworkGatewayConnectionIpsecPolicyToTerraform as toTerraform } from "@cdktf/provider-azurerm/lib/virtual-network-gateway-connection";
import type { PolicyTrials } from "../lab/matrix";
import { acceptedPolicies, everyPair, refusedPolicies } from "../lib/catalyst/policy-matrix";
import { readTemplate, render } from "../lib/catalyst/render";
import { catalystView } from "../lib/catalyst/view";
import { azureBlock } from "../lib/crypto/azure-policy";
import { shapeOf } from "../lib/model/topology";
import { UserError } from "../lib/model/user-error";
import type { NamedConfig } from "./config-file";

/** The policies that `vpn lab --matrix` negotiates, rendered for the site whose deployment the lab runs. */
export function policyTrials({ file, deployment }: NamedConfig): PolicyTrials {
  const accepted = acceptedPolicies();
  return {
    accepted: everyPair(accepted),
    ofAccepted: accepted.length,
    refused: refusedPolicies(),
    connectionBlock: (policy) => toTerraform(azureBlock(policy)),
    routerFile: (ipsecPolicy, { tunnels }) => {
      const source = tunnels[0]!.localAddress;
      const site = deployment.sites.find(({ network }) => network.subnets.eth2.host.ipv4 === source);
      if (!site) {
        throw new UserError(`${file} has no site whose eth2 is ${source}; --config names the config of the deployment`);
      }
      const view = catalystView({
        router: site.router,
        config: deployment.config,
        gatewayName: deployment.gateway.name,
        siteNetwork: site.network,
        gatewayNetwork: deployment.gateway.network,
        frontDoorVrf: shapeOf(site.topology).frontDoorVrf,
        tunnels: site.tunnels.map((tunnel, i) => ({
          ...tunnel,
          connection: { ...site.connections[tunnel.connection]!, ipsecPolicy },
          gatewayAddress: tunnels[i]!.remoteAddress,
          sharedKey: tunnels[i]!.sharedKey,
        })),
      });
      return render(readTemplate("catalyst-tunnels.ios"), view);
    },
  };
}
