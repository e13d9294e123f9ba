import type { Deployment } from "../model/deployment";
import type { GatewaySkuName } from "../model/gateway-skus";
import { nameBy, publicIpName } from "../model/names";
import { cidrs } from "../model/network";
import { peerName, type Connection, type Site, type Translation } from "../model/site";
import { perInstance, type PerInstance } from "../model/topology";

/** What a picture of a deployment shows: which tunnel leads from where to where, by design. */
export interface TopologyGraph {
  readonly gateway: GraphGateway;
  readonly sites: readonly GraphSite[];
}

export interface GraphGateway {
  readonly name: string;
  readonly sku: GatewaySkuName;
  readonly instances: PerInstance<GraphInstance>;
  readonly network: { readonly name: string; /** Those of IPv4 first. */ readonly prefixes: readonly string[] };
}

export interface GraphInstance {
  /** Azure's name of its public address; absent where the gateway exists, since the config does not name it. */
  readonly publicAddress?: string;
}

export interface GraphSite {
  readonly name: string;
  readonly router: string;
  /** What is behind the router; prefixes of IPv4 first. */
  readonly prefixes: readonly string[];
  /** In the order of the connections. */
  readonly wans: readonly GraphWan[];
}

/** An interface of the router, and the connection by which Azure knows it. */
export interface GraphWan {
  readonly interface: string;
  /** Its own address; absent where that changes. */
  readonly address?: string;
  readonly nat: Translation;
  /** The address or the name that Azure has of it; absent where Azure gives the address. */
  readonly peer?: string;
  readonly vrf?: string;
  readonly connection: string;
  /**
   * The router's tunnel interface to each instance. Azure tries every instance over every connection; undefined is
   * what the router has no tunnel for, which is down by design.
   */
  readonly tunnels: PerInstance<string | undefined>;
}

/** Describes a deployment, or as many of its sites as are given. */
export function topologyGraph({
  gateway: { name, size, exists, network, zones },
  names,
  sites,
}: Pick<Deployment, "gateway" | "names" | "sites">): TopologyGraph {
  return {
    gateway: {
      name,
      sku: size.sku,
      instances: perInstance((instance) =>
        exists
          ? {}
          : { publicAddress: publicIpName(nameBy(names.gatewayPublicIp, { name, number: instance + 1 }), zones) },
      ),
      network: { name: network.name, prefixes: cidrs(network) },
    },
    sites: sites.map((site) => ({
      name: site.name,
      router: site.router.name,
      prefixes: cidrs(site.network),
      wans: site.connections.map((connection, index) => graphWan(site, connection, index)),
    })),
  };
}

function graphWan({ tunnels }: Site, { name, wan }: Connection, index: number): GraphWan {
  const { address, nat, peer, vrf } = wan;
  return {
    interface: wan.interface,
    ...(address !== undefined && { address }),
    nat,
    ...(peer && { peer: peerName(peer) }),
    ...(vrf !== undefined && { vrf }),
    connection: name,
    tunnels: perInstance(
      (instance) => tunnels.find((one) => one.connection === index && one.instance === instance)?.name,
    ),
  };
}
