import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Alert } from "../lib/model/alert";
import type { Deployment } from "../lib/model/deployment";
import { routerFile } from "../lib/model/router-file";
import type { Site } from "../lib/model/site";
import { readState } from "../runner/state";
import { stateFile } from "../runner/synthesized";
import type { Target } from "../runner/target";
import { Cloud } from "../simulator/azure/cloud";
import { shownState } from "../simulator/azure/shown-state";
import { parseRouter, readInput, ShownState } from "./inputs";
import type { Rehearsed } from "./rehearse";
import { topologyOf } from "./topology";

/**
 * Takes what is deployed on the simulated Azure, with a copy of its cloud, and removes the copy afterwards.
 *
 * @throws UserError where a router's file or a state cannot be read
 */
export function withDeployed<T>(
  { home }: Pick<Target, "home">,
  deployment: Deployment,
  alerts: readonly Alert[],
  use: (rehearsed: Rehearsed) => T,
): T {
  // Beside the cloud, since the keys are in it.
  const copy = join(home, "rehearsal");
  try {
    rmSync(copy, { recursive: true, force: true });
    cpSync(join(home, "cloud"), copy, { recursive: true });
    const cloud = new Cloud(copy);
    return use({ deployment, alerts, cloud, sites: sitesOf(home, deployment, cloud) });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function sitesOf(home: string, { sites, gateway }: Deployment, cloud: Cloud): Rehearsed["sites"] {
  const shown = shownState(cloud);
  const stateOf = (site: Site) => (site.kind === "simulated" ? readState(stateFile(home, site.stack)).resources : []);
  const states = sites.map(stateOf);
  const ofSites = new Set(states.flat().map(({ id }) => id));
  const around = ShownState.of(
    "the simulated Azure",
    shown.filter(({ values }) => !ofSites.has(String(values.id))),
  );
  return sites.map((site, i) => {
    const file = join(home, routerFile(site.router.name));
    const own = states[i]!.map(({ type, attributes }) => ({ type, values: attributes }));
    const place = site.kind === "simulated" ? ShownState.of(site.stack, own) : { site, hub: gateway.network };
    return {
      name: site.name,
      router: parseRouter(routerFile(site.router.name), readInput(file)),
      topology: topologyOf(around, place),
    };
  });
}
