import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import { VirtualNetworkGateway } from "@cdktf/provider-azurerm/lib/virtual-network-gateway";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { GatewaySize } from "../model/gateway-skus";
import { DEFAULT_NAMES, nameBy, type Names } from "../model/names";
import { perInstance, type PerInstance } from "../model/topology";
import { publicAddressAttributes } from "./public-address";
import type { ResourceGroup } from "./resource-group";

export interface ActiveActiveVpnGatewayProps {
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  /** A subnet called GatewaySubnet, /27 or larger, with a /64 for IPv6. */
  readonly gatewaySubnet: { readonly id: string };
  readonly size: GatewaySize;
  /**
   * Zones of both public addresses; none in a region without zones, where the gateway is regional.
   * @default ["1", "2", "3"]
   */
  readonly zones?: readonly string[];
  /**
   * Make Terraform refuse to destroy or replace the gateway, which takes 45 minutes to come back.
   * @default false
   */
  readonly preventDestroy?: boolean;
  /**
   * Make Azure refuse to delete the gateway and its addresses, whoever asks. Who deploys needs the right to write locks.
   * @default false
   * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
   */
  readonly locks?: boolean;
  /**
   * The last write to the gateway's network. The gateway waits for it, since Azure takes one write at a time.
   * @default - the gateway's subnet alone
   */
  readonly after?: ITerraformDependable;
  /** @default - the article's names */
  readonly names?: Names;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a lock says to whoever meets it. */
const NOTES =
  "Terraform takes this lock off before it deletes what it locks: set gateway.locks to false in the config, or destroy.";

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
 * @see https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation
 */
export class ActiveActiveVpnGateway extends Construct {
  readonly gateway: VirtualNetworkGateway;
  /** The addresses of instance 0 and of instance 1. */
  readonly publicIps: PerInstance<PublicIp>;
  /** The gateway's own lock, where it is locked: what Azure keeps under the gateway's id is locked by it too. */
  readonly lock?: ManagementLock;

  constructor(scope: Construct, id: string, props: ActiveActiveVpnGatewayProps) {
    super(scope, id);
    const {
      name,
      resourceGroup,
      gatewaySubnet,
      size,
      zones = ["1", "2", "3"],
      after,
      names = DEFAULT_NAMES,
      tags,
    } = props;
    const common = { resourceGroupName: resourceGroup.name, location: resourceGroup.location, tags };
    this.publicIps = perInstance(
      (instance) =>
        new PublicIp(this, `public-ip-${instance + 1}`, {
          ...common,
          ...publicAddressAttributes(nameBy(names.gatewayPublicIp, { name, number: instance + 1 }), zones),
        }),
    );
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
      dependsOn: after && [after],
      // Microsoft moves gateways to Generation2 on its own, and azurerm would replace one that was moved.
      lifecycle: { ignoreChanges: ["generation"], preventDestroy: props.preventDestroy || undefined },
    });
    if (!props.locks) return;
    [this.lock] = [this.gateway, ...this.publicIps].map(
      (locked) =>
        new ManagementLock(locked, "lock", {
          name: "no-deletion",
          scope: locked.id,
          lockLevel: "CanNotDelete",
          notes: NOTES,
        }),
    );
  }
}
