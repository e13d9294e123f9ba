import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import type { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { VirtualNetworkGateway } from "@cdktf/provider-azurerm/lib/virtual-network-gateway";
import { Construct } from "constructs";

/** The SKUs with zones and the generations that each exists in. */
export type GatewaySize =
  | { readonly sku: "VpnGw1AZ"; readonly generation: "Generation1" }
  | { readonly sku: "VpnGw2AZ" | "VpnGw3AZ"; readonly generation: "Generation1" | "Generation2" }
  | { readonly sku: "VpnGw4AZ" | "VpnGw5AZ"; readonly generation: "Generation2" };

export interface ActiveActiveVpnGatewayProps {
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  /** A subnet called GatewaySubnet, /27 or larger, with a /64 for IPv6. */
  readonly gatewaySubnet: Subnet;
  readonly size: GatewaySize;
  /**
   * Of both public addresses; an AZ SKU needs one or more.
   * @default ["1", "2", "3"]
   */
  readonly zones?: readonly [string, ...string[]];
  /**
   * Make Terraform refuse to destroy or replace the gateway, which takes 45 minutes to come back.
   * @default false
   */
  readonly preventDestroy?: boolean;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A route-based VPN gateway of two active instances, each with a public address of its own, and
 * static routing. It carries IPv6 because its network, its subnet and its peers have IPv6 prefixes.
 *
 * @example
 * const gateway = new ActiveActiveVpnGateway(this, "gateway", {
 *   name: "gw", resourceGroup, gatewaySubnet, size: { sku: "VpnGw2AZ", generation: "Generation2" },
 * });
 * gateway.publicIps[0].ipAddress;
 * @see https://learn.microsoft.com/azure/vpn-gateway/ipv6-configuration
 */
export class ActiveActiveVpnGateway extends Construct {
  readonly gateway: VirtualNetworkGateway;
  /** Of instance 0 and of instance 1. */
  readonly publicIps: readonly [PublicIp, PublicIp];

  constructor(scope: Construct, id: string, props: ActiveActiveVpnGatewayProps) {
    super(scope, id);
    const { name, resourceGroup, gatewaySubnet, size, zones = ["1", "2", "3"], tags } = props;
    const common = { resourceGroupName: resourceGroup.name, location: resourceGroup.location, tags };
    const publicIp = (number: 1 | 2) =>
      new PublicIp(this, `public-ip-${number}`, {
        ...common,
        name: `${name}-pubIP${number}`,
        sku: "Standard",
        allocationMethod: "Static",
        zones: [...zones],
      });
    this.publicIps = [publicIp(1), publicIp(2)];
    this.gateway = new VirtualNetworkGateway(this, "Resource", {
      ...common,
      name,
      type: "Vpn",
      vpnType: "RouteBased",
      ...size,
      activeActive: true,
      // A change to these names or their order replaces the gateway.
      ipConfiguration: this.publicIps.map((address, i) => ({
        name: `gwcfg${i + 1}`,
        subnetId: gatewaySubnet.id,
        publicIpAddressId: address.id,
        privateIpAddressAllocation: "Dynamic",
      })),
      timeouts: { create: "90m", update: "90m", delete: "120m" },
      lifecycle: props.preventDestroy ? { preventDestroy: true } : undefined,
    });
  }
}
