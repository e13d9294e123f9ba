import type { Instance, PerInstance } from "../lib/model/topology";
import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import { gatewayInstances, type GatewayConnection, type GatewayInstance } from "./gateway";
import type { ShownState } from "./inputs";
import { routerTunnels } from "./router";
import type { Endpoint } from "./swanctl";
import { bare, type Exit, type Interface, type Topology } from "./topology";

/** A tunnel of the router, and where its ends are. */
export interface Tunnel extends Endpoint, Pick<Exit, "nat" | "publicAddress" | "peer"> {
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
  const { interfaces } = topology;
  const endpoints = routerTunnels(router, new Map(interfaces.map(({ name, ipv4 }) => [name, bare(ipv4)])));
  const instances = gatewayInstances(gateway, identitiesOf(interfaces, endpoints));
  const tunnels = endpoints.map((tunnel): Tunnel => {
    const { name, localAddress, remoteAddress } = tunnel;
    const exit = interfaces.findIndex(({ ipv4 }) => bare(ipv4) === localAddress);
    const own = interfaces[exit];
    const instance = instances.findIndex(({ address }) => address === remoteAddress);
    if (!own) throw new UserError(`${name} leaves from ${localAddress}, which no interface of the router has`);
    if (!isExit(own)) throw new UserError(`${name} leaves from ${localAddress}, which does not lead to the Internet`);
    if (instance < 0) throw new UserError(`${name} goes to ${remoteAddress}, which no instance of the gateway has`);
    const vrfs = [settingsOf(own, router).vrf, router.tunnels.find((one) => one.name === name)?.vrf];
    if (vrfs[0] !== vrfs[1]) {
      const [near, its] = vrfs.map((vrf) => (vrf === undefined ? "the global routing table" : `VRF ${vrf}`));
      throw new UserError(`${name} is in ${its}, and ${own.name}, its source, in ${near}`);
    }
    const { nat, publicAddress, peer } = own;
    return { ...tunnel, nat, publicAddress, peer, exit, instance: instance as Instance };
  });
  if (tunnels.length === 0) throw new UserError("the router's file has no tunnel");
  return { instances, tunnels };
}

const isExit = (one: Interface): one is Exit => one.publicAddress !== undefined && one.peer !== undefined;

/**
 * What the gateway takes for the identity of each peer: its public address where the router's file says an identity at
 * all, else the address that IOS-XE sends by itself, which is the private one behind a NAT.
 */
function identitiesOf([, ...exits]: readonly Interface[], tunnels: readonly Endpoint[]): ReadonlyMap<string, string> {
  const given = (address: string) =>
    tunnels.some(({ localAddress, localId }) => localAddress === address && localId !== address);
  return new Map(
    exits.filter(isExit).map(({ ipv4, publicAddress, peer }) => [peer, given(bare(ipv4)) ? publicAddress : bare(ipv4)]),
  );
}

/** The connection that is the far end of a tunnel, where its instance has one. */
export const peerOf = ({ instances }: Ends, { instance, peer }: Tunnel): GatewayConnection | undefined =>
  instances[instance].connections.find((one) => one.peer === peer);

/** What the instances try and the router has no tunnel for. */
export const withoutTunnel = ({ instances, tunnels }: Ends, instance: Instance): readonly GatewayConnection[] =>
  instances[instance].connections.filter(
    ({ peer }) => !tunnels.some((one) => one.instance === instance && one.peer === peer),
  );

/** How many of the tunnels before this one go to the same instance. */
export const placeAtInstance = (tunnels: readonly Tunnel[], index: number): number =>
  tunnels.slice(0, index).filter(({ instance }) => instance === tunnels[index]!.instance).length;

/** Whether the file says nothing of the router's interfaces, which are then as the site has them. */
export const leavesInterfaces = ({ interfaces }: Pick<RouterConfig, "interfaces">): boolean => interfaces.length === 0;

/** What an interface is told, by the file or by the site. */
export const settingsOf = ({ name, vrf, ipv6 }: Interface, router: RouterConfig) =>
  leavesInterfaces(router)
    ? { shutdown: false, ipv6Default: ipv6 !== undefined, vrf }
    : (router.interfaces.find((one) => one.name === name) ?? { shutdown: true, ipv6Default: false, vrf: undefined });
