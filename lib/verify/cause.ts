/**
 * What can be wrong with a deployment, by its name: what lies deeper comes first, so that nothing hides its cause.
 * Tests and docs/diagnoses.md know a cause by its name.
 */
export const CAUSES = {
  "licence inactive": "The router has no active licence level, and refuses `crypto` lines.",
  "gateway not ready": "Azure is still changing the gateway or the connection, or has failed to.",
  "gateway not active-active": "Only one instance of the gateway is active; the config has two.",
  "connection missing": "Azure does not have the connection.",
  "stale file": "The router's file has a gateway address, a policy or a network that is no longer in use.",
  "router lacks what its file needs":
    "An interface or a VRF that the tunnels leave through is not as the file needs it, or the router forwards no IPv6.",
  "router runs another file": "The router shows peers, algorithms or timers that its file does not have.",
  "tunnel shut": "The tunnel interface is shut.",
  "wrong egress": "The router does not reach an instance of the gateway through the WAN of the tunnel.",
  "wrong peer address at Azure": "The connection's local network gateway does not have the router's address.",
  "IKE policy changed in Azure": "The connection's IKE algorithms are not the config's.",
  "policy-based selectors":
    "The connection asks for selectors of single prefixes; the router's tunnels carry everything.",
  "key version differs": "The version of the connection's key is not the config's.",
  "router does not ask": "The router starts no negotiation: its tunnel, profile or keyring is not as in its file.",
  "instance down": "One instance of the gateway does not answer; the other instance answers on the same connection.",
  "UDP 500 blocked": "No IKE packet is answered.",
  "IKE proposal differs at the router": "The router offers IKE algorithms that its file does not have.",
  "UDP 4500 blocked": "The gateway answers on UDP 500, and not on UDP 4500.",
  "identity refused by the router": "The router expects an identity that is not the gateway's address.",
  "identity differs at the router": "The router gives an identity that its file does not have.",
  "key differs": "The two ends have different keys.",
  "router not asked": "Azure says that a tunnel is down, and not why.",
  "IPsec policy changed in Azure": "The connection's ESP algorithms are not the config's.",
  "PFS changed in Azure": "The connection's PFS group is not the config's, which shows when the keys are changed.",
  "PFS differs at the router": "PFS is on at one end only, and a change of keys has failed.",
  "transform set differs at the router": "The router offers ESP algorithms that its file does not have.",
  "no IPv6 prefix at Azure": "The local network gateway has no IPv6 prefix, so that the gateway offers IPv4 only.",
  "no IPv4 prefix at Azure": "The local network gateway has no IPv4 prefix, so that the gateway offers IPv6 only.",
  "no IPv6 in the gateway's network": "The gateway's network or GatewaySubnet has no IPv6 prefix.",
  "tunnel mode differs at the router": "The router's tunnel does not carry the families that its file says.",
  "prefixes changed in Azure": "The prefixes of the local network gateway are not the site's.",
  "UDR overrides the gateway": "A user-defined route wins over the gateway's route.",
  "gateway routes not propagated": "The subnet's route table does not take the gateway's routes.",
  "no UDR to the router": "The site's subnet has no route to the router.",
  "route missing at the router": "A route of the file is not in the router's table.",
  "ESP dropped on the way": "The router's ESP packets do not come to the gateway, while IKE does.",
  "NSG drops": "Nothing behind the gateway answers what comes out of the tunnels.",
  "answers by another way": "The router does not send its answers through the tunnels.",
  "machine does not answer": "A test machine does not answer, though the tunnels carry packets.",
  "throughput unset": "The router may transmit less than its file says.",
  "duplicate SAs": "Two associations carry the same traffic.",
  "DPD changed in Azure": "The connection's DPD timeout is not the config's.",
  "connection mode changed in Azure": "Only one end may start a tunnel.",
  "lifetimes changed in Azure": "The connection's lifetimes are not the config's.",
} as const;

export type CauseName = keyof typeof CAUSES;

/** Why a check failed. */
export interface Cause {
  readonly name: CauseName;
  /** What to do: the line to change, or the command to type. */
  readonly text: string;
}

const RANKS = new Map(Object.keys(CAUSES).map((name, rank) => [name, rank]));

/** For a list of causes: the deeper one first. */
export const byDepth = (a: Cause, b: Cause): number => RANKS.get(a.name)! - RANKS.get(b.name)!;

export const cause = (name: CauseName, text: string): Cause => ({ name, text });

/** What mends a router that is not as its file. A copy of the file would take nothing away. */
export const APPLY = "bring the router to its file by vpn router apply";
