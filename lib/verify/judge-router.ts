import type { RouterConfig } from "../router/router-config";
import type { Family } from "../model/dual-stack";
import { FAMILIES, FAMILY_NAMES } from "../model/dual-stack";
import type { NextHop, Route } from "./route";
import type { Reading, RouterEvidence } from "./router-evidence";
import type { IkeSa } from "./show-ikev2-sa";
import type { IpsecFlow } from "./show-ipsec-sa";
import type { Outcome, Verdict } from "./verdict";

type Tunnel = RouterConfig["tunnels"][number];
type FileRoute = RouterConfig["ipv4Routes"][number];

/** Selectors of everything, by the family that they carry. */
const EVERYTHING = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const;

/**
 * Judges what a router shows of its tunnels against the file that it was given. What the evidence does not say is
 * `unknown`; what follows from a failure that has its own verdict is left out, so that the cause stands alone.
 */
export function judgeRouter(file: RouterConfig, evidence: RouterEvidence): Verdict[] {
  return [
    ...licence(file, evidence),
    ...throughput(file, evidence),
    ...file.tunnels.flatMap((tunnel) => ofTunnel(file, tunnel, evidence)),
    ...FAMILIES.flatMap((family) => routes(file, family, evidence)),
  ];
}

/**
 * What the readings of a part found, and whether it is all that the router has.
 *
 * @param vrf of a table of routes. @default - the global one
 */
function known<T>(
  readings: readonly Reading<T>[] = [],
  vrf?: string,
): { readonly found: readonly T[]; readonly isWhole: boolean } {
  // Every route of the file is a static one.
  const words = ({ only = "" }: Reading<T>) => only.replace(/ ?\bstatic$/, "");
  const own = readings.filter((one) => words(one) === (vrf === undefined ? "" : `vrf ${vrf}`));
  const isWhole = own.length > 0 && own.every(({ unreadable }) => unreadable.length === 0);
  return { found: readings.flatMap(({ found }) => found), isWhole };
}

/** A router in Azure takes the tunnels' commands only while its licence level is active. */
function licence({ throughputMbps }: RouterConfig, { version = [] }: RouterEvidence): Verdict[] {
  if (throughputMbps === undefined) return [];
  const check = "licence level";
  const expected = "one that is active";
  const level = version.flatMap(({ found }) => found.flatMap(({ licenseLevel }) => licenseLevel ?? [])).at(0);
  if (level === undefined) return [{ check, outcome: "unknown", expected }];
  if (level !== "") return [{ check, outcome: "passed", expected, seen: level }];
  const cause =
    "The level of day 0 becomes active with a reload: write memory, reload, and give the router its file again.";
  return [{ check, outcome: "failed", expected, seen: "none", causes: [cause] }];
}

function throughput(
  { throughputMbps }: RouterConfig,
  { version = [], platformThroughput = [] }: RouterEvidence,
): Verdict[] {
  if (throughputMbps === undefined) return [];
  const levels = [
    ...platformThroughput.flatMap(({ found }) => found.map(({ enforcedKbps }) => enforcedKbps)),
    ...version.flatMap(({ found }) => found.flatMap(({ throughputKbps }) => throughputKbps ?? [])),
  ];
  const level = levels.at(0);
  const expected = `${throughputMbps} Mbit/s or more`;
  const check = "throughput level";
  if (level === undefined) return [{ check, outcome: "unknown", expected }];
  const seen = level === "unthrottled" ? level : `${level / 1000} Mbit/s`;
  if (level === "unthrottled" || level >= throughputMbps * 1000) return [{ check, outcome: "passed", expected, seen }];
  const cause =
    "The level counts after the reload that activates the licence level: reload the router, and give it its file again.";
  return [{ check, outcome: "degraded", expected, seen, causes: [cause] }];
}

function ofTunnel(file: RouterConfig, tunnel: Tunnel, evidence: RouterEvidence): Verdict[] {
  const { found, isWhole } = known(evidence.ikeSas);
  const own = found.filter(({ local, remote, fvrf }) => {
    const isSource = /^[\d.]+$/.test(tunnel.source) ? local.address === tunnel.source : true;
    return isSource && remote.address === tunnel.destination && fvrf === tunnel.vrf;
  });
  const ready = own.find(({ status }) => status === "READY");
  const check = `${tunnel.name}: IKE SA`;
  const expected = `${tunnel.source} to ${tunnel.destination}, READY`;
  if (ready) {
    const { local, remote } = ready;
    const seen = `${local.address}:${local.port} to ${remote.address}:${remote.port}, READY`;
    return [
      { check, outcome: "passed", expected, seen },
      algorithms(file, tunnel, ready),
      ...(tunnel.mode === "ipsec ipv4" ? (["ipv4"] as const) : FAMILIES).map((family) =>
        flow(file, tunnel, family, evidence),
      ),
      ...traffic(tunnel, evidence),
    ];
  }
  if (own.length === 0 && !isWhole) return [{ check, outcome: "unknown", expected }];
  const seen = own.map(({ status }) => status).join(", ") || "none";
  return [{ check, outcome: "failed", expected, seen, causes: noIke(file, tunnel, own, evidence) }];
}

/** Why a tunnel has no IKE SA, told apart by where its packets go and whether it asks at all. */
function noIke(file: RouterConfig, tunnel: Tunnel, own: readonly IkeSa[], evidence: RouterEvidence): string[] {
  const { destination, name } = tunnel;
  const way = file.ipv4Routes.find(({ prefix }) => prefix === `${destination}/32`);
  const { found, isWhole } = known(evidence.ipv4Routes, way?.vrf);
  const leads = found.filter((one) => one.prefix === `${destination}/32` && one.vrf === way?.vrf);
  if (way && isWhole && !leads.some(({ nextHops }) => nextHops.some((hop) => isVia(hop, way)))) {
    const where = leads.flatMap(({ nextHops }) => nextHops.map(shownHop)).join(", ") || "no route of its own";
    return [
      `${destination} is reached by ${where}, where the file has ${way.via}${way.nextHop ? ` ${way.nextHop}` : ""}: give the router its file again, or correct the WAN's nextHop in the config.`,
    ];
  }
  const state = known(evidence.interfaces).found.find((one) => one.interface === name);
  if (state && /administratively/.test(state.status)) return [`${name} is shut: no shutdown.`];
  const asks = own.some(({ status }) => status === "IN-NEG");
  const sessions = known(evidence.cryptoSessions).found.filter((one) => one.interface === name);
  const unanswered = [
    `Something on the way to ${destination} drops UDP 500 or 4500: the WAN's access list, a firewall, the provider.`,
    `${destination} is no longer an address of the gateway, or its connection has another peer address: compare the output tunnel_matrix with the file.`,
    "The key of the connection is not that of the file: give the router its file again.",
  ];
  if (asks || sessions.some(({ status }) => status === "DOWN-NEGOTIATING")) return unanswered;
  return [
    `The router does not ask at all: ${name}, its IPsec profile or its IKEv2 profile is not as in the file; give the router its file again.`,
    ...unanswered,
  ];
}

/** An IKE SA in the words of a proposal: `aes-gcm-256 sha384 group 14`. */
function wordsOf({ encryption, keySize, hash, prf, dhGroup }: IkeSa): string {
  const integrity = /^none$/i.test(hash) ? [] : [hash];
  return [`${encryption}${keySize === undefined ? "" : `-${keySize}`}`, ...integrity, prf, `group ${dhGroup}`]
    .join(" ")
    .toLowerCase();
}

function algorithms(file: RouterConfig, tunnel: Tunnel, sa: IkeSa): Verdict {
  const accepted = file.proposals.map(({ encryption, integrity, prf, group }) =>
    [encryption, ...(integrity ? [integrity] : []), prf, `group ${group}`].join(" "),
  );
  const seen = wordsOf(sa);
  const check = `${tunnel.name}: IKE algorithms`;
  const expected = accepted.join(", or ");
  if (accepted.includes(seen)) return { check, outcome: "passed", expected, seen };
  const cause =
    "The router runs another policy than its file: the file is stale, or was not copied; deploy, and copy it again.";
  return { check, outcome: "degraded", expected, seen, causes: [cause] };
}

/** `esp-256-aes esp-sha256-hmac`, as IOS-XE shows it, in the words of a configuration. */
const transformOf = (shown: string) =>
  shown
    .replace(/\besp-(\d+)-aes\b/, "esp-aes $1")
    .replace(/\besp-aes(?! \d)/, "esp-aes 128")
    .trim();

const isUp = ({ inbound, outbound }: IpsecFlow) =>
  [inbound, outbound].every((list) => list.some(({ status }) => /^ACTIVE/.test(status)));

function flow(file: RouterConfig, tunnel: Tunnel, family: Family, evidence: RouterEvidence): Verdict {
  const check = `${tunnel.name}: ${FAMILY_NAMES[family]} flow`;
  const sets = file.ipsecProfiles.find(({ name }) => name === tunnel.ipsecProfile)?.transformSets ?? [];
  const transforms = file.transformSets
    .filter(({ name }) => sets.includes(name))
    .map((set) => transformOf(set.transform));
  const expected = `${EVERYTHING[family]} both ways, ${transforms.join(" or ")}`;
  const { found, isWhole } = known(evidence.ipsecFlows);
  const own = found.filter((one) => one.interface === tunnel.name);
  const isOf = (one: IpsecFlow, of: Family) => one.local === EVERYTHING[of] && one.remote === EVERYTHING[of];
  const up = own.filter(isUp);
  const active = up.find((one) => isOf(one, family));
  if (active) {
    const seen = [...new Set(active.inbound.map(({ transform }) => transformOf(transform)))].join(", ");
    if (transforms.includes(seen)) return { check, outcome: "passed", expected, seen };
    const cause = "The router runs another transform set than its file: the file is stale; deploy, and copy it again.";
    return { check, outcome: "degraded", expected, seen, causes: [cause] };
  }
  if (!isWhole) return { check, outcome: "unknown", expected };
  if (up.length > 0 && family === "ipv6") {
    return {
      ...{ check, outcome: "failed", expected, seen: "IPv4 alone" },
      causes: [
        "The local network gateway in Azure has no IPv6 prefix, so that Azure offers IPv4 alone: look at its address space, and deploy.",
        `${tunnel.name} is not in the mode of the file, ${tunnel.mode}: give the router its file again.`,
        "GatewaySubnet or the gateway's network has no IPv6 prefix.",
      ],
    };
  }
  return {
    ...{ check, outcome: "failed", expected, seen: up.length > 0 ? "IPv6 alone" : "no SA" },
    causes: [
      "Azure's ESP algorithms are others than the file's: compare the connection's IPsec policy with the transform set, deploy, and copy the file again.",
      "PFS is on at one end alone, and the first rekeying has failed: compare pfsGroup with set pfs.",
    ],
  };
}

/** Which way packets went between the first and the last reading; needs two of them. */
function traffic(tunnel: Tunnel, { ipsecFlows = [] }: RouterEvidence): Verdict[] {
  const [first, last] = [ipsecFlows.at(0), ipsecFlows.at(-1)];
  if (!first || !last || first === last) return [];
  const of = (reading: Reading<IpsecFlow>, key: "encaps" | "decaps") =>
    reading.found.filter((one) => one.interface === tunnel.name).reduce((sum, { packets }) => sum + packets[key], 0);
  const [sent, received] = (["encaps", "decaps"] as const).map((key) => of(last, key) - of(first, key));
  const verdict = (outcome: Outcome, ...causes: string[]): Verdict[] => [
    {
      ...{ check: `${tunnel.name}: traffic`, outcome, expected: "packets in both directions" },
      seen: `${sent} sent, ${received} received between the two readings`,
      ...(causes.length > 0 && { causes }),
    },
  ];
  // Counters that began anew say nothing.
  if (sent! < 0 || received! < 0) return verdict("unknown");
  if (sent! > 0 && received! > 0) return verdict("passed");
  if (sent! > 0) {
    return verdict(
      "degraded",
      "The far side does not answer, or not by this tunnel: look at its routes, its route tables and its security groups (az network nic show-effective-route-table).",
    );
  }
  if (received! > 0)
    return verdict("degraded", "The router answers by another way: look at its routes to the gateway's network.");
  return verdict("unknown");
}

const shownHop = (hop: NextHop) => [hop.interface, hop.address].filter(Boolean).join(" ");

/** Whether a next hop of the table is that of a route of the file. */
function isVia(hop: NextHop, { via, nextHop }: FileRoute): boolean {
  if (/^[\d.]+$|:/.test(via)) return hop.address === via;
  return hop.interface === via && (nextHop === undefined || nextHop === "dhcp" || hop.address === nextHop);
}

/** By each prefix of the file: whether the table has its next hops. A route to Null0 is there for the time without them. */
function routes(file: RouterConfig, family: Family, evidence: RouterEvidence): Verdict[] {
  const [list, readings] =
    family === "ipv4" ? [file.ipv4Routes, evidence.ipv4Routes] : [file.ipv6Routes, evidence.ipv6Routes];
  const wanted = list.filter(({ via }) => via !== "Null0");
  const prefixes = [...new Set(wanted.map(({ prefix, vrf }) => JSON.stringify([prefix, vrf])))];
  return prefixes.map((key): Verdict => {
    const [prefix, given] = JSON.parse(key) as [string, string | null];
    const vrf = given ?? undefined;
    const { found, isWhole } = known<Route>(readings, vrf);
    const ways = wanted.filter((one) => one.prefix === prefix && one.vrf === vrf);
    const check = `route to ${prefix}${vrf ? ` in ${vrf}` : ""}`;
    const expected = ways.map(({ via, nextHop }) => [via, nextHop].filter(Boolean).join(" ")).join(", ");
    const there = found.filter((one) => one.prefix === prefix && one.vrf === vrf);
    const hops = there.flatMap(({ nextHops }) => nextHops);
    const seen = hops.map(shownHop).join(", ") || "none";
    const missing = ways.filter((way) => !hops.some((hop) => isVia(hop, way)));
    if (missing.length === 0) return { check, outcome: "passed", expected, seen };
    if (!isWhole) return { check, outcome: "unknown", expected, ...(hops.length > 0 && { seen }) };
    const tunnels = missing.filter(({ via }) => via.startsWith("Tunnel")).map(({ via }) => via);
    const causes =
      tunnels.length > 0
        ? [
            `A route through a tunnel goes with the tunnel: look at ${tunnels.join(" and ")} first. Where that is up, the route was removed; give the router its file again.`,
          ]
        : ["The route was removed or changed: give the router its file again."];
    return { check, outcome: missing.length < ways.length ? "degraded" : "failed", expected, seen, causes };
  });
}
