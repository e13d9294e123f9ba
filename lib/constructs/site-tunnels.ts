import type { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Construct } from "constructs";
import type { RouterOptions } from "../catalyst/view";
import type { Tunnel } from "../model/deployment";
import type { DualStack } from "../model/dual-stack";
import type { IpsecPolicy } from "../model/ipsec-policy";
import type { Prefix } from "../model/prefix";
import { perTunnel, type PerTunnel } from "../model/tunnels";
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
  readonly ipsecPolicy: IpsecPolicy;
  /** DPD timeout of both connections; see {@link DualStackConnection}. */
  readonly dpdTimeoutSeconds: number;
  readonly tunnels: PerTunnel<Tunnel & { readonly sharedKey: string }>;
  /**
   * Another site's tunnels to the same gateway, which must be made first.
   * @default - none
   */
  readonly after?: SiteTunnels;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Both tunnels between an active-active gateway and one router, and the router's side of them as text. */
export class SiteTunnels extends Construct {
  readonly connections: PerTunnel<DualStackConnection>;
  /** The router's tunnel configuration; sensitive, since it holds the keys. */
  readonly routerConfig: string;

  constructor(scope: Construct, id: string, props: SiteTunnelsProps) {
    super(scope, id);
    const { resourceGroup, gateway, site, router, ipsecPolicy, dpdTimeoutSeconds, tunnels, tags } = props;
    const siteNetwork = site.network;
    let after = props.after?.connections[1];
    this.connections = perTunnel(({ instance, number, exit }) => {
      const { connection, localNetworkGateway, sharedKey, keyVersion } = tunnels[instance];
      return (after = new DualStackConnection(this, `tunnel-${number}`, {
        name: connection,
        localNetworkGatewayName: localNetworkGateway,
        resourceGroup,
        gateway: gateway.gateway,
        peerAddress: router.interfaces[exit].publicIp.ipAddress,
        siteNetwork,
        ipsecPolicy,
        sharedKey,
        sharedKeyVersion: keyVersion,
        dpdTimeoutSeconds,
        after,
        tags,
      }));
    });
    const gatewayAddresses = gateway.publicIps.map((ip) => ip.ipAddress);
    const routerAddresses = perTunnel(({ exit }) => siteNetwork.subnets[exit].host.ipv4);
    allowIke(this, site.nsg.group, gatewayAddresses, routerAddresses);
    this.routerConfig = routerConfig(this, {
      router: props.routerOptions,
      config: props.config,
      gatewayName: props.gatewayName,
      siteNetwork,
      gatewayNetwork: props.gatewayNetwork,
      ipsecPolicy,
      tunnels: perTunnel(({ instance }) => ({
        ...tunnels[instance],
        gatewayAddress: gateway.publicIps[instance].ipAddress,
      })),
    });
  }
}
