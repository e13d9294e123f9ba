import { Route } from "@cdktf/provider-azurerm/lib/route";
import { RouteTable } from "@cdktf/provider-azurerm/lib/route-table";
import { SubnetNetworkSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import { SubnetRouteTableAssociation } from "@cdktf/provider-azurerm/lib/subnet-route-table-association";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { routeName, routesThrough } from "../model/azure-routes";
import type { AddressSpace, Network, SiteRole } from "../model/network";
import { DEFAULT_NAMES, nameBy, type Names } from "../model/names";
import type { Prefix } from "../model/prefix";
import { DualStackNsg } from "./dual-stack-nsg";
import { DualStackVnet } from "./dual-stack-vnet";
import type { ResourceGroup } from "./resource-group";

export interface OnPremSimVnetProps {
  /** The start of the NSG's name. */
  readonly routerName: string;
  readonly resourceGroup: ResourceGroup;
  /** The site's network; see `planNetwork`. */
  readonly network: Network<SiteRole>;
  /** Address space behind the gateway: the route tables lead it to the router, the NSG lets it in. */
  readonly gatewayNetwork: AddressSpace;
  /** Where SSH may come from. @default - nowhere */
  readonly adminSourcePrefixes?: readonly Prefix[];
  /**
   * The subnets whose host takes SSH.
   * @default - eth1's, for the router
   */
  readonly sshTo?: readonly SiteRole[];
  /** @default - the article's names */
  readonly names?: Names;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A virtual network that stands in for an on-premises one: three subnets for the router, one for
 * machines behind it, routes that send what is for the gateway's network to the router, and an NSG on each subnet.
 *
 * The NSG sees what the router forwards as well. Its default outbound rules let pass what stays in
 * `VirtualNetwork`: the network, and every prefix that the subnet's route table names. Packets from the
 * gateway's network leave through eth1 for the machines here, so eth1 needs its route table for that too.
 *
 * @example
 * const site = new OnPremSimVnet(this, "site", {
 *   routerName: "cat", resourceGroup, gatewayNetwork,
 *   network: planNetwork(SITE_LAYOUT, {
 *     name: "cat-net", ipv4: parsePrefix("10.2.0.0/24", "ipv4"), ipv6: parsePrefix("2001:db8:2::/48", "ipv6"),
 *   }),
 * });
 */
export class OnPremSimVnet extends Construct {
  readonly network: Network<SiteRole>;
  readonly vnet: DualStackVnet<SiteRole>;
  readonly nsg: DualStackNsg;
  /** Every write to the subnets after they were made. The router is deleted before they are undone. */
  readonly associations: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: OnPremSimVnetProps) {
    super(scope, id);
    const { routerName, resourceGroup, network, gatewayNetwork, sshTo = ["eth1"], names = DEFAULT_NAMES, tags } = props;
    this.network = network;
    this.vnet = new DualStackVnet(this, "vnet", props);
    this.nsg = new DualStackNsg(this, "nsg", {
      name: nameBy(names.networkSecurityGroup, { name: routerName }),
      resourceGroup,
      networks: [network, gatewayNetwork],
      adminSourcePrefixes: props.adminSourcePrefixes,
      sshHosts: sshTo.map((role) => network.subnets[role].host),
      after: [this.vnet.lastSubnet],
      tags,
    });
    // An association writes to its subnet, so each waits for the write before it.
    const eth1 = this.routeToRouter("eth1", props, this.vnet.lastSubnet);
    const associations: ITerraformDependable[] = [eth1, this.routeToRouter("app", props, eth1)];
    for (const role of ["eth1", "eth2", "eth3", "app"] as const) {
      associations.push(
        new SubnetNetworkSecurityGroupAssociation(this, `${role}-security-group`, {
          subnetId: this.vnet.subnets[role].id,
          networkSecurityGroupId: this.nsg.group.id,
          dependsOn: associations.slice(-1),
        }),
      );
    }
    this.associations = associations;
  }

  private routeToRouter(
    role: SiteRole,
    { resourceGroup, network, gatewayNetwork, names = DEFAULT_NAMES, tags }: OnPremSimVnetProps,
    after: ITerraformDependable,
  ): SubnetRouteTableAssociation {
    const table = new RouteTable(this, `${role}-route-table`, {
      name: nameBy(names.routeTable, { name: network.subnets[role].name }),
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      bgpRoutePropagationEnabled: true,
      tags,
    });
    for (const route of routesThrough(network.subnets.eth1.host, gatewayNetwork)) {
      new Route(this, `${role}-route-${route.key}`, {
        name: routeName(route),
        resourceGroupName: resourceGroup.name,
        routeTableName: table.name,
        addressPrefix: route.prefix,
        nextHopType: "VirtualAppliance",
        nextHopInIpAddress: route.nextHop,
        // If Azure refuses to move a subnet, the deployment then ends before a route changes.
        dependsOn: [this.vnet.lastSubnet],
      });
    }
    return new SubnetRouteTableAssociation(this, `${role}-association`, {
      subnetId: this.vnet.subnets[role].id,
      routeTableId: table.id,
      dependsOn: [after],
    });
  }
}
