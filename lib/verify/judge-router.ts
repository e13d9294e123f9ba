import type { RouterConfig } from "../router/router-config";
import type { Family } from "../model/dual-stack";
import { FAMILIES, FAMILY_NAMES } from "../model/dual-stack";
import { cause, type Cause } from "./cause";
import { ALL, explained, type Finding } from "./finding";
import { NOBODY, type FarEnd } from "./far-end";
import { known } from "./known";
import { noIke } from "./no-ike";
import type { NextHop, Route } from "./route";
import type { Reading, RouterEvidence } from "./router-evidence";
import type { IkeSa } from "./show-ikev2-sa";
import type { IpsecFlow } from "./show-ipsec-sa";
import type { Outcome, Verdict } from "./verdict";

type Tunnel = RouterConfig["tunnels"][number];
type FileRoute = RouterConfig["ipv4Routes"][number];

/** Selectors of everything, by the family that they carry. */
export const EVERYTHING = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const;

/** An association that stands beside another for longer than this does not replace it. In seconds. */
export const REPLACED_WITHIN = 120;

/** A file that is on the router in another form than it is here. */
const GIVE_AGAIN = "give the router its file again";

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
    ...FAMILIES.flatMap((family) => routes(file, family, evidence)),
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
  const level = version.flatMap(({ found }) => found.flatMap(({ licenseLevel }) => licenseLevel ?? [])).at(0);
  if (level === undefined) return [{ ...base, outcome: "unknown" }];
  if (level !== "") return [{ ...base, outcome: "passed", seen: level }];
  const text =
    "The level of day 0 becomes active with a reload: write memory, reload, and give the router its file again.";
  return [{ ...base, outcome: "failed", seen: "none", breaks: ALL, causes: [cause("licence inactive", text)] }];
}

function throughput(file: RouterConfig, { version = [], platformThroughput = [] }: RouterEvidence): Finding[] {
  const { throughputMbps } = file;
  if (throughputMbps === undefined) return [];
  const levels = [
    ...platformThroughput.flatMap(({ found }) => found.map(({ enforcedKbps }) => enforcedKbps)),
    ...version.flatMap(({ found }) => found.flatMap(({ throughputKbps }) => throughputKbps ?? [])),
  ];
  const level = levels.at(0);
  const base = {
    ...{ check: "throughput level", expected: `${throughputMbps} Mbit/s or more` },
    ...({ stage: "setting", tunnels: namesOf(file) } as const),
  };
  if (level === undefined) return [{ ...base, outcome: "unknown" }];
  const seen = level === "unthrottled" ? level : `${level / 1000} Mbit/s`;
  if (level === "unthrottled" || level >= throughputMbps * 1000) return [{ ...base, outcome: "passed", seen }];
  const text =
    "The level counts after the reload that activates the licence level: reload the router, and give it its file again.";
  return [{ ...base, outcome: "degraded", seen, causes: [cause("throughput unset", text)] }];
}

function ofTunnel(file: RouterConfig, tunnel: Tunnel, evidence: RouterEvidence, far: FarEnd): Finding[] {
  const { found, isWhole } = known(evidence.ikeSas);
  const own = found.filter((one) => isOf(one, tunnel));
  const ready = own.filter(({ status }) => status === "READY");
  const base = {
    ...{ check: `${tunnel.name}: IKE SA`, expected: `${tunnel.source} to ${tunnel.destination}, READY` },
    ...({ stage: "ike", tunnels: [tunnel.name] } as const),
  };
  const settings = [...interfaceOf(tunnel, evidence), ...peerOf(tunnel, evidence)];
  const [sa] = ready;
  if (sa) {
    const seen = `${sa.local.address}:${sa.local.port} to ${sa.remote.address}:${sa.remote.port}, READY`;
    return [
      ...settings,
      { ...base, outcome: "passed", seen },
      algorithms(file, tunnel, sa),
      ...duplicates(tunnel, ready, evidence),
      ...(tunnel.mode === "ipsec ipv4" ? (["ipv4"] as const) : FAMILIES).map((family) =>
        flow(file, tunnel, family, sa, evidence, far),
      ),
      ...traffic(tunnel, evidence, far),
    ];
  }
  if (own.length === 0 && !isWhole) return [...settings, { ...base, outcome: "unknown" }];
  const seen = own.map(halfSa).join(", ") || "none";
  const others = file.tunnels.filter(({ name, source, vrf }) => {
    const shared = source === tunnel.source && vrf === tunnel.vrf;
    return shared && name !== tunnel.name;
  });
  const causes = noIke({
    ...{ file, tunnel, own, evidence },
    hasOther: others.some((other) => found.some((one) => one.status === "READY" && isOf(one, other))),
    farHasSa: far.hasIkeSa(tunnel.name),
  });
  return [...settings, { ...base, outcome: "failed", seen, causes }];
}

/** An SA that is not READY: `IN-NEG, nothing agreed`. */
const halfSa = (sa: IkeSa) =>
  `${sa.status}, ${/^unknown/i.test(sa.encryption) ? "nothing agreed" : `${wordsOf(sa)} agreed`}`;

/** Whether an IKE SA is that of a tunnel. */
function isOf({ local, remote, fvrf }: IkeSa, tunnel: Tunnel): boolean {
  const isSource = /^[\d.]+$/.test(tunnel.source) ? local.address === tunnel.source : true;
  return isSource && remote.address === tunnel.destination && fvrf === tunnel.vrf;
}

/** Whether the tunnel is shut; nothing where no line says so. */
function interfaceOf({ name }: Tunnel, evidence: RouterEvidence): Finding[] {
  const state = known(evidence.interfaces).found.find((one) => one.interface === name);
  const base = { check: `${name}: interface`, expected: "not shut", stage: "setting", tunnels: [name] } as const;
  if (!state) return [{ ...base, outcome: "unknown" }];
  if (!/administratively/.test(state.status)) return [{ ...base, outcome: "passed", seen: state.status }];
  const causes = [cause("tunnel shut", `${name} is shut: interface ${name}, no shutdown.`)];
  return [{ ...base, outcome: "failed", seen: state.status, breaks: ALL, causes }];
}

/** Whether the router's tunnel goes where the file says; nothing where no session says so. */
function peerOf({ name, destination }: Tunnel, evidence: RouterEvidence): Finding[] {
  const sessions = known(evidence.cryptoSessions).found.filter((one) => one.interface === name);
  const peers = [...new Set(sessions.map(({ peer }) => peer.address))];
  if (peers.length === 0) return [];
  const base = { check: `${name}: peer`, expected: destination, stage: "setting", tunnels: [name] } as const;
  const seen = peers.join(", ");
  if (peers.includes(destination)) return [{ ...base, outcome: "passed", seen }];
  const text = `${name} leads to ${seen}, where the file has ${destination}: ${GIVE_AGAIN}.`;
  return [{ ...base, outcome: "failed", seen, breaks: ALL, causes: [cause("router runs another file", text)] }];
}

/** An IKE SA in the words of a proposal: `aes-gcm-256 sha384 group 14`. */
function wordsOf({ encryption, keySize, hash, prf, dhGroup }: IkeSa): string {
  const integrity = /^none$/i.test(hash) ? [] : [hash];
  return [`${encryption}${keySize === undefined ? "" : `-${keySize}`}`, ...integrity, prf, `group ${dhGroup}`]
    .join(" ")
    .toLowerCase();
}

/** The IKE algorithms of a file's proposals, in the words that an SA has. */
export const proposalWords = ({ proposals }: RouterConfig): string[] =>
  proposals.map(({ encryption, integrity, prf, group }) =>
    [encryption, ...(integrity ? [integrity] : []), prf, `group ${group}`].join(" "),
  );

function algorithms(file: RouterConfig, { name }: Tunnel, sa: IkeSa): Finding {
  const accepted = proposalWords(file);
  const seen = wordsOf(sa);
  const base = {
    ...{ check: `${name}: IKE algorithms`, expected: accepted.join(", or "), seen },
    ...({ stage: "setting", tunnels: [name] } as const),
  };
  if (accepted.includes(seen)) return { ...base, outcome: "passed" };
  const text = `The router runs another policy than its file: ${GIVE_AGAIN}.`;
  return { ...base, outcome: "degraded", causes: [cause("router runs another file", text)] };
}

/** Two associations where one should be; nothing is said of the moment in which one replaces the other. */
function duplicates({ name, destination }: Tunnel, ready: readonly IkeSa[], evidence: RouterEvidence): Finding[] {
  const old = ready.filter(({ activeSeconds }) => activeSeconds > REPLACED_WITHIN);
  const flows = (evidence.ipsecFlows?.at(-1)?.found ?? []).filter((one) => one.interface === name);
  const selectors = flows.map(({ local, remote }) => `${local} ${remote}`);
  const twice = selectors.find((one, i) => selectors.indexOf(one) !== i);
  if (old.length < 2 && twice === undefined) return [];
  const seen = twice === undefined ? `${old.length} IKE SAs` : `${twice} twice`;
  const text = `Both ends have made an association of ${name}, and traffic may use either: clear crypto ikev2 sa remote ${destination}.`;
  return [
    {
      ...{ check: `${name}: associations`, outcome: "degraded", expected: "one of each selector", seen },
      ...{ stage: "setting", tunnels: [name], causes: [cause("duplicate SAs", text)] },
    },
  ];
}

/** `esp-256-aes esp-sha256-hmac`, as IOS-XE shows it, in the words of a configuration. */
const transformOf = (shown: string) =>
  shown
    .replace(/\besp-(\d+)-aes\b/, "esp-aes $1")
    .replace(/\besp-aes(?! \d)/, "esp-aes 128")
    .trim();

const isUp = ({ inbound, outbound }: IpsecFlow) =>
  [inbound, outbound].every((list) => list.some(({ status }) => /^ACTIVE/.test(status)));

/** The transforms that a file has for a tunnel, in the words of a configuration: `esp-aes 128 esp-sha256-hmac`. */
export function transformsOf(file: RouterConfig, tunnel: Tunnel): string[] {
  const sets = file.ipsecProfiles.find(({ name }) => name === tunnel.ipsecProfile)?.transformSets ?? [];
  return file.transformSets.filter(({ name }) => sets.includes(name)).map((set) => transformOf(set.transform));
}

function flow(
  file: RouterConfig,
  tunnel: Tunnel,
  family: Family,
  sa: IkeSa,
  evidence: RouterEvidence,
  far: FarEnd,
): Finding {
  const { name } = tunnel;
  const transforms = transformsOf(file, tunnel);
  const base = {
    ...{ check: `${name}: ${FAMILY_NAMES[family]} flow`, tunnels: [name] },
    expected: `${EVERYTHING[family]} both ways, ${transforms.join(" or ")}`,
  };
  const { found, isWhole } = known(evidence.ipsecFlows);
  const own = found.filter((one) => one.interface === name);
  const isOf = (one: IpsecFlow) => one.local === EVERYTHING[family] && one.remote === EVERYTHING[family];
  const up = own.filter(isUp);
  const active = up.find(isOf);
  if (active) {
    const seen = [...new Set(active.inbound.map(({ transform }) => transformOf(transform)))].join(", ");
    if (transforms.includes(seen)) return { ...base, stage: family, outcome: "passed", seen };
    const text = `The router runs another transform set than its file: ${GIVE_AGAIN}.`;
    return { ...base, stage: family, outcome: "degraded", seen, causes: [cause("router runs another file", text)] };
  }
  if (!isWhole) return { ...base, stage: family, outcome: "unknown" };
  if (up.length === 0) {
    return { ...base, stage: "esp", outcome: "failed", seen: "no SA", causes: noEsp(file, tunnel, sa) };
  }
  const seen = `${FAMILY_NAMES[family === "ipv6" ? "ipv4" : "ipv6"]} alone`;
  return { ...base, stage: family, outcome: "failed", seen, causes: noFamily(tunnel, family, far) };
}

/** Why there is an IKE SA and no ESP. PFS is of no account until something is rekeyed. */
function noEsp({ ipsecProfiles }: RouterConfig, { name, ipsecProfile }: Tunnel, sa: IkeSa): Cause[] {
  const profile = ipsecProfiles.find((one) => one.name === ipsecProfile);
  const causes = [
    cause(
      "transform set differs at the router",
      `The router's ESP algorithms are others than Azure's: compare show crypto ipsec transform-set with the connection's IPsec policy, and ${GIVE_AGAIN}.`,
    ),
    cause(
      "PFS differs at the router",
      `PFS is on at one end alone, so that a rekeying fails: the IPsec profile of ${name} is to have ${profile?.pfs ? `set pfs ${profile.pfs}` : "no set pfs"}; ${GIVE_AGAIN}.`,
    ),
  ];
  const wasRekeyed = profile !== undefined && sa.activeSeconds >= profile.lifetimeSeconds / 2;
  return wasRekeyed ? causes.reverse() : causes;
}

/** Why one family is up and the other is not. */
function noFamily({ name, mode }: Tunnel, family: Family, far: FarEnd): Cause[] {
  const prefix = cause(
    family === "ipv6" ? "no IPv6 prefix at Azure" : "no IPv4 prefix at Azure",
    `The local network gateway in Azure has no ${FAMILY_NAMES[family]} prefix, so that Azure does not offer the family: look at its address space, and deploy.`,
  );
  const tunnelMode = cause(
    "tunnel mode differs at the router",
    `${name} is not in the mode of the file: interface ${name}, tunnel mode ${mode}; or ${GIVE_AGAIN}.`,
  );
  const network = cause(
    "no IPv6 in the gateway's network",
    "GatewaySubnet or the gateway's network has no IPv6 prefix: az network vnet show, and deploy.",
  );
  const guesses = far.hasPrefixes(name, family) ? [tunnelMode] : [prefix, tunnelMode];
  return family === "ipv6" ? [...guesses, network] : guesses;
}

/** Which way packets went between the first and the last reading; needs two of them. */
function traffic(tunnel: Tunnel, { ipsecFlows = [] }: RouterEvidence, far: FarEnd): Finding[] {
  const [first, last] = [ipsecFlows.at(0), ipsecFlows.at(-1)];
  if (!first || !last || first === last) return [];
  const of = (reading: Reading<IpsecFlow>, key: "encaps" | "decaps") =>
    reading.found.filter((one) => one.interface === tunnel.name).reduce((sum, { packets }) => sum + packets[key], 0);
  const [sent, received] = (["encaps", "decaps"] as const).map((key) => of(last, key) - of(first, key));
  const verdict = (outcome: Outcome, ...causes: Cause[]): Finding[] => [
    {
      ...{ check: `${tunnel.name}: traffic`, outcome, expected: "packets in both directions" },
      ...{ seen: `${sent} sent, ${received} received between the two readings`, causes },
      ...{ stage: "traffic", tunnels: [tunnel.name] },
    },
  ];
  // Counters that began anew say nothing.
  if (sent! < 0 || received! < 0) return verdict("unknown");
  if (sent! > 0 && received! > 0) return verdict("passed");
  if (sent! > 0) {
    const silent = cause(
      "NSG drops",
      "The far side does not answer, or not by this tunnel: look at its routes and its security groups (az network nic show-effective-route-table, az network nic list-effective-nsg).",
    );
    const lost = cause(
      "ESP dropped on the way",
      `What the router sends does not come to the gateway: let UDP 4500, and without NAT ESP, pass to ${tunnel.destination}.`,
    );
    const receives = far.receives(tunnel.name);
    return verdict("degraded", ...(receives === undefined ? [silent, lost] : [receives ? silent : lost]));
  }
  if (received! > 0) {
    const text = "The router answers by another way: look at its routes to the gateway's network (show ip route).";
    return verdict("degraded", cause("answers by another way", text));
  }
  return verdict("unknown");
}

const shownHop = (hop: NextHop) => [hop.interface, hop.address].filter(Boolean).join(" ");

/** Whether a next hop of the table is that of a route of the file. */
function isVia(hop: NextHop, { via, nextHop }: FileRoute): boolean {
  if (/^[\d.]+$|:/.test(via)) return hop.address === via;
  return hop.interface === via && (nextHop === undefined || nextHop === "dhcp" || hop.address === nextHop);
}

/** By each prefix of the file: whether the table has its next hops. A route to Null0 is there for the time without them. */
function routes(file: RouterConfig, family: Family, evidence: RouterEvidence): Finding[] {
  const [list, readings] =
    family === "ipv4" ? [file.ipv4Routes, evidence.ipv4Routes] : [file.ipv6Routes, evidence.ipv6Routes];
  const wanted = list.filter(({ via }) => via !== "Null0");
  const prefixes = [...new Set(wanted.map(({ prefix, vrf }) => JSON.stringify([prefix, vrf])))];
  return prefixes.map((key): Finding => {
    const [prefix, given] = JSON.parse(key) as [string, string | null];
    const vrf = given ?? undefined;
    const { found, isWhole } = known<Route>(readings, vrf);
    const ways = wanted.filter((one) => one.prefix === prefix && one.vrf === vrf);
    const hops = found.filter((one) => one.prefix === prefix && one.vrf === vrf).flatMap(({ nextHops }) => nextHops);
    const seen = hops.map(shownHop).join(", ") || "none";
    const missing = ways.filter((way) => !hops.some((hop) => isVia(hop, way)));
    // By a host route go the tunnels to that address, by another the tunnels that it leads through.
    const led = file.tunnels.filter((tunnel) => `${tunnel.destination}/32` === prefix && tunnel.vrf === vrf);
    const by = missing.map(({ via }) => via);
    const base = {
      check: `route to ${prefix}${vrf ? ` in ${vrf}` : ""}`,
      expected: ways.map(({ via, nextHop }) => [via, nextHop].filter(Boolean).join(" ")).join(", "),
    };
    const isHost = led.length > 0;
    const of = isHost
      ? ({ stage: "setting", tunnels: led.map(({ name }) => name), breaks: ALL } as const)
      : ({ stage: "routes", tunnels: by } as const);
    if (missing.length === 0) return { ...base, ...of, outcome: "passed", seen };
    if (!isWhole) return { ...base, ...of, outcome: "unknown", ...(hops.length > 0 && { seen }) };
    const causes = isHost ? [strayed(ways[0]!, prefix, seen)] : [removed(family, ways, by)];
    return { ...base, ...of, outcome: missing.length < ways.length ? "degraded" : "failed", seen, causes };
  });
}

const strayed = ({ via, nextHop, vrf }: FileRoute, prefix: string, seen: string) =>
  cause(
    "wrong egress",
    `${prefix.replace("/32", "")} is reached by ${seen === "none" ? "no route of its own" : seen}, where the file has ${[via, nextHop].filter(Boolean).join(" ")}: ${GIVE_AGAIN}, or correct the WAN's nextHop in the config (show ip route${vrf ? ` vrf ${vrf}` : ""} ${prefix.replace("/32", "")}).`,
  );

function removed(family: Family, ways: readonly FileRoute[], by: readonly string[]): Cause {
  const { prefix } = ways[0]!;
  const tunnels = by.filter((via) => via.startsWith("Tunnel"));
  const command = family === "ipv4" ? "show ip route" : "show ipv6 route";
  return cause(
    "route missing at the router",
    tunnels.length > 0
      ? `A route through a tunnel goes with the tunnel: look at ${tunnels.join(" and ")} first. Where that is up, the route was removed; ${GIVE_AGAIN} (${command} ${prefix}).`
      : `The route was removed or changed: ${GIVE_AGAIN} (${command} ${prefix}).`,
  );
}
