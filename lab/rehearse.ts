import type { Alert } from "../lib/model/alert";
import type { Deployment } from "../lib/model/deployment";
import type { RouterConfig } from "../lib/router/router-config";
import { alertStates, type AlertState } from "../simulator/azure/alerts";
import type { Cloud } from "../simulator/azure/cloud";
import type { Watched } from "../simulator/azure/live";
import { shownState } from "../simulator/azure/shown-state";
import { ShownState } from "./inputs";
import { azureTunnels } from "./live-azure";
import { Paper } from "./paper";
import { PLACES, rehearsalsOf, type Change, type Rehearsal } from "./rehearsals";
import type { Report } from "./report";
import type { Topology } from "./topology";

/** A deployment with what is at its other ends. */
export interface Rehearsed {
  readonly deployment: Deployment;
  /** The rules that it is to have in Azure. */
  readonly alerts: readonly Alert[];
  /** A copy that may be changed. */
  readonly cloud: Cloud;
  readonly sites: readonly RehearsedSite[];
}

export interface RehearsedSite {
  readonly name: string;
  readonly router: RouterConfig;
  readonly topology: Topology;
}

/** Every rule of the cloud while something is changed, which is mended afterwards. */
export function statesUnder(rehearsed: Rehearsed, { router, azure, live }: Change = {}): AlertState[] {
  const { cloud } = rehearsed;
  const changed = (azure?.(cloud) ?? []).map((one) => ({
    one,
    was: cloud.get(typeof one === "string" ? one : one.id)!,
  }));
  for (const { one } of changed) {
    if (typeof one === "string") cloud.remove(one);
    else cloud.put(one);
  }
  try {
    const shown = ShownState.of("the simulated Azure", shownState(cloud));
    const seen = liveOf(rehearsed, shown, router);
    return alertStates(cloud, live ? live(seen, cloud) : seen);
  } finally {
    for (const { was } of changed) cloud.put(was);
  }
}

/** What the gateway sees of the routers' tunnels. Each is worked out once, where a lab that is kept does so at each look. */
function liveOf({ deployment, sites }: Rehearsed, shown: ShownState, router: Change["router"]): Watched {
  const now = Date.now();
  const tunnels = new Map(
    sites.flatMap(({ name, router: config, topology }) => {
      const running = router ? router(name, config) : config;
      if (!running) return [];
      const paper = new Paper(topology);
      paper.follow(running, shown);
      const { connections } = deployment.sites.find((site) => site.name === name)!;
      return connections.map(({ name: own }) => [own, azureTunnels(shown, running, paper, own, now)] as const);
    }),
  );
  // Whoever has set them has read them in Azure.
  const { instanceNames } = deployment.monitoring ?? {};
  return {
    tunnels: (connectionId) => tunnels.get(connectionId.split("/").at(-1)!) ?? [],
    ...(instanceNames && { instanceNames }),
  };
}

const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
/** Of the deployment's alerts, those that fire. */
const fired = (rehearsed: Rehearsed, change?: Change): string[] => {
  const firing = statesUnder(rehearsed, change).filter(({ state }) => state === "fired");
  return names(rehearsed.alerts).filter((name) => firing.some(({ rule }) => rule.name === name));
};

/** What of a rehearsal is otherwise than it must be. */
export interface Outcome {
  readonly expected: readonly string[];
  readonly missing: readonly string[];
  /** That fire and must not. */
  readonly surplus: readonly string[];
}

export function rehearse(rehearsed: Rehearsed, { change, fires }: Rehearsal): Outcome {
  const seen = fired(rehearsed, change);
  const expected = names(rehearsed.alerts.filter(fires));
  return {
    expected,
    missing: expected.filter((name) => !seen.includes(name)),
    surplus: seen.filter((name) => !expected.includes(name)),
  };
}

/** Breaks each thing by itself, and checks that the alerts fire that must, and no others. */
export function checkAlerts(rehearsed: Rehearsed, report: Report): void {
  const { alerts, deployment } = rehearsed;
  report.section("Alerts of the healthy deployment");
  const healthy = statesUnder(rehearsed);
  const stateOf = new Map(healthy.map(({ rule, state }) => [rule.name, state]));
  const without = (what: string, isWrong: (alert: Alert) => boolean) => {
    const wrong = names(alerts.filter(isWrong));
    report.check(what, wrong.length === 0, wrong.length === 0 ? `${alerts.length} alerts` : listed(wrong));
  };
  without("each has its rule in Azure", ({ name }) => !stateOf.has(name));
  without("each rule is on, and has the metrics that it looks at", ({ name }) =>
    ["disabled", "no data", "unknown"].includes(stateOf.get(name) ?? ""),
  );
  without("none fires", ({ name }) => stateOf.get(name) === "fired");
  const rehearsals = rehearsalsOf(deployment);
  for (const [place, title] of Object.entries(PLACES)) {
    report.section(title);
    for (const one of rehearsals.filter((rehearsal) => rehearsal.place === place))
      checkRehearsal(rehearsed, one, report);
  }
  report.section("All of it");
  without("each alert fires in a rehearsal", (alert) => !rehearsals.some(({ fires }) => fires(alert)));
  const left = fired(rehearsed);
  report.check("mended, none fires", left.length === 0, listed(left));
}

function checkRehearsal(rehearsed: Rehearsed, rehearsal: Rehearsal, report: Report): void {
  const { what, why } = rehearsal;
  const { expected, missing, surplus } = rehearse(rehearsed, rehearsal);
  if (expected.length === 0 && why === undefined && surplus.length === 0) {
    report.leaveOut(what, "the config has no alert for it, and none fires");
    return;
  }
  const wrong = [
    ...(missing.length > 0 ? [`silent: ${listed(missing)}`] : []),
    ...(surplus.length > 0 ? [`fires, and must not: ${listed(surplus)}`] : []),
  ];
  const right = expected.length > 0 ? listed(expected) : `no alert: ${why}`;
  report.check(what, wrong.length === 0, wrong.length > 0 ? wrong.join("; ") : right);
}

const FEW = 4;

/** Names, of many the first. */
const listed = (list: readonly string[]): string =>
  list.length <= FEW ? list.join(", ") : `${list.slice(0, FEW).join(", ")} and ${list.length - FEW} more`;
