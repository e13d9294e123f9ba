import { FAMILIES } from "../model/dual-stack";
import type { RouterConfig } from "../router/router-config";
import { REPLACED_WITHIN } from "./association";
import { APPLY, cause } from "./cause";
import { NOBODY, type FarEnd } from "./far-end";
import { ikeSaWords, proposalWords } from "./file-words";
import { ALL, explained, type Finding } from "./finding";
import { flowFinding, trafficFindings } from "./judge-flows";
import { routeFindings } from "./judge-routes";
import { known } from "./known";
import { noIke } from "./no-ike";
import type { RouterEvidence } from "../evidence/router-evidence";
import type { IkeSa } from "../evidence/show-ikev2-sa";
import type { Verdict } from "./verdict";

type Tunnel = RouterConfig["tunnels"][number];

/**
 * Judges what a router shows of its tunnels against the file that it was given. What the evidence does not say is
 * `unknown`. The causes of a failure come from what it follows from, and else from how it looks.
 */
export const judgeRouter = (file: RouterConfig, evidence: RouterEvidence): Verdict[] =>
  explained(routerFindings(file, evidence));

/** Does what {@link judgeRouter} does, to be explained together with what the other end shows. */
export function routerFindings(file: RouterConfig, evidence: RouterEvidence, far: FarEnd = NOBODY): Finding[] {
  return [
    ...licence(file, evidence),
    ...throughput(file, evidence),
    ...file.tunnels.flatMap((tunnel) => ofTunnel(file, tunnel, evidence, far)),
    ...FAMILIES.flatMap((family) => routeFindings(file, family, evidence)),
  ];
}

const namesOf = ({ tunnels }: RouterConfig) => tunnels.map(({ name }) => name);

/** A router in Azure takes the tunnels' commands only while its licence level is active. */
function licence(file: RouterConfig, { version = [] }: RouterEvidence): Finding[] {
  if (file.throughputMbps === undefined) return [];
  const base = {
    check: "licence level",
    expected: "one that is active",
    stage: "setting",
    tunnels: namesOf(file),
  } as const;
  const level = version.flatMap(({ found }) => found.flatMap(({ licenseLevel }) => licenseLevel ?? [])).at(-1);
  if (level === undefined) return [{ ...base, outcome: "unknown" }];
  if (level !== "") return [{ ...base, outcome: "passed", seen: level }];
  const text = `The level of day 0 becomes active with a reload: write memory, reload, and ${APPLY}.`;
  return [{ ...base, outcome: "failed", seen: "none", breaks: ALL, causes: [cause("licence inactive", text)] }];
}

function throughput(file: RouterConfig, { version = [], platformThroughput = [] }: RouterEvidence): Finding[] {
  const { throughputMbps } = file;
  if (throughputMbps === undefined) return [];
  const level =
    platformThroughput.flatMap(({ found }) => found.map(({ enforcedKbps }) => enforcedKbps)).at(-1) ??
    version.flatMap(({ found }) => found.flatMap(({ throughputKbps }) => throughputKbps ?? [])).at(-1);
  const base = {
    check: "throughput level",
    expected: `${throughputMbps} Mbit/s or more`,
    stage: "setting" as const,
    tunnels: namesOf(file),
  };
  if (level === undefined) return [{ ...base, outcome: "unknown" }];
  const seen = level === "unthrottled" ? level : `${level / 1000} Mbit/s`;
  if (level === "unthrottled" || level >= throughputMbps * 1000) return [{ ...base, outcome: "passed", seen }];
  const text = `The level counts after the reload that activates the licence level: reload the router, and ${APPLY}.`;
  return [{ ...base, outcome: "degraded", seen, causes: [cause("throughput unset", text)] }];
}

function ofTunnel(file: RouterConfig, tunnel: Tunnel, evidence: RouterEvidence, far: FarEnd): Finding[] {
  const { found, isWhole } = known(evidence.ikeSas);
  const own = found.filter((one) => isOf(one, tunnel));
  const ready = own.filter(({ status }) => status === "READY");
  const base = {
    check: `${tunnel.name}: IKE SA`,
    expected: `${tunnel.source} to ${tunnel.destination}, READY`,
    stage: "ike" as const,
    tunnels: [tunnel.name],
  };
  const settings = [...interfaceFindings(tunnel, evidence), ...peerFindings(tunnel, evidence)];
  const [sa] = ready;
  if (sa) {
    const seen = `${sa.local.address}:${sa.local.port} to ${sa.remote.address}:${sa.remote.port}, READY`;
    return [
      // An SA that is READY says of itself that nothing is shut.
      ...settings.filter(({ outcome }) => outcome !== "unknown"),
      { ...base, outcome: "passed", seen },
      algorithms(file, tunnel, sa),
      ...timers(file, tunnel, sa),
      ...duplicates(file, tunnel, ready, evidence),
      ...(tunnel.mode === "ipsec ipv4" ? (["ipv4"] as const) : FAMILIES).map((family) =>
        flowFinding(file, tunnel, family, sa, evidence),
      ),
      ...trafficFindings(tunnel, evidence, far),
    ];
  }
  if (own.length === 0 && !isWhole) return [...settings, { ...base, outcome: "unknown" }];
  const seen = own.map(halfSa).join(", ") || "none";
  const others = file.tunnels.filter(({ name, source, vrf }) => {
    const shared = source === tunnel.source && vrf === tunnel.vrf;
    return shared && name !== tunnel.name;
  });
  const causes = noIke({
    file,
    tunnel,
    own,
    evidence,
    hasOther: others.some((other) => found.some((one) => one.status === "READY" && isOf(one, other))),
    farHasSa: far.hasIkeSa(tunnel.name),
  });
  return [...settings, { ...base, outcome: "failed", seen, causes }];
}

/** An SA that is not READY: `IN-NEG, nothing agreed`. */
const halfSa = (sa: IkeSa) =>
  `${sa.status}, ${/^unknown/i.test(sa.encryption) ? "nothing agreed" : `${ikeSaWords(sa)} agreed`}`;

/** Whether an IKE SA is that of a tunnel. */
function isOf({ local, remote, fvrf }: IkeSa, tunnel: Tunnel): boolean {
  const isSource = /^[\d.]+$/.test(tunnel.source) ? local.address === tunnel.source : true;
  return isSource && remote.address === tunnel.destination && fvrf === tunnel.vrf;
}

/** Whether the tunnel is shut; nothing where no line says so. */
function interfaceFindings({ name }: Tunnel, evidence: RouterEvidence): Finding[] {
  const state = known(evidence.interfaces)
    .found.filter((one) => one.interface === name)
    .at(-1);
  const base = { check: `${name}: interface`, expected: "not shut", stage: "setting", tunnels: [name] } as const;
  if (!state) return [{ ...base, outcome: "unknown" }];
  if (!/administratively/.test(state.status)) return [{ ...base, outcome: "passed", seen: state.status }];
  const causes = [cause("tunnel shut", `${name} is shut: interface ${name}, no shutdown.`)];
  return [{ ...base, outcome: "failed", seen: state.status, breaks: ALL, causes }];
}

/** Whether the router's tunnel goes where the file says; nothing where no session says so. */
function peerFindings({ name, destination }: Tunnel, evidence: RouterEvidence): Finding[] {
  const sessions = known(evidence.cryptoSessions).found.filter((one) => one.interface === name);
  const peers = [...new Set(sessions.map(({ peer }) => peer.address))];
  if (peers.length === 0) return [];
  const base = { check: `${name}: peer`, expected: destination, stage: "setting", tunnels: [name] } as const;
  const seen = peers.join(", ");
  if (peers.includes(destination)) return [{ ...base, outcome: "passed", seen }];
  const text = `${name} leads to ${seen}, where the file has ${destination}: ${APPLY}.`;
  return [{ ...base, outcome: "failed", seen, breaks: ALL, causes: [cause("router runs another file", text)] }];
}

function algorithms(file: RouterConfig, { name }: Tunnel, sa: IkeSa): Finding {
  const accepted = proposalWords(file);
  const seen = ikeSaWords(sa);
  const base = {
    check: `${name}: IKE algorithms`,
    expected: accepted.join(", or "),
    seen,
    stage: "setting" as const,
    tunnels: [name],
  };
  if (accepted.includes(seen)) return { ...base, outcome: "passed" };
  const text = `The router runs another policy than its file: ${APPLY}.`;
  return { ...base, outcome: "degraded", causes: [cause("router runs another file", text)] };
}

/** Whether the router asks a silent peer, and rekeys, when its file says so; nothing where DPD is not printed. */
function timers(file: RouterConfig, { name, ipsecProfile }: Tunnel, { dpd, lifetimeSeconds }: IkeSa): Finding[] {
  const used = file.ipsecProfiles.find((one) => one.name === ipsecProfile)?.ikeProfile;
  const profile = file.profiles.find((one) => one.name === used);
  if (!profile || !dpd) return [];
  const words = (seconds: number, retry: number, lifetime: number) => `dpd ${seconds} ${retry}, lifetime ${lifetime}`;
  const expected = words(profile.dpd.seconds, profile.dpd.retrySeconds, profile.lifetimeSeconds);
  const seen = words(dpd.seconds, dpd.retry, lifetimeSeconds);
  const base = { check: `${name}: IKE timers`, expected, seen, stage: "setting", tunnels: [name] } as const;
  if (seen === expected) return [{ ...base, outcome: "passed" }];
  const text = `The IKEv2 profile ${profile.name} of the router has other timers than its file: ${APPLY}.`;
  return [{ ...base, outcome: "degraded", causes: [cause("router runs another file", text)] }];
}

/** Two associations where one should be; nothing is said of the time in which one replaces the other. */
function duplicates(
  { ipsecProfiles }: RouterConfig,
  { name, destination, ipsecProfile }: Tunnel,
  ready: readonly IkeSa[],
  { ipsecFlows = [] }: RouterEvidence,
): Finding[] {
  const old = ready.filter(({ activeSeconds }) => activeSeconds > REPLACED_WITHIN);
  // A narrower command shows one again.
  const ike = new Set(old.map(({ tunnelId }) => tunnelId));
  const lifetime = ipsecProfiles.find((one) => one.name === ipsecProfile)?.lifetimeSeconds ?? Infinity;
  const flows = (ipsecFlows.at(-1)?.found ?? []).filter((one) => one.interface === name);
  // What is being replaced has little left of its lifetime.
  const esp = flows.map(({ inbound }) => inbound.filter(({ remainingSeconds = 0 }) => remainingSeconds > lifetime / 4));
  const most = Math.max(0, ...esp.map(({ length }) => length));
  if (ike.size < 2 && most < 2) return [];
  const text = `Both ends have made associations of ${name}, and traffic may use any of them: clear crypto ikev2 sa remote ${destination}.`;
  return [
    {
      check: `${name}: associations`,
      outcome: "degraded",
      expected: "one IKE SA, and one ESP SA of a selector",
      seen: `${ike.size} and ${most}`,
      stage: "setting",
      tunnels: [name],
      causes: [cause("duplicate SAs", text)],
    },
  ];
}
