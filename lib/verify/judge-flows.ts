import { FAMILY_NAMES, type Family } from "../model/dual-stack";
import type { RouterConfig } from "../router/router-config";
import { EVERYTHING } from "./association";
import { APPLY, cause, type Cause } from "./cause";
import type { FarEnd } from "./far-end";
import { transformOf, transformsOf } from "./file-words";
import type { Finding } from "./finding";
import { known } from "./known";
import type { Reading, RouterEvidence } from "../evidence/router-evidence";
import type { IkeSa } from "../evidence/show-ikev2-sa";
import type { IpsecFlow } from "../evidence/show-ipsec-sa";
import type { Outcome } from "./verdict";

type Tunnel = RouterConfig["tunnels"][number];

const isUp = ({ inbound, outbound }: IpsecFlow) =>
  [inbound, outbound].every((list) => list.some(({ status }) => /^ACTIVE/.test(status)));

/** Judges what a tunnel with an IKE SA carries of one family. */
export function flowFinding(
  file: RouterConfig,
  tunnel: Tunnel,
  family: Family,
  sa: IkeSa,
  evidence: RouterEvidence,
): Finding {
  const { name } = tunnel;
  const transforms = transformsOf(file, tunnel);
  const base = {
    check: `${name}: ${FAMILY_NAMES[family]} flow`,
    tunnels: [name],
    expected: `${EVERYTHING[family]} both ways, ${transforms.join(" or ")}`,
  };
  const { found, isWhole } = known(evidence.ipsecFlows, { interfaces: file.tunnels.map((one) => one.name) });
  const own = found.filter((one) => one.interface === name);
  const isOf = (one: IpsecFlow) => one.local === EVERYTHING[family] && one.remote === EVERYTHING[family];
  const up = own.filter(isUp);
  const active = up.find(isOf);
  if (active) {
    const seen = [...new Set(active.inbound.map(({ transform }) => transformOf(transform)))].join(", ");
    if (transforms.includes(seen)) return { ...base, stage: family, outcome: "passed", seen };
    const text = `The router runs another transform set than its file: ${APPLY}.`;
    return { ...base, stage: family, outcome: "degraded", seen, causes: [cause("router runs another file", text)] };
  }
  if (!isWhole) return { ...base, stage: family, outcome: "unknown" };
  if (up.length === 0) {
    return { ...base, stage: "esp", outcome: "failed", seen: "no SA", causes: noEsp(file, tunnel, sa) };
  }
  const seen = `${FAMILY_NAMES[family === "ipv6" ? "ipv4" : "ipv6"]} alone`;
  return { ...base, stage: family, outcome: "failed", seen, causes: noFamily(tunnel, family) };
}

/** Why there is an IKE SA and no ESP. PFS is of no account until something is rekeyed. */
function noEsp({ ipsecProfiles }: RouterConfig, { name, ipsecProfile }: Tunnel, sa: IkeSa): Cause[] {
  const profile = ipsecProfiles.find((one) => one.name === ipsecProfile);
  const causes = [
    cause(
      "transform set differs at the router",
      `The router's ESP algorithms are others than Azure's: compare show crypto ipsec transform-set with the connection's IPsec policy, and ${APPLY}.`,
    ),
    cause(
      "PFS differs at the router",
      `PFS is on at one end alone, so that a rekeying fails: the IPsec profile of ${name} is to have ${profile?.pfs ? `set pfs ${profile.pfs}` : "no set pfs"}; ${APPLY}.`,
    ),
  ];
  const wasRekeyed = profile !== undefined && sa.activeSeconds >= profile.lifetimeSeconds / 2;
  return wasRekeyed ? causes.reverse() : causes;
}

/** Why one family is up and the other is not. */
function noFamily({ name, mode }: Tunnel, family: Family): Cause[] {
  const prefix = cause(
    family === "ipv6" ? "no IPv6 prefix at Azure" : "no IPv4 prefix at Azure",
    `The local network gateway in Azure has no ${FAMILY_NAMES[family]} prefix, so that Azure does not offer the family: look at its address space, and deploy.`,
  );
  const tunnelMode = cause(
    "tunnel mode differs at the router",
    `${name} is not in the mode of the file: interface ${name}, tunnel mode ${mode}; or ${APPLY}.`,
  );
  const network = cause(
    "no IPv6 in the gateway's network",
    "GatewaySubnet or the gateway's network has no IPv6 prefix: az network vnet show, and deploy.",
  );
  return family === "ipv6" ? [prefix, tunnelMode, network] : [prefix, tunnelMode];
}

/**
 * Which way packets went between the last two readings. Both ends share their packets
 * among the tunnels, each by its own rule, so that an answer may come by another tunnel, and a tunnel may be idle.
 */
export function trafficFindings(tunnel: Tunnel, { ipsecFlows = [] }: RouterEvidence, far: FarEnd): Finding[] {
  const [first, last] = ipsecFlows.slice(-2);
  if (!first || !last) return [];
  const moved = (key: "encaps" | "decaps", isOf: (name: string) => boolean) => {
    const total = (reading: Reading<IpsecFlow>) =>
      reading.found.filter((one) => isOf(one.interface)).reduce((sum, { packets }) => sum + packets[key], 0);
    return total(last) - total(first);
  };
  const [sent, received] = (["encaps", "decaps"] as const).map((key) => moved(key, (name) => name === tunnel.name));
  const [othersSent, othersReceived] = (["encaps", "decaps"] as const).map(
    (key) => moved(key, (name) => name !== tunnel.name) > 0,
  );
  const verdict = (outcome: Outcome, ...causes: Cause[]): Finding[] => [
    {
      check: `${tunnel.name}: traffic`,
      outcome,
      expected: "packets in both directions",
      seen: `${sent} sent, ${received} received between the two readings`,
      causes,
      stage: "traffic",
      tunnels: [tunnel.name],
    },
  ];
  // Counters that began anew say nothing.
  if (sent! < 0 || received! < 0) return verdict("unknown");
  if (sent! > 0 && received! > 0) return verdict("passed");
  if (sent! > 0) {
    const silent = cause(
      "NSG drops",
      "The far side does not answer: look at its routes and its security groups (az network nic show-effective-route-table, az network nic list-effective-nsg).",
    );
    const lost = cause(
      "ESP dropped on the way",
      `What the router sends does not come to the gateway: let UDP 4500, and without NAT ESP, pass to ${tunnel.destination}.`,
    );
    const receives = far.receives(tunnel.name);
    if (receives === false) return verdict("degraded", lost);
    if (othersReceived) return verdict(receives ? "passed" : "unknown");
    return verdict("degraded", ...(receives ? [silent] : [silent, lost]));
  }
  if (received! > 0) {
    if (othersSent) return verdict("passed");
    const text = "The router answers by another way: look at its routes to the gateway's network (show ip route).";
    return verdict("degraded", cause("answers by another way", text));
  }
  return othersSent || othersReceived ? [] : verdict("unknown");
}
