import { Construct } from "constructs";
import type { CatalystViewProps, RoutedSite } from "../catalyst/view";
import type { Peer } from "../model/site";
import type { PerInstance } from "../model/topology";
import { DualStackConnection, type DualStackConnectionProps } from "./dual-stack-connection";
import { routerConfig } from "./router-config";

export interface SiteTunnelsProps
  extends
    Pick<DualStackConnectionProps, "resourceGroup" | "gateway" | "dpdTimeoutSeconds" | "tags">,
    Pick<CatalystViewProps, "config" | "gatewayName" | "gatewayNetwork"> {
  readonly site: RoutedSite;
  /** Public IPv4 addresses of the gateway's instances. */
  readonly gatewayAddresses: PerInstance<string>;
  /** Of each connection: by what the gateway knows the router, and the key. */
  readonly ends: readonly { readonly peer: Peer; readonly sharedKey: string }[];
  /**
   * Another site's tunnels to the same gateway, which must be made first.
   * @default - none
   */
  readonly after?: SiteTunnels;
}

/** The connections between an active-active gateway and one router, and the router's side of their tunnels as text. */
export class SiteTunnels extends Construct {
  readonly connections: readonly DualStackConnection[];
  /** The router's tunnel configuration; sensitive, since it holds the keys. */
  readonly routerConfig: string;

  constructor(scope: Construct, id: string, props: SiteTunnelsProps) {
    super(scope, id);
    const { site, ends, gatewayAddresses, resourceGroup, gateway, dpdTimeoutSeconds, tags } = props;
    const made: DualStackConnection[] = [];
    for (const [i, { name, localNetworkGateway, keyVersion, ipsecPolicy }] of site.connections.entries()) {
      made.push(
        // The id is of the time when each connection had one tunnel, and stays: another would replace it.
        new DualStackConnection(this, `tunnel-${i + 1}`, {
          resourceGroup,
          gateway,
          dpdTimeoutSeconds,
          tags,
          ...ends[i]!,
          name,
          localNetworkGatewayName: localNetworkGateway,
          siteNetwork: site.network,
          ipsecPolicy,
          sharedKeyVersion: keyVersion,
          after: made.at(-1) ?? props.after?.connections.at(-1),
        }),
      );
    }
    this.connections = made;
    this.routerConfig = routerConfig(this, {
      ...props,
      farEnd: ({ instance, connection }) => ({
        gatewayAddress: gatewayAddresses[instance],
        sharedKey: ends[connection]!.sharedKey,
      }),
    });
  }
}
