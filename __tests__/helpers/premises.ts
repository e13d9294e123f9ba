import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../config/load";
import { parseRouter, ShownState, type OnPremises } from "../../lab/inputs";
import { topologyOf } from "../../lab/topology";
import type { RouterConfig } from "../../lib/router/router-config";

const read = (path: string) => readFileSync(join(__dirname, "..", path), "utf8");

/** A site on premises of an example, as the lab takes it. */
export function siteOf(example: string, name: string): OnPremises {
  const { deployment } = loadConfig(join(__dirname, "../../config/examples", `${example}.json`));
  const site = deployment.sites.find((one) => one.name === name);
  if (site?.kind !== "onPremises") throw new Error(`${example} has no site ${name} on premises`);
  return { site, hub: deployment.gateway.network };
}

/** What the router of such a site is told, as the lab reads it. */
export const routerOf = (example: string, name: string): RouterConfig =>
  parseRouter(name, read(`fixtures/on-premises/${example}-${name}.cfg`));

export const GATEWAY = ShownState.parse("gateway.json", read("fixtures/gateway-state.json"));

/** The gateway's state with these far ends, each an address or a name, in the place of its own. */
export const gatewayTo = (...peers: readonly string[]): ShownState =>
  GATEWAY.with("azurerm_local_network_gateway", (values, i) => {
    const peer = peers[i] ?? "192.0.2.200";
    const isAddress = /^[\d.]+$/.test(peer);
    Object.assign(values, { gateway_address: isAddress ? peer : "", gateway_fqdn: isAddress ? null : peer });
  });

export const surroundings = (example: string, name: string) => topologyOf(GATEWAY, siteOf(example, name));
