import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import type { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { VirtualNetworkGateway } from "@cdktf/provider-azurerm/lib/virtual-network-gateway";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { publicAddressAttributes } from "./public-address";

/** An SKU and the generation that it is made in; see {@link newestGeneration} for one that need not be chosen. */
export type GatewaySize =
  | { readonly sku: "VpnGw1AZ"; readonly generation?: "Generation1" }
  | { readonly sku: "VpnGw2AZ" | "VpnGw3AZ"; readonly generation?: "Generation1" | "Generation2" }
  | { readonly sku: "VpnGw4AZ" | "VpnGw5AZ"; readonly generation?: "Generation2" };

/**
 * The generation that a new gateway of this SKU is asked for in: azurerm takes VpnGw1AZ in Generation1 alone.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus
 */
const newestGeneration = (sku: GatewaySize["sku"]) => (sku === "VpnGw1AZ" ? "Generation1" : "Generation2");

export interface ActiveActiveVpnGatewayProps {
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  /** A subnet called GatewaySubnet, /27 or larger, with a /64 for IPv6. */
  readonly gatewaySubnet: Subnet;
  readonly size: GatewaySize;
  /**
   * Of both public addresses; none in a region without zones, where the gateway is regional.
   * @default ["1", "2", "3"]
   */
  readonly zones?: readonly string[];
  /**
   * Make Terraform refuse to destroy or replace the gateway, which takes 45 minutes to come back.
   * @default false
   */
  readonly preventDestroy?: boolean;
  /**
   * The last write to the gateway's network, to wait for: Azure takes one at a time.
   * @default - the gateway's subnet alone
   */
  readonly after?: ITerraformDependable;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A route-based VPN gateway of two active instances, each with a public address of its own, and
 * static routing. It carries IPv6 because its network, its subnet and its peers have IPv6 prefixes.
 *
 * @example
 * const gateway = new ActiveActiveVpnGateway(this, "gateway", {
 *   name: "gw", resourceGroup, gatewaySubnet, size: { sku: "VpnGw2AZ" },
 * });
 * gateway.publicIps[0].ipAddress;
 * @see https://learn.microsoft.com/azure/vpn-gateway/ipv6-configuration
 * @see https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation
 */
export class ActiveActiveVpnGateway extends Construct {
  readonly gateway: VirtualNetworkGateway;
  /** Of instance 0 and of instance 1. */
  readonly publicIps: readonly [PublicIp, PublicIp];

  constructor(scope: Construct, id: string, props: ActiveActiveVpnGatewayProps) {
    super(scope, id);
    const { name, resourceGroup, gatewaySubnet, size, zones = ["1", "2", "3"], after, tags } = props;
    const common = { resourceGroupName: resourceGroup.name, location: resourceGroup.location, tags };
    const publicIp = (number: 1 | 2) =>
      new PublicIp(this, `public-ip-${number}`, {
        ...common,
        ...publicAddressAttributes(`${name}-pubIP${number}`, zones),
      });
    this.publicIps = [publicIp(1), publicIp(2)];
    this.gateway = new VirtualNetworkGateway(this, "Resource", {
      ...common,
      name,
      type: "Vpn",
      vpnType: "RouteBased",
      sku: size.sku,
      generation: size.generation ?? newestGeneration(size.sku),
      activeActive: true,
      // A change to these names or their order replaces the gateway.
      ipConfiguration: this.publicIps.map((address, i) => ({
        name: `gwcfg${i + 1}`,
        subnetId: gatewaySubnet.id,
        publicIpAddressId: address.id,
        privateIpAddressAllocation: "Dynamic",
      })),
      timeouts: { create: "90m", update: "90m", delete: "120m" },
      dependsOn: after && [after],
      // Microsoft moves gateways to Generation2 on its own, and azurerm would replace one that was moved.
      lifecycle: { ignoreChanges: ["generation"], preventDestroy: props.preventDestroy || undefined },
    });
  }
}
