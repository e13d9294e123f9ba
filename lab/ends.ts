import type { Instance, PerInstance } from "../lib/model/topology";
import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import { gatewayInstances, type GatewayConnection, type GatewayInstance } from "./gateway";
import type { ShownState } from "./inputs";
import { routerTunnels } from "./router";
import type { Endpoint } from "./swanctl";
import { bare, type Topology } from "./topology";

/** A tunnel of the router, and where its ends are. */
export interface Tunnel extends Endpoint {
  /** The index of the interface that it leaves through. */
  readonly exit: number;
  readonly instance: Instance;
}

/** Both ends of a deployment: the instances translated from Azure's state alone, the tunnels from the router's file. */
export interface Ends {
  readonly instances: PerInstance<GatewayInstance>;
  /** Not empty. */
  readonly tunnels: readonly Tunnel[];
}

export function translate(gateway: ShownState, router: RouterConfig, topology: Topology): Ends {
  const [, ...exits] = topology.interfaces;
  const instances = gatewayInstances(gateway, new Map(exits.map((one) => [one.publicAddress, bare(one.ipv4)])));
  const tunnels = routerTunnels(router).map((tunnel): Tunnel => {
    const { name, localAddress, remoteAddress } = tunnel;
    const exit = topology.interfaces.findIndex(({ ipv4 }) => bare(ipv4) === localAddress);
    const instance = instances.findIndex(({ address }) => address === remoteAddress);
    if (exit < 0) throw new UserError(`${name} leaves from ${localAddress}, which no interface of the router has`);
    if (instance < 0) throw new UserError(`${name} goes to ${remoteAddress}, which no instance of the gateway has`);
    const vrfs = [vrfOf(router, exit), router.tunnels.find((one) => one.name === name)?.vrf];
    if (vrfs[0] !== vrfs[1]) {
      const [own, its] = vrfs.map((vrf) => (vrf === undefined ? "the global routing table" : `VRF ${vrf}`));
      throw new UserError(`${name} is in ${its}, and GigabitEthernet${exit + 1}, its source, in ${own}`);
    }
    return { ...tunnel, exit, instance: instance as Instance };
  });
  if (tunnels.length === 0) throw new UserError("the router's file has no tunnel");
  return { instances, tunnels };
}

/** The connection that is the far end of a tunnel, where its instance has one. */
export const peerOf = ({ instances }: Ends, { instance, localId }: Tunnel): GatewayConnection | undefined =>
  instances[instance].connections.find(({ remoteId }) => remoteId === localId);

/** What the instances try and the router has no tunnel for. */
export const withoutTunnel = ({ instances, tunnels }: Ends, instance: Instance): readonly GatewayConnection[] =>
  instances[instance].connections.filter(
    ({ remoteId }) => !tunnels.some((one) => one.instance === instance && one.localId === remoteId),
  );

/** How many of the tunnels before this one go to the same instance. */
export const placeAtInstance = (tunnels: readonly Tunnel[], index: number): number =>
  tunnels.slice(0, index).filter(({ instance }) => instance === tunnels[index]!.instance).length;

/** The VRF of an interface; undefined in the global routing table. */
export const vrfOf = ({ interfaces }: RouterConfig, i: number): string | undefined =>
  interfaces.find(({ name }) => name === `GigabitEthernet${i + 1}`)?.vrf;
