import { virtualNetworkGatewayConnectionIpsecPolicyToTerraform as toTerraform } from "@cdktf/provider-azurerm/lib/virtual-network-gateway-connection";
import type { PolicyChange, PolicyWriter } from "../lab/change";
import type { PolicyTrials } from "../lab/matrix";
import { toIosXe } from "../lib/catalyst/ios-xe-policy";
import { acceptedPolicies, everyPair, refusedPolicies } from "../lib/catalyst/policy-matrix";
import { readTemplate, render } from "../lib/catalyst/render";
import { catalystView } from "../lib/catalyst/view";
import { azureBlock } from "../lib/crypto/azure-policy";
import type { IpsecPolicy } from "../lib/model/ipsec-policy";
import { shapeOf } from "../lib/model/topology";
import { UserError } from "../lib/model/user-error";
import type { NamedConfig } from "./config-file";

/** How the policies of a config's deployment are written for both ends, for the site that the lab runs. */
export function policyWriter({ file, deployment }: NamedConfig): PolicyWriter {
  return {
    connectionBlock: (policy) => toTerraform(azureBlock(policy)),
    routerFile: (policies, { tunnels }, nextIpsecPolicy) => {
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
        nextIpsecPolicy,
        frontDoorVrf: shapeOf(site.topology).frontDoorVrf,
        tunnels: site.tunnels.map((tunnel, i) => ({
          ...tunnel,
          connection: { ...site.connections[tunnel.connection]!, ipsecPolicy: policies[tunnel.connection]! },
          gatewayAddress: tunnels[i]!.remoteAddress,
          sharedKey: tunnels[i]!.sharedKey,
        })),
      });
      return render(readTemplate("catalyst-tunnels.ios"), view);
    },
  };
}

/** The policies that `vpn lab --matrix` negotiates. */
export function policyTrials(config: NamedConfig): PolicyTrials {
  const accepted = acceptedPolicies();
  return {
    ...policyWriter(config),
    accepted: everyPair(accepted),
    ofAccepted: accepted.length,
    refused: refusedPolicies(),
  };
}

/** The policy of the first site, and one whose algorithms and groups are others, in IKE and in ESP. */
export function policyChange({ deployment }: NamedConfig): PolicyChange {
  const from = deployment.sites[0]!.connections[0]!.ipsecPolicy;
  const fields = ["ikeEncryption", "ikeIntegrity", "ipsecEncryption", "pfsGroup"] as const;
  // Azure has two names for some groups.
  const groupOf = (policy: IpsecPolicy) => toIosXe(policy).proposal.group;
  const to = acceptedPolicies().find(
    (one) => groupOf(one) !== groupOf(from) && fields.every((field) => one[field] !== from[field]),
  )!;
  return { from, to };
}
