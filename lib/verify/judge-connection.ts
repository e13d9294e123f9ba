import { FAMILIES, FAMILY_NAMES, familyOf, type Family } from "../model/dual-stack";
import { cidrs } from "../model/network";
import type { AzureEvidence } from "../evidence/azure-evidence";
import type { AzurePolicy } from "../evidence/azure-shapes";
import { last, namesOf, type Pair } from "./azure-pair";
import { APPLY, cause, type CauseName } from "./cause";
import { ALL, type Finding } from "./finding";
import type { Intent } from "./intent";
import { espWords, ikeWords, pfsWords } from "./policy-words";
import { setting, type Setting } from "./setting";

/** Judges a connection against the config: whether it is there, and whether somebody has changed it. */
export function connectionFindings(
  { connection, readings, tunnels, isNamedIn }: Pair,
  evidence: AzureEvidence,
): Finding[] {
  const { name, ipsecPolicy, keyVersion } = connection;
  const own = namesOf(tunnels);
  const shown = readings.at(-1);
  const there = {
    check: `${name}: in Azure`,
    expected: "Succeeded",
    stage: "setting",
    tunnels: own,
    breaks: ALL,
  } as const;
  if (!shown) {
    const isMissing = evidence.missing.some((one) => /^connections$/i.test(one.type) && one.name === name);
    if (!isMissing) return [{ ...there, outcome: "unknown" }];
    const causes = [
      cause(
        "connection missing",
        `Azure has no connection ${name}: vpn deploy makes it again, with the key that it had.`,
      ),
    ];
    return [{ ...there, outcome: "failed", seen: "not there", causes }];
  }
  const state = shown.provisioningState;
  const update = `az network vpn-connection show --name ${name}`;
  const listed = shown.ipsecPolicies ?? last(evidence.policies, ({ name }) => isNamedIn(name))?.policies;
  const words = (of: (policy: AzurePolicy) => string) => {
    if (listed === undefined) return undefined;
    return listed[0] ? of(listed[0]) : "Azure's defaults";
  };
  const wanted: AzurePolicy = { ...ipsecPolicy, saLifeTimeSeconds: ipsecPolicy.saLifetimeSeconds };
  const lifetimes = (policy: AzurePolicy) => `${policy.saLifeTimeSeconds} s, ${policy.saDataSizeKilobytes} KB`;
  const drift = (what: CauseName, text: string) =>
    cause(what, `${text} differs from the config: vpn deploy sets it back (${update}).`);
  const isPolicyBased = shown.usePolicyBasedTrafficSelectors ?? false;
  const settings: Setting[] = [
    {
      check: `${name}: in Azure`,
      expected: "Succeeded",
      seen: state,
      breaks: ALL,
      cause: cause(
        "gateway not ready",
        `The connection is ${state}: wait until it has Succeeded; where it stays so, ${update}, and vpn deploy.`,
      ),
    },
    {
      check: `${name}: IKE policy`,
      expected: ikeWords(wanted),
      seen: words(ikeWords),
      breaks: ALL,
      cause: drift("IKE policy changed in Azure", `ipsecPolicies[0], ikeEncryption, ikeIntegrity or dhGroup,`),
    },
    {
      check: `${name}: protocol`,
      expected: "IKEv2",
      seen: shown.connectionProtocol,
      breaks: ALL,
      cause: drift("IKE policy changed in Azure", "connectionProtocol"),
    },
    {
      check: `${name}: IPsec policy`,
      expected: espWords(wanted),
      seen: words(espWords),
      breaks: ALL.slice(1),
      cause: drift("IPsec policy changed in Azure", "ipsecPolicies[0], ipsecEncryption or ipsecIntegrity,"),
    },
    {
      check: `${name}: PFS`,
      expected: pfsWords(wanted),
      seen: words(pfsWords),
      breaks: ALL.slice(1),
      cause: drift("PFS changed in Azure", "ipsecPolicies[0].pfsGroup"),
    },
    {
      check: `${name}: lifetimes`,
      expected: lifetimes(wanted),
      seen: words(lifetimes),
      breaks: [],
      cause: drift("lifetimes changed in Azure", "ipsecPolicies[0], saLifeTimeSeconds or saDataSizeKilobytes,"),
    },
    {
      check: `${name}: traffic selectors`,
      expected: "everything",
      breaks: ALL.slice(1),
      seen: isPolicyBased || shown.trafficSelectorPolicies > 0 ? "of prefixes" : "everything",
      cause: drift("policy-based selectors", "usePolicyBasedTrafficSelectors or trafficSelectorPolicies"),
    },
    {
      check: `${name}: key version`,
      expected: String(keyVersion),
      seen: shown.keyVersion?.toString(),
      breaks: ALL,
      cause: cause(
        "key version differs",
        `The config has version ${keyVersion} of the key, and Azure has ${shown.keyVersion ?? "none"}: vpn deploy, and ${APPLY} --keys.`,
      ),
    },
    {
      check: `${name}: connection mode`,
      expected: "Default",
      seen: shown.connectionMode,
      breaks: [],
      cause: drift("connection mode changed in Azure", "connectionMode"),
    },
  ];
  return settings.map((one) => setting(one, own));
}

/** The local network gateway of a connection: the router's address, and what is behind it. */
export function localNetworkGatewayFindings(
  { connection, localNetworkGateway, peer, tunnels, readings }: Pair,
  { site }: Intent,
): Finding[] {
  const { name, localNetworkGateway: own } = connection;
  const far = localNetworkGateway?.name ?? own;
  const show = `az network local-gateway show --name ${far}`;
  const space = localNetworkGateway?.localNetworkAddressSpace?.addressPrefixes;
  const wanted = cidrs(site.network);
  const of = (list: readonly string[], family: Family) => list.filter((one) => familyOf(one) === family);
  const without = FAMILIES.find((family) => of(wanted, family).length > 0 && space && of(space, family).length === 0);
  const sorted = (list: readonly string[]) => [...list].sort().join(", ");
  const what = { ipv4: "no IPv4 prefix at Azure", ipv6: "no IPv6 prefix at Azure" } as const;
  const dpd = readings.at(-1)?.dpdTimeoutSeconds;
  const settings: Setting[] = [
    {
      check: `${name}: DPD`,
      expected: `${site.dpdTimeoutSeconds} s`,
      seen: dpd === undefined ? undefined : `${dpd} s`,
      breaks: [],
      cause: cause(
        "DPD changed in Azure",
        `dpdTimeoutSeconds differs from the config: az network vpn-connection update --name ${name} --set dpdTimeoutSeconds=${site.dpdTimeoutSeconds}; by vpn deploy the connection is made anew.`,
      ),
    },
    {
      check: `${name}: address of the router`,
      expected: peer,
      outcome: "failed",
      breaks: ALL,
      seen: localNetworkGateway?.gatewayIpAddress ?? localNetworkGateway?.fqdn,
      cause: cause(
        "wrong peer address at Azure",
        `${far} has another address than the router's WAN ${connection.wan.interface}: vpn deploy, or set gatewayIpAddress to ${peer} (${show}).`,
      ),
    },
    {
      check: `${name}: prefixes of the site`,
      expected: sorted(wanted),
      seen: space && sorted(space),
      settles: [what.ipv4, what.ipv6, "prefixes changed in Azure"],
      breaks: without ? ([without, "routes", "traffic", "reach"] as const) : (["routes", "traffic", "reach"] as const),
      cause: without
        ? cause(
            what[without],
            `${far} has no ${FAMILY_NAMES[without]} prefix, so that the gateway does not offer the family: set addressPrefixes to ${wanted.join(" ")}, or vpn deploy (${show}).`,
          )
        : cause(
            "prefixes changed in Azure",
            `${far} has other prefixes than the site: set addressPrefixes to ${wanted.join(" ")}, or vpn deploy (${show}).`,
          ),
    },
  ];
  return settings.map((one) => setting(one, namesOf(tunnels)));
}
