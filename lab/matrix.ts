import { virtualNetworkGatewayConnectionIpsecPolicyToTerraform as toTerraform } from "@cdktf/provider-azurerm/lib/virtual-network-gateway-connection";
import type { Deployment } from "../lib/model/deployment";
import { readTemplate, render } from "../lib/catalyst/render";
import { catalystView } from "../lib/catalyst/view";
import { policyProblems } from "../lib/catalyst/ios-xe-policy";
import { toAzure } from "../lib/crypto/azure-policy";
import {
  ALGORITHM_FIELDS,
  ALGORITHMS,
  DEFAULT_POLICY,
  type AlgorithmField,
  type IpsecPolicy,
} from "../lib/model/ipsec-policy";
import { perTunnel } from "../lib/model/tunnels";
import { UserError } from "../lib/model/user-error";
import { attempt } from "./attempt";
import { parseRouter } from "./inputs";
import { translate, type Lab } from "./lab";
import type { Report } from "./report";

/** Every policy that the config accepts: all values of each field with all of the others. */
export function acceptedPolicies(): IpsecPolicy[] {
  const all = ALGORITHM_FIELDS.reduce<IpsecPolicy[]>(
    (policies, field) =>
      policies.flatMap((policy) => ALGORITHMS[field].map((value) => ({ ...policy, [field]: value }))),
    [DEFAULT_POLICY],
  );
  return all.filter((policy) => policyProblems(policy).length === 0);
}

/** The fewest policies, nearly, in which every two values that go together do so once. */
export function everyPair(policies: readonly IpsecPolicy[]): IpsecPolicy[] {
  const pairs = policies.map((policy) =>
    ALGORITHM_FIELDS.flatMap((a, i) => ALGORITHM_FIELDS.slice(i + 1).map((b) => `${a}=${policy[a]} ${b}=${policy[b]}`)),
  );
  const missing = new Set(pairs.flat());
  const chosen: IpsecPolicy[] = [];
  while (missing.size > 0) {
    const gains = pairs.map((list) => list.filter((pair) => missing.has(pair)).length);
    const best = gains.indexOf(Math.max(...gains));
    pairs[best]!.forEach((pair) => missing.delete(pair));
    chosen.push(policies[best]!);
  }
  return chosen;
}

/** Policies that the config refuses, each for one value: of ESP beside GCM and beside CBC. */
export function refusedPolicies(): IpsecPolicy[] {
  const cbc: IpsecPolicy = { ...DEFAULT_POLICY, ipsecEncryption: "AES256", ipsecIntegrity: "SHA256" };
  const others = (policy: IpsecPolicy, fields: readonly AlgorithmField[]) =>
    fields.flatMap((field) => ALGORITHMS[field].map((value) => ({ ...policy, [field]: value })));
  return [...others(DEFAULT_POLICY, ALGORITHM_FIELDS), ...others(cbc, ["ipsecEncryption", "ipsecIntegrity"])].filter(
    (policy) => policyProblems(policy).length > 0,
  );
}

const shown = (policy: IpsecPolicy) => ALGORITHM_FIELDS.map((field) => policy[field]).join(" ");

/** The config of the deployment, and its file. */
export interface MatrixConfig {
  readonly file: string;
  readonly deployment: Deployment;
}

/** Negotiates what the config accepts, both ends compiled from it, and some of what it refuses. */
export async function checkMatrix(lab: Lab, report: Report, config: MatrixConfig): Promise<void> {
  const accepted = acceptedPolicies();
  const tried = everyPair(accepted);
  report.section(`Policies that the config accepts: ${tried.length} of ${accepted.length}, with every pair of values`);
  for (const policy of tried) {
    const { outcome, detail } = await attempt(lab, () =>
      translate(gatewayWith(lab, toTerraform(toAzure(policy))), routerWith(lab, config, policy), lab.topology),
    );
    report.check(shown(policy), outcome === "up in both families", `${outcome}, ${detail}`);
  }
  const refused = refusedPolicies();
  report.section(
    `Policies that it refuses: ${refused.length}, with the router as it is, since no file is rendered for them`,
  );
  for (const policy of refused) {
    const { saLifetimeSeconds: saLifetime, saDataSizeKilobytes: saDatasize, ...algorithms } = policy;
    const azure = toTerraform({ ...algorithms, saLifetime, saDatasize });
    const { outcome, detail } = await attempt(lab, () => translate(gatewayWith(lab, azure), lab.router, lab.topology));
    report.check(shown(policy), !outcome.startsWith("up in"), `${outcome}, ${detail}`);
  }
}

const gatewayWith = (lab: Lab, policy: unknown) =>
  lab.gatewayState.with("azurerm_virtual_network_gateway_connection", (values) => (values.ipsec_policy = [policy]));

/** The router's file as it is rendered for this policy, with the deployment's addresses and keys. */
function routerWith(lab: Lab, { file, deployment }: MatrixConfig, policy: IpsecPolicy) {
  const source = lab.ends.tunnels[0].localAddress;
  const site = deployment.sites.find(({ network }) => network.subnets.eth2.host.ipv4 === source);
  if (!site)
    throw new UserError(`${file} has no site whose eth2 is ${source}; --config names the config of the deployment`);
  const view = catalystView({
    siteNetwork: site.network,
    gatewayNetwork: deployment.gateway.network,
    ipsecPolicy: policy,
    tunnels: perTunnel(({ instance }) => ({
      address: lab.router.tunnels[instance]!.address,
      gatewayAddress: lab.ends.tunnels[instance].remoteAddress,
      sharedKey: lab.ends.tunnels[instance].sharedKey,
    })),
  });
  return parseRouter("the rendered file", render(readTemplate("catalyst-tunnels.ios"), view));
}
