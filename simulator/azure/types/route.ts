import type { AzureType } from "../azure-type";
import { oneOf, routeName } from "../checks";
import { parentOf } from "../ids";
import { address, range } from "../prefix";
import { isGatewaySubnet } from "../subnets";
import { ADDRESS_PREFIXES } from "../rules/address-prefixes";
import type { Rule } from "../rules/rule";

/** Of a route, and of the link between its table and a subnet. */
export const DEFAULT_ROUTE: Rule = {
  code: "DefaultRouteNotSupportedOnGatewaySubnet",
  text: "the table of GatewaySubnet has a default route",
  source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
  inferred: "the page has the rule; no public report shows the code",
  broken: (resource, cloud) => {
    const isRoute = resource.type === "azurerm_route";
    const table = isRoute ? parentOf(resource.id)! : String(resource.attributes.route_table_id);
    const routes = isRoute ? [resource] : cloud.childrenOf(table);
    const attached = isRoute
      ? cloud.usersOf(table).filter(({ type }) => type === "azurerm_subnet_route_table_association")
      : [resource];
    const isDefault = routes.some(({ attributes: { address_prefix: to } }) => to === "0.0.0.0/0" || to === "::/0");
    const gateway = attached.some(({ attributes }) => isGatewaySubnet(cloud.get(String(attributes.subnet_id))));
    return isDefault && gateway
      ? `Route table ${table} has a default route, which is not supported on a GatewaySubnet`
      : undefined;
  },
};

export const route: AzureType = {
  path: "Microsoft.Network/routeTables/<route_table_name>/routes/<name>",
  completion: { replaces: ["name", "resource_group_name", "route_table_name"] },
  checks: {
    name: routeName,
    next_hop_type: oneOf("Internet", "None", "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal"),
  },
  rules: [
    ADDRESS_PREFIXES,
    DEFAULT_ROUTE,
    {
      code: "InvalidNextHopIpAddress",
      text: "a route to a virtual appliance has no next hop of its own family, or another route has a next hop address",
      source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
      inferred: "the page has the rule; no public report shows the code",
      broken: ({ id, attributes: { address_prefix, next_hop_type, next_hop_in_ip_address: hop } }) => {
        if (next_hop_type !== "VirtualAppliance") {
          return hop
            ? `Route ${id} has a next hop address, which goes with the type VirtualAppliance alone`
            : undefined;
        }
        const family = address(hop)?.family;
        if (!family) return `Route ${id} to a virtual appliance needs a next hop address; '${hop}' is none`;
        return family === range(address_prefix)?.family
          ? undefined
          : `Route ${id} leads from ${address_prefix} to ${hop}, which is of the other address family`;
      },
    },
  ],
  empty: { next_hop_in_ip_address: "" },
};
