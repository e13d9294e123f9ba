import type { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Construct } from "constructs";
import type { RouterOptions } from "../catalyst/view";
import type { Connection, Tunnel } from "../model/deployment";
import type { DualStack } from "../model/dual-stack";
import type { IpsecPolicy } from "../model/ipsec-policy";
import type { Prefix } from "../model/prefix";
import type { ActiveActiveVpnGateway } from "./active-active-vpn-gateway";
import type { CatalystNva } from "./catalyst-nva";
import { DualStackConnection } from "./dual-stack-connection";
import { allowIke } from "./ike-rules";
import type { OnPremSimVnet } from "./on-prem-sim-vnet";
import { routerConfig } from "./router-config";

export interface SiteTunnelsProps {
  readonly resourceGroup: ResourceGroup;
  readonly gateway: ActiveActiveVpnGateway;
  readonly gatewayName: string;
  readonly gatewayNetwork: DualStack<Prefix>;
  /** The site's network, whose NSG is opened to the gateway. */
  readonly site: OnPremSimVnet;
  readonly router: CatalystNva;
  readonly routerOptions: RouterOptions;
  /** The config file, as the router's configuration names it. */
  readonly config: string;
  /** A policy that the router accepts beside those of the connections. @default - none */
  readonly nextIpsecPolicy?: IpsecPolicy;
  /** DPD timeout of every connection; see {@link DualStackConnection}. */
  readonly dpdTimeoutSeconds: number;
  readonly connections: readonly (Connection & { readonly sharedKey: string })[];
  readonly tunnels: readonly Tunnel[];
  /** Whether each exit has a routing table of its own; see `TOPOLOGIES`. */
  readonly frontDoorVrf: boolean;
  /**
   * Another site's tunnels to the same gateway, which must be made first.
   * @default - none
   */
  readonly after?: SiteTunnels;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The connections between an active-active gateway and one router, and the router's side of their tunnels as text. */
export class SiteTunnels extends Construct {
  readonly connections: readonly DualStackConnection[];
  /** The router's tunnel configuration; sensitive, since it holds the keys. */
  readonly routerConfig: string;

  constructor(scope: Construct, id: string, props: SiteTunnelsProps) {
    super(scope, id);
    const { resourceGroup, gateway, site, router, dpdTimeoutSeconds, connections, tags } = props;
    const siteNetwork = site.network;
    const made: DualStackConnection[] = [];
    for (const [i, { name, localNetworkGateway, exit, sharedKey, keyVersion, ipsecPolicy }] of connections.entries()) {
      made.push(
        // The id is of the time when each connection had one tunnel, and stays: another would replace it.
        new DualStackConnection(this, `tunnel-${i + 1}`, {
          name,
          localNetworkGatewayName: localNetworkGateway,
          resourceGroup,
          gateway: gateway.gateway,
          peerAddress: router.interfaceOf(exit).publicIp.ipAddress,
          siteNetwork,
          ipsecPolicy,
          sharedKey,
          sharedKeyVersion: keyVersion,
          dpdTimeoutSeconds,
          after: made.at(-1) ?? props.after?.connections.at(-1),
          tags,
        }),
      );
    }
    this.connections = made;
    const gatewayAddresses = gateway.publicIps.map((ip) => ip.ipAddress);
    const routerAddresses = connections.map(({ exit }) => siteNetwork.subnets[exit].host.ipv4);
    allowIke(this, site.nsg.group, gatewayAddresses, routerAddresses);
    this.routerConfig = routerConfig(this, {
      router: props.routerOptions,
      config: props.config,
      gatewayName: props.gatewayName,
      siteNetwork,
      gatewayNetwork: props.gatewayNetwork,
      nextIpsecPolicy: props.nextIpsecPolicy,
      frontDoorVrf: props.frontDoorVrf,
      tunnels: props.tunnels.map((tunnel) => ({
        ...tunnel,
        connection: connections[tunnel.connection]!,
        gatewayAddress: gateway.publicIps[tunnel.instance].ipAddress,
        sharedKey: connections[tunnel.connection]!.sharedKey,
      })),
    });
  }
}
