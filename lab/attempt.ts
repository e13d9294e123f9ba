import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../lib/model/user-error";
import { peerOf, type Ends } from "./ends";
import type { Lab } from "./lab";
import { negotiate, UP, type Outcome } from "./negotiation";
import { sectionOf, swanctlConf } from "./swanctl";
import { EVERYTHING } from "./topology";

/** The notify that the router receives and what the gateway logs with it, and the outcome that the two mean. */
const REFUSALS: readonly (readonly [notify: string, gateway: RegExp, outcome: Outcome])[] = [
  ["NO_PROPOSAL_CHOSEN", /no IKE config found/, "no connection for this peer"],
  ["NO_PROPOSAL_CHOSEN", /received proposals unacceptable/, "no common IKE proposal"],
  ["NO_PROPOSAL_CHOSEN", /no acceptable .{0,60} found/, "no common ESP proposal"],
  ["AUTHENTICATION_FAILED", /MAC mismatched/, "different keys"],
  ["AUTHENTICATION_FAILED", /no matching peer config found/, "identity refused"],
];

/** The outcome where both ends are as they must be. */
export const allFamilies = ({ families }: Pick<Lab, "families">): Outcome =>
  UP[families.map((family) => EVERYTHING[family]).join(" ")]!;

export interface Attempt {
  readonly outcome: Outcome;
  /** The negotiated algorithms, the notify that refused them, or the translator's error. */
  readonly detail: string;
}

/**
 * Negotiates tunnel 0 with these ends and rekeys its CHILD SA. The first CHILD SA takes its keys from the
 * IKE SA, so PFS shows only in the rekeying. Afterwards the daemons must load the lab's own ends again. Where the
 * daemons end otherwise than on paper, the outcome is unknown.
 *
 * @param ends translates both sides; its UserError becomes the outcome "refused before it is tried"
 */
export async function attempt(lab: Lab, ends: () => Ends): Promise<Attempt> {
  let tried: Ends;
  try {
    tried = ends();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { outcome: "refused before it is tried", detail: error.message };
  }
  const [tunnel] = tried.tunnels;
  const { outcome: onPaper } = negotiate(tunnel!, peerOf(tried, tunnel!));
  const seen = await tryTunnel(lab, tried);
  if (seen.outcome === onPaper) return seen;
  return { outcome: "unknown", detail: `${seen.outcome}, ${seen.detail}; on paper ${onPaper}` };
}

async function tryTunnel(lab: Lab, tried: Ends): Promise<Attempt> {
  const [router, gateway, tunnel] = [lab.cat[0]!, lab.gw[0]!, tried.tunnels[0]!];
  for (const daemon of [router, gateway]) daemon.endAll();
  gateway.load(swanctlConf(lab.connectionsOf(0, tried), gateway.timers));
  router.load(swanctlConf([tunnel], router.timers));
  const logged = gateway.log.length;
  const { status, output } = router.swanctl("--initiate", "--child", sectionOf(tunnel), "--timeout", "6");
  if (status !== 0) return refusal(output, gateway.log.slice(logged));
  const before = router.associations()[0];
  router.swanctl("--rekey", "--child", sectionOf(tunnel));
  await sleep(100);
  const after = await newChild(lab, before?.child?.uniqueId);
  if (!before?.child || !after)
    return { outcome: "up until it is rekeyed", detail: `${before?.ike}, ${before?.child?.esp}` };
  const detail = `${before.ike}, ${after.esp}`;
  if (!tunnel.ike.includes(before.ike) || !tunnel.esp.includes(after.esp)) return { outcome: "unknown", detail };
  return { outcome: UP[after.local.join(" ")] ?? "unknown", detail };
}

async function newChild(lab: Lab, old: string | undefined) {
  for (let i = 0; i < 8; i++) {
    const child = lab.cat[0]!.associations()[0]?.child;
    if (child && child.uniqueId !== old) return child;
    await sleep(100);
  }
  return undefined;
}

function refusal(output: string, log: string): Attempt {
  const notify = /received (\w+) notify/.exec(output)?.[1] ?? "no answer";
  const outcome = REFUSALS.find(([one, gateway]) => one === notify && gateway.test(log))?.[2] ?? "unknown";
  return { outcome, detail: notify };
}
