/**
 * What can be wrong with a deployment, by its name: what lies deeper comes first, so that nothing hides its cause.
 * Tests and docs/diagnoses.md know a cause by its name.
 */
export const CAUSES = {
  "licence inactive": "The router has no active licence level, and takes no `crypto` lines.",
  "gateway not ready": "Azure has not finished with the gateway or the connection, or has failed.",
  "gateway not active-active": "One instance of the gateway is active, where the config has two.",
  "connection missing": "The connection is not in Azure.",
  "stale file": "The router's file is of another gateway address or policy than there is now.",
  "router runs another file": "The router shows peers or algorithms that are not in its file.",
  "tunnel shut": "The tunnel interface is shut.",
  "wrong egress": "The router reaches an instance of the gateway by another way than the WAN of its tunnel.",
  "wrong peer address at Azure": "The local network gateway of the connection has another address than the router.",
  "IKE policy changed in Azure": "The connection's IKE algorithms are not those of the config.",
  "policy-based selectors":
    "The connection asks for selectors of prefixes, where the router's tunnels carry everything.",
  "key version differs": "The connection has a key of another version than the config says.",
  "router does not ask": "The router starts no negotiation: its tunnel, profile or keyring is not as in the file.",
  "instance down": "One instance of the gateway does not answer, while the other one does on the same connection.",
  "UDP 500 blocked": "No packet of IKE is answered.",
  "IKE proposal differs at the router": "The router offers other IKE algorithms than its file has.",
  "UDP 4500 blocked": "UDP 500 is answered, and UDP 4500 is not.",
  "identity refused by the router": "The router wants another identity of the gateway than the gateway's address.",
  "identity differs at the router": "The router gives another identity than its file has.",
  "key differs": "The two ends have different keys.",
  "router not asked": "A tunnel is down at Azure, which does not say why.",
  "IPsec policy changed in Azure": "The connection's ESP algorithms are not those of the config.",
  "PFS changed in Azure": "The connection's PFS group is not that of the config, which shows at a rekeying.",
  "PFS differs at the router": "PFS is on at one end alone, and a rekeying has failed.",
  "transform set differs at the router": "The router offers other ESP algorithms than its file has.",
  "no IPv6 prefix at Azure": "The local network gateway has no IPv6 prefix, so that the gateway offers IPv4 alone.",
  "no IPv4 prefix at Azure": "The local network gateway has no IPv4 prefix, so that the gateway offers IPv6 alone.",
  "no IPv6 in the gateway's network": "The gateway's network or GatewaySubnet has no IPv6 prefix.",
  "tunnel mode differs at the router": "The router's tunnel carries another family than its file says.",
  "prefixes changed in Azure": "The local network gateway has other prefixes than the site.",
  "UDR overrides the gateway": "A user-defined route wins over the gateway's route.",
  "gateway routes not propagated": "The route table of the subnet does not take the gateway's routes.",
  "no UDR to the router": "The site's subnet has no route to the router.",
  "route missing at the router": "A route of the file is not in the router's table.",
  "ESP dropped on the way": "What the router sends does not come to the gateway, while IKE does.",
  "NSG drops": "What comes out of the tunnels is dropped at the far side, or is not answered.",
  "answers by another way": "The router sends its answers by another way than the tunnels.",
  "machine does not answer": "A test machine does not answer, though the tunnels carry packets.",
  "throughput unset": "The router transmits less than its file says.",
  "duplicate SAs": "Two associations carry the same tunnel.",
  "DPD changed in Azure": "The connection's DPD timeout is not that of the config.",
  "connection mode changed in Azure": "One end alone may start a tunnel.",
  "lifetimes changed in Azure": "The connection's lifetimes are not those of the config.",
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

/** What mends a router that is not as its file. */
export const GIVE_AGAIN = "give the router its file again";
