import { FAMILIES, FAMILY_NAMES, type Family } from "../model/dual-stack";
import { isGcm } from "../model/ipsec-policy";
import type { AzureEvidence } from "../evidence/azure-evidence";
import type { AzureIkeSa } from "../evidence/azure-shapes";
import { growth, isUp, sasOf, type Pair, type RouterTunnel } from "./azure-pair";
import { cause, type Cause } from "./cause";
import type { Finding } from "./finding";
import { EVERYTHING, REPLACED_WITHIN } from "./association";
import { ikeWords } from "./policy-words";
import { setting, type Setting } from "./setting";

/** Judges what Azure says of a tunnel that the router's file has. */
export function azureTunnelFindings(
  pair: Pair,
  tunnel: RouterTunnel,
  evidence: AzureEvidence,
  /** Of the site. */
  all: readonly Pair[],
): Finding[] {
  const { name } = tunnel;
  const sas = sasOf(pair, tunnel, evidence);
  const up = isUp(pair, tunnel, sas);
  const tunnels = [name];
  const base = { check: `${name}: tunnel in Azure`, expected: "Connected", stage: "tunnel", tunnels } as const;
  if (up === undefined) return [{ ...base, outcome: "unknown" }];
  if (!up)
    return [{ ...base, outcome: "failed", seen: "NotConnected", causes: [whyDown(pair, tunnel, sas, evidence)] }];
  return [
    { ...base, outcome: "passed", seen: "Connected" },
    ...(sas ? ofSas(pair, tunnel, sas) : unknownSas(tunnel)),
    ...counted(pair, tunnel, othersOf(tunnel, all)),
  ];
}

/** What Azure alone can say. */
function whyDown(
  pair: Pair,
  { name, destination }: RouterTunnel,
  sas: readonly AzureIkeSa[] | undefined,
  evidence: AzureEvidence,
): Cause {
  if (sas?.[0]) return noEsp(pair);
  const isUpAlone = pair.tunnels.some((one) => one.name !== name && isUp(pair, one, sasOf(pair, one, evidence)));
  if (!isUpAlone) return cause("router not asked", "Azure does not say why: ask the router (vpn verify --commands).");
  return cause(
    "instance down",
    `The other instance has its tunnel, and ${destination} has not: ask the router (vpn verify --commands); az network vnet-gateway reset --gateway-vip ${destination}.`,
  );
}

const noEsp = ({ connection: { name } }: Pair) =>
  cause(
    "transform set differs at the router",
    `There is an IKE SA and no ESP: compare the connection's IPsec policy with the router's transform set and PFS (az network vpn-connection show --name ${name}).`,
  );

const familiesOf = ({ mode }: RouterTunnel): readonly Family[] => (mode === "ipsec ipv4" ? ["ipv4"] : FAMILIES);

function unknownSas({ name }: RouterTunnel): Finding[] {
  return [
    {
      check: `${name}: IKE SA in Azure`,
      outcome: "unknown",
      expected: "as in the config",
      stage: "setting",
      tunnels: [name],
    },
  ];
}

function ofSas(pair: Pair, tunnel: RouterTunnel, sas: readonly AzureIkeSa[]): Finding[] {
  const { connection } = pair;
  const { name } = tunnel;
  const tunnels = [name];
  const [sa] = sas;
  if (!sa) return unknownSas(tunnel);
  const wanted = ikeWords(connection.ipsecPolicy);
  // What Azure lists as integrity beside a GCM cipher may be that cipher, which says nothing of the PRF.
  const integrity = isGcm(sa.integrity) ? connection.ipsecPolicy.ikeIntegrity : sa.integrity;
  const seen = ikeWords({ ikeEncryption: sa.encryption, ikeIntegrity: integrity, dhGroup: sa.dhGroup });
  const old = sas.filter(({ activeSeconds = 0 }) => activeSeconds > REPLACED_WITHIN);
  const children = sas.flatMap((one) => one.children);
  const covers = (family: Family) =>
    children.some(({ local, remote }) => [local, remote].every((list) => list.includes(EVERYTHING[family])));
  const algorithms: Setting = {
    check: `${name}: IKE SA in Azure`,
    expected: wanted,
    seen,
    breaks: [],
    cause: cause(
      "IKE policy changed in Azure",
      `The tunnel runs other algorithms than the config has: az network vpn-connection show --name ${connection.name}, and vpn deploy.`,
    ),
  };
  return [
    setting(algorithms, tunnels),
    ...(old.length > 1 ? [twice(tunnel, old.length)] : []),
    ...familiesOf(tunnel).map((family): Finding => {
      const base = {
        check: `${name}: ${FAMILY_NAMES[family]} selectors in Azure`,
        expected: EVERYTHING[family],
        tunnels,
      };
      if (covers(family)) return { ...base, stage: family, outcome: "passed", seen: EVERYTHING[family] };
      const seen = children.flatMap(({ remote }) => remote).join(", ") || "none";
      if (children.length === 0) return { ...base, stage: "esp", outcome: "failed", seen, causes: [noEsp(pair)] };
      const text = `The router does not take the family: interface ${name}, tunnel mode ${tunnel.mode}.`;
      return {
        ...base,
        stage: family,
        outcome: "failed",
        seen,
        causes: [cause("tunnel mode differs at the router", text)],
      };
    }),
  ];
}

const twice = ({ name, destination }: RouterTunnel, count: number): Finding => ({
  check: `${name}: associations in Azure`,
  outcome: "degraded",
  expected: "one",
  seen: `${count} IKE SAs`,
  stage: "setting",
  tunnels: [name],
  causes: [
    cause(
      "duplicate SAs",
      `Both ends have made an association of ${name}: clear crypto ikev2 sa remote ${destination}, at the router.`,
    ),
  ],
});

/** Which way bytes went by the other tunnels of the site, among which both ends share their packets. */
function othersOf({ name }: RouterTunnel, all: readonly Pair[]): { readonly came: boolean; readonly went: boolean } {
  const grown = all.flatMap((pair) =>
    pair.tunnels.flatMap((tunnel) => (tunnel.name === name ? [] : (growth(pair, tunnel) ?? []))),
  );
  return { came: grown.some(({ ingress }) => ingress > 0), went: grown.some(({ egress }) => egress > 0) };
}

function counted(pair: Pair, tunnel: RouterTunnel, others: ReturnType<typeof othersOf>): Finding[] {
  const grown = growth(pair, tunnel);
  if (!grown) return [];
  const { ingress, egress } = grown;
  const { name } = tunnel;
  const base = {
    check: `${name}: traffic in Azure`,
    expected: "bytes in both directions",
    stage: "reach" as const,
    tunnels: [name],
    seen: `${ingress} bytes came, ${egress} went between the two readings`,
  } as const;
  if ((ingress > 0 && (egress > 0 || others.went)) || (egress > 0 && others.came))
    return [{ ...base, outcome: "passed" }];
  if (ingress === 0 && egress === 0) return others.came || others.went ? [] : [{ ...base, outcome: "unknown" }];
  const causes =
    ingress > 0
      ? [
          cause(
            "NSG drops",
            "Nothing behind the gateway answers by this tunnel: az network nic show-effective-route-table, az network nic list-effective-nsg.",
          ),
        ]
      : [
          cause(
            "answers by another way",
            "Nothing comes back by this tunnel: look at the router's routes and at those of the site's network.",
          ),
          cause(
            "ESP dropped on the way",
            `What the router sends may not come to the gateway: let UDP 4500, and without NAT ESP, pass to ${tunnel.destination}.`,
          ),
        ];
  return [{ ...base, outcome: "degraded", causes }];
}
