import { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import { Construct } from "constructs";
import { cidrs, type Network } from "../model/network";
import type { ResourceGroup } from "./resource-group";

export interface DualStackVnetProps<Role extends string> {
  readonly resourceGroup: ResourceGroup;
  /** See `planNetwork`. */
  readonly network: Network<Role>;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A virtual network with dual-stack subnets. Azure refuses two writes to one network at a time
 * (AnotherOperationInProgress), so each subnet waits for the subnet before it.
 *
 * @example
 * const vnet = new DualStackVnet(this, "vnet1", {
 *   resourceGroup,
 *   network: planNetwork(GATEWAY_LAYOUT, {
 *     name: "vnet1", ipv4: parsePrefix("10.1.0.0/24", "ipv4"), ipv6: parsePrefix("2001:db8:1::/48", "ipv6"),
 *   }),
 * });
 * vnet.subnets.gatewaySubnet.id;
 */
export class DualStackVnet<Role extends string> extends Construct {
  readonly vnet: VirtualNetwork;
  readonly subnets: Readonly<Record<Role, Subnet>>;
  /** The last write to the network: whatever writes to the network next must wait for it. */
  readonly lastSubnet: Subnet;

  constructor(scope: Construct, id: string, props: DualStackVnetProps<Role>) {
    super(scope, id);
    const { network, resourceGroup } = props;
    this.vnet = new VirtualNetwork(this, "Resource", {
      name: network.name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      addressSpace: cidrs(network),
      tags: props.tags,
    });
    const subnets: Partial<Record<Role, Subnet>> = {};
    let previous: Subnet | undefined;
    for (const role of Object.keys(network.subnets) as Role[]) {
      const { name, ipv4, ipv6 } = network.subnets[role];
      previous = subnets[role] = new Subnet(this, role, {
        name,
        resourceGroupName: resourceGroup.name,
        virtualNetworkName: this.vnet.name,
        addressPrefixes: [ipv4.cidr, ipv6.cidr],
        dependsOn: previous && [previous],
      });
    }
    if (!previous) throw new Error(`${network.name} has no subnet; give it one or more`);
    this.subnets = subnets as Record<Role, Subnet>;
    this.lastSubnet = previous;
  }
}
