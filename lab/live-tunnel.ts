import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import { peerOf, translate } from "./ends";
import type { GatewayConnection } from "./gateway";
import type { ShownState } from "./inputs";
import { negotiate, type Agreement } from "./negotiation";
import { routerTunnels } from "./router";
import type { Endpoint } from "./swanctl";
import { bare, type Topology } from "./topology";

/** A tunnel of a router, with what Azure has for it now. */
export interface LiveTunnel {
  readonly near: Endpoint;
  /** What the gateway sees in the place of the router's address; absent where no instance is for the tunnel. */
  readonly publicAddress?: string;
  /** Absent: no instance of the gateway, or no connection of it, is for this tunnel. */
  readonly far?: GatewayConnection;
  readonly agreement: Agreement;
}

/**
 * How a tunnel stands between a router's configuration and Azure, both as they are now.
 *
 * @returns undefined where the router does not even ask, since its own configuration does not hold together
 */
export function liveTunnel(
  azure: ShownState,
  router: RouterConfig,
  topology: Topology,
  name: string,
): LiveTunnel | undefined {
  const alone = { ...router, tunnels: router.tunnels.filter((one) => one.name === name) };
  const addresses = new Map(topology.interfaces.map((one) => [one.name, bare(one.ipv4)]));
  const [near] = unless(() => routerTunnels(alone, addresses)) ?? [];
  if (!near) return undefined;
  const policyBased = azure.all(CONNECTION).filter((one) => one.use_policy_based_traffic_selectors);
  const taken = policyBased.length > 0 ? asRouteBased(azure) : azure;
  const ends = unless(() => translate(taken, alone, topology));
  const tunnel = ends?.tunnels[0];
  const found = tunnel && peerOf(ends!, tunnel);
  // Its selectors are prefixes, which are none of the router's.
  const far = policyBased.some((one) => one.name === found?.name) ? { ...found!, selectors: [] } : found;
  return {
    near,
    ...(tunnel && { publicAddress: tunnel.publicAddress }),
    ...(far && { far }),
    agreement: negotiate(near, far),
  };
}

const CONNECTION = "azurerm_virtual_network_gateway_connection";

const routeBased = new WeakMap<ShownState, ShownState>();

function asRouteBased(azure: ShownState): ShownState {
  const known = routeBased.get(azure);
  if (known) return known;
  const changed = azure.with(CONNECTION, (values) => (values.use_policy_based_traffic_selectors = false));
  routeBased.set(azure, changed);
  return changed;
}

/** @returns undefined where a UserError is thrown */
export function unless<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
