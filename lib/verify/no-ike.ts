import type { RouterConfig } from "../router/router-config";
import { APPLY, type Cause } from "./cause";
import { known } from "./known";
import type { RouterEvidence } from "../evidence/router-evidence";
import type { IkeSa } from "../evidence/show-ikev2-sa";

/** How far a tunnel without an IKE SA comes. */
type Negotiation =
  /** Nothing comes back. */
  | "unanswered"
  /** The algorithms are agreed, and nothing comes back any more. */
  | "half answered"
  /** The far end has refused the algorithms. */
  | "refused at once"
  /** The algorithms were agreed, and one end has refused the other. */
  | "refused"
  /** Something is tried, and no SA was there at the moment. */
  | "tried"
  | "silent"
  | "unknown";

interface Silence {
  readonly file: RouterConfig;
  readonly tunnel: RouterConfig["tunnels"][number];
  /** The SAs of the tunnel, of which none is READY. */
  readonly own: readonly IkeSa[];
  readonly evidence: RouterEvidence;
  /** Whether another tunnel of the same WAN is up. */
  readonly hasOther: boolean;
  /** Whether the gateway lists an SA of the tunnel. */
  readonly farHasSa: boolean | undefined;
}

function negotiationOf({ tunnel, own, evidence }: Silence): Negotiation {
  // "Unknown - 0", until IKE_SA_INIT is answered.
  const isAgreed = ({ encryption }: IkeSa) => !/^unknown/i.test(encryption);
  const asking = own.find(({ status }) => status === "IN-NEG");
  if (asking) return isAgreed(asking) ? "half answered" : "unanswered";
  if (own[0]) return isAgreed(own[0]) ? "refused" : "refused at once";
  const { found, isWhole } = known(evidence.cryptoSessions);
  const sessions = found.filter((one) => one.interface === tunnel.name);
  if (sessions.some(({ status }) => status === "DOWN-NEGOTIATING")) return "tried";
  return isWhole ? "silent" : "unknown";
}

/** Why a tunnel has no IKE SA, the likeliest first, by how far it comes. */
export function noIke(silence: Silence): Cause[] {
  const { file, tunnel, own, hasOther, farHasSa } = silence;
  const { destination, name } = tunnel;
  const profile = file.ipsecProfiles.find((one) => one.name === tunnel.ipsecProfile)?.ikeProfile;
  const identity = file.profiles.find((one) => one.name === profile)?.identity;
  const given = own.flatMap(({ localId }) => localId ?? []).at(0);
  const wanted = identity ?? (/^[\d.]+$/.test(tunnel.source) ? tunnel.source : given);

  const blocked: Cause = {
    name: "UDP 500 blocked",
    text: `Something on the way to ${destination} drops UDP 500: the security group or the access list of the WAN, a firewall, the provider.`,
  };
  const natBlocked: Cause = {
    name: "UDP 4500 blocked",
    text: `${destination} answers on UDP 500, and something drops UDP 4500: the security group or the access list of the WAN, a firewall, the provider.`,
  };
  const moved: Cause = {
    name: "stale file",
    text: `${destination} may no longer be an address of the gateway: compare the output tunnel_matrix with the file; deploy, and ${APPLY}.`,
  };
  const peer: Cause = {
    name: "wrong peer address at Azure",
    text: "The gateway does not know the address that the router comes from: az network local-gateway show, and compare its gatewayIpAddress with the WAN's public address.",
  };
  const proposal: Cause = {
    name: "IKE proposal differs at the router",
    text: `The gateway refuses the router's IKE algorithms: compare show crypto ikev2 proposal with the file, and ${APPLY}.`,
  };
  const key: Cause = {
    name: "key differs",
    text: `The key of the connection is not that of the router: ${APPLY} --keys, or deploy with another keyVersion first.`,
  };
  const refusedHere: Cause = {
    name: "identity refused by the router",
    text: `The gateway has an SA and the router has none: the IKEv2 profile of ${name} is to match identity remote address ${destination} 255.255.255.255; ${APPLY}.`,
  };
  const refusedThere: Cause = {
    name: "identity differs at the router",
    text: `The router gives ${given ?? "an identity"}, where the file has ${wanted ?? "the WAN's address"}: ${identity ? `identity local address ${identity}` : "no identity local"} in its IKEv2 profile; ${APPLY}.`,
  };
  const one: Cause = {
    name: "instance down",
    text: `Another instance of the gateway answers, and ${destination} does not: maintenance ends by itself; else az network vnet-gateway reset --gateway-vip ${destination}.`,
  };
  const silent: Cause = {
    name: "router does not ask",
    text: `The router does not ask at all: ${name}, its IPsec profile, its IKEv2 profile or its keyring is not as in the file; ${APPLY}.`,
  };

  // A refusal too looks like this for a moment, when the router asks again.
  const unanswered = [...(hasOther ? [one] : []), blocked, moved, peer, proposal, key];
  const refused = [
    ...(farHasSa ? [refusedHere] : []),
    ...(given !== wanted ? [refusedThere] : []),
    key,
    refusedThere,
    refusedHere,
  ];
  const order: Readonly<Record<Negotiation, readonly Cause[]>> = {
    unanswered,
    "half answered": [natBlocked, key, refusedThere],
    "refused at once": [proposal, peer],
    refused,
    // A question without an answer stands for a while as an SA; one that is refused is gone at once.
    tried: [...(farHasSa ? [refusedHere] : []), ...(hasOther ? [one] : [key, proposal]), ...unanswered, natBlocked],
    silent: [silent, ...unanswered],
    unknown: [...unanswered, silent],
  };
  const causes = order[negotiationOf(silence)];
  return causes.filter(({ name }, i) => causes.findIndex((other) => other.name === name) === i);
}
