import { NetworkSecurityRule } from "@cdktf/provider-azurerm/lib/network-security-rule";
import type { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import type { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Fn, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import type { PlannedNetwork, SiteRole } from "../addressing/plan";
import { catalystView } from "../catalyst/view";
import { escapeForTerraform, readTemplate, render } from "../catalyst/render";
import type { IpsecPolicy } from "../crypto/policy";
import type { ActiveActiveVpnGateway } from "./active-active-vpn-gateway";
import type { CatalystNva } from "./catalyst-nva";
import { DualStackConnection } from "./dual-stack-connection";
import type { NetworkPrefixes } from "./dual-stack-nsg";

export interface SiteTunnel {
  /** Name of the connection. */
  readonly connection: string;
  readonly localNetworkGateway: string;
  /** Of the router's tunnel interface. */
  readonly address: string;
  readonly sharedKey: string;
  /** Another number for each other key. */
  readonly keyVersion: number;
}

export interface SiteTunnelsProps {
  readonly resourceGroup: ResourceGroup;
  readonly gateway: ActiveActiveVpnGateway;
  /** The gateway's network. */
  readonly local: NetworkPrefixes;
  readonly router: CatalystNva;
  /** The router's NSG, which the gateway's two addresses are let through. */
  readonly routerNsg: NetworkSecurityGroup;
  readonly plan: PlannedNetwork<SiteRole>;
  readonly policy: IpsecPolicy;
  /** Of both connections; see {@link DualStackConnection}. */
  readonly dpdTimeoutSeconds: number;
  /** Tunnel 0 joins gateway instance 0 and eth2, tunnel 1 instance 1 and eth3. */
  readonly tunnels: readonly [SiteTunnel, SiteTunnel];
  /**
   * Another site's tunnels to the same gateway, to be made first.
   * @default - none
   */
  readonly after?: SiteTunnels;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Both tunnels between an active-active gateway and one router, and the router's side of them as text. */
export class SiteTunnels extends Construct {
  /** The router's tunnel configuration; sensitive, since it holds the keys. */
  readonly routerConfig: string;
  readonly connections: readonly [DualStackConnection, DualStackConnection];

  constructor(scope: Construct, id: string, props: SiteTunnelsProps) {
    super(scope, id);
    const { gateway, router, routerNsg, plan, policy, tunnels } = props;
    const connect = (
      number: 1 | 2,
      { connection, localNetworkGateway, sharedKey, keyVersion }: SiteTunnel,
      after?: DualStackConnection,
    ) =>
      new DualStackConnection(this, `tunnel-${number}`, {
        name: connection,
        localNetworkGatewayName: localNetworkGateway,
        resourceGroup: props.resourceGroup,
        gateway: gateway.gateway,
        peerAddress: router.interfaces[number === 1 ? "eth2" : "eth3"].publicIp.ipAddress,
        remote: plan,
        policy,
        sharedKey,
        sharedKeyVersion: keyVersion,
        dpdTimeoutSeconds: props.dpdTimeoutSeconds,
        after,
        tags: props.tags,
      });
    const first = connect(1, tunnels[0], props.after?.connections[1]);
    this.connections = [first, connect(2, tunnels[1], first)];

    const gatewayAddresses = gateway.publicIps.map((ip) => ip.ipAddress);
    for (const [purpose, port, priority] of [
      ["ike", "500", 110],
      ["nat-t", "4500", 120],
    ] as const) {
      new NetworkSecurityRule(this, purpose, {
        name: `allow-${purpose}`,
        resourceGroupName: routerNsg.resourceGroupName,
        networkSecurityGroupName: routerNsg.name,
        priority,
        direction: "Inbound",
        access: "Allow",
        protocol: "Udp",
        sourceAddressPrefixes: gatewayAddresses,
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: port,
      });
    }
    const peer = (index: 0 | 1) => ({
      address: tunnels[index].address,
      gatewayAddress: gateway.publicIps[index].ipAddress,
      sharedKey: tunnels[index].sharedKey,
    });
    const text = render(
      escapeForTerraform(readTemplate("catalyst-tunnels.ios")),
      catalystView({ site: plan, remote: props.local, policy, tunnels: [peer(0), peer(1)] }),
    );
    // Line by line, since `cdktf synth --hcl` leaves the line breaks of a text in quotes, which is no HCL.
    const lines = new TerraformLocal(this, "router-config-lines", text.split("\n"));
    this.routerConfig = Fn.join("\n", lines.asList);
  }
}
