import { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import type { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Construct } from "constructs";
import type { PlannedNetwork } from "../addressing/plan";

export interface DualStackVnetProps<Role extends string> {
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  readonly plan: PlannedNetwork<Role>;
  /** Azure's name of each subnet of the plan. */
  readonly subnetNames: Readonly<Record<Role, string>>;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A virtual network with one dual-stack subnet for each role of its plan. Azure refuses two writes
 * to one network at a time (AnotherOperationInProgress), so each subnet waits for the one before.
 *
 * @example
 * const vnet = new DualStackVnet(this, "vnet1", {
 *   name: "vnet1", resourceGroup, plan: plan.gateway,
 *   subnetNames: { subnet1: "subnet1", gatewaySubnet: "GatewaySubnet" },
 * });
 * vnet.subnets.gatewaySubnet.id;
 */
export class DualStackVnet<Role extends string> extends Construct {
  readonly network: VirtualNetwork;
  readonly subnets: Readonly<Record<Role, Subnet>>;
  /** The last link of the chain of writes: wait for it before the next write to this network. */
  readonly lastSubnet: Subnet;

  constructor(scope: Construct, id: string, props: DualStackVnetProps<Role>) {
    super(scope, id);
    const { name, resourceGroup, plan } = props;
    this.network = new VirtualNetwork(this, "Resource", {
      name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      addressSpace: [plan.ipv4.cidr, plan.ipv6.cidr],
      tags: props.tags,
    });
    const subnets: Partial<Record<Role, Subnet>> = {};
    let previous: Subnet | undefined;
    for (const role of Object.keys(plan.subnets) as Role[]) {
      const { ipv4, ipv6 } = plan.subnets[role];
      previous = subnets[role] = new Subnet(this, role, {
        name: props.subnetNames[role],
        resourceGroupName: resourceGroup.name,
        virtualNetworkName: this.network.name,
        addressPrefixes: [ipv4.cidr, ipv6.cidr],
        dependsOn: previous && [previous],
      });
    }
    if (!previous) throw new Error(`${name} has no subnet; give its plan one or more`);
    this.subnets = subnets as Record<Role, Subnet>;
    this.lastSubnet = previous;
  }
}
