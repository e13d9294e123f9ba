import { virtualNetworkGatewayConnectionIpsecPolicyToTerraform as toTerraform } from "@cdktf/provider-azurerm/lib/virtual-network-gateway-connection";
import type { PolicyChange, PolicyWriter } from "../lab/change";
import { peerOf, type Ends } from "../lab/ends";
import type { PolicyTrials } from "../lab/matrix";
import { toIosXe } from "../lib/catalyst/ios-xe-policy";
import { acceptedPolicies, everyPair } from "../lib/catalyst/policy-matrix";
import { readTemplate, render } from "../lib/catalyst/render";
import { catalystView } from "../lib/catalyst/view";
import { azureBlock } from "../lib/crypto/azure-policy";
import type { IpsecPolicy } from "../lib/model/ipsec-policy";
import type { Site, Tunnel } from "../lib/model/site";
import { UserError } from "../lib/model/user-error";
import type { NamedConfig } from "./config-file";

/** The site of a config whose deployment the lab runs. @throws UserError where the config has none such */
function siteOf({ file, deployment }: NamedConfig, ends: Ends): Site {
  const name = peerOf(ends, ends.tunnels[0]!)?.name;
  const site = deployment.sites.find(({ connections }) => connections[0]!.name === name);
  if (site) return site;
  throw new UserError(
    `${file} has no site whose first connection is ${name}; --config names the config of the deployment`,
  );
}

/** How policies are written for both ends of the site that the lab runs. */
function policyWriter(config: NamedConfig): PolicyWriter {
  const { deployment } = config;
  return {
    connectionBlock: (policy) => toTerraform(azureBlock(policy)),
    routerFile: (policies, ends, nextIpsecPolicy) => {
      const site = siteOf(config, ends);
      const connections = site.connections.map((one, i) => ({ ...one, ipsecPolicy: policies[i]! }));
      const endOf = ({ name }: Tunnel) => ends.tunnels[site.tunnels.findIndex((one) => one.name === name)]!;
      const view = catalystView({
        site: { ...site, connections, nextIpsecPolicy },
        config: deployment.config,
        gatewayName: deployment.gateway.name,
        gatewayNetwork: deployment.gateway.network,
        farEnd: (tunnel) => ({ gatewayAddress: endOf(tunnel).remoteAddress, sharedKey: endOf(tunnel).sharedKey }),
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
  };
}

/** What `vpn lab --change` changes: to algorithms and groups that no connection of the site has. */
export function policyChange(config: NamedConfig): PolicyChange {
  const fields = ["ikeEncryption", "ikeIntegrity", "ipsecEncryption", "pfsGroup"] as const;
  // Azure has two names for some groups.
  const groupOf = (policy: IpsecPolicy) => toIosXe(policy).proposal.group;
  const isOther = (one: IpsecPolicy, than: IpsecPolicy) =>
    groupOf(one) !== groupOf(than) && fields.every((field) => one[field] !== than[field]);
  return {
    ...policyWriter(config),
    of: (ends) => {
      const from = siteOf(config, ends).connections.map(({ ipsecPolicy }) => ipsecPolicy);
      const to = acceptedPolicies().find((one) => from.every((policy) => isOther(one, policy)));
      if (to) return { from, to };
      throw new UserError("no policy differs in every algorithm from those of both connections; try a site with one");
    },
  };
}
