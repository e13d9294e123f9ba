import type { Endpoint } from "./swanctl";

/** How a negotiation of a tunnel ends. */
export type Outcome =
  | "up in both families"
  | "up in IPv4 alone"
  | "up in IPv6 alone"
  | "up until it is rekeyed"
  | "no connection for this peer"
  | "no common IKE proposal"
  | "no common ESP proposal"
  | "different keys"
  | "identity refused"
  | "refused before it is tried"
  | "unknown";

/** The outcome of a tunnel that came up, by the traffic selectors of its CHILD SA. */
export const UP: Readonly<Record<string, Outcome>> = {
  "0.0.0.0/0": "up in IPv4 alone",
  "::/0": "up in IPv6 alone",
  "0.0.0.0/0 ::/0": "up in both families",
};

/** What two ends agree on. */
export interface Agreement {
  readonly outcome: Outcome;
  /** `aes256gcm16-prfsha384-modp2048`; absent where there is no IKE SA. */
  readonly ike?: string;
  /** `aes256gcm16`, with the group of PFS; absent where there is no CHILD SA. */
  readonly esp?: string;
  /** Of the CHILD SA; none where there is none. */
  readonly selectors: readonly string[];
}

/** A suite without its Diffie-Hellman group: the first CHILD SA takes its keys from the IKE SA. */
export const withoutGroup = (esp: string) => esp.replace(/-(?:modp|ecp)\w+$/, "");

const ANY = "%any";
const isFor = (expected: string, given: string) => expected === ANY || expected === given;

const common = (offered: readonly string[], taken: readonly string[]) => offered.find((one) => taken.includes(one));

/**
 * What IKEv2 makes of two ends, on paper: the lab's daemons prove it with each of their negotiations.
 *
 * @param far the responder's end; undefined where it has none for the initiator's address
 * @see https://datatracker.ietf.org/doc/html/rfc7296#section-1.2
 */
export function negotiate(near: Endpoint, far: Endpoint | undefined): Agreement {
  const failed = (outcome: Outcome, ike?: string): Agreement => ({ outcome, ...(ike && { ike }), selectors: [] });
  if (!far) return failed("no connection for this peer");
  const ike = common(near.ike, far.ike);
  if (!ike) return failed("no common IKE proposal");
  if (!isFor(far.remoteId, near.localId) || !isFor(near.remoteId, far.localId)) return failed("identity refused");
  if (near.sharedKey !== far.sharedKey) return failed("different keys");
  const esp = common(near.esp.map(withoutGroup), far.esp.map(withoutGroup));
  const selectors = near.selectors.filter((one) => far.selectors.includes(one));
  if (!esp || selectors.length === 0) return failed("no common ESP proposal", ike);
  const rekeyed = common(near.esp, far.esp);
  if (!rekeyed) return { outcome: "up until it is rekeyed", ike, esp, selectors };
  return { outcome: UP[selectors.join(" ")] ?? "unknown", ike, esp: rekeyed, selectors };
}
