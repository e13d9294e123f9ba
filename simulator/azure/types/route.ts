import type { AzureType } from "../azure-type";
import { oneOf, routeName } from "../checks";
import { parentOf } from "../ids";
import { address, range } from "../prefix";
import { ADDRESS_PREFIXES } from "../rules/address-prefixes";
import type { Rule } from "../rules/rule";
import { isGatewaySubnet } from "../subnets";
import { property } from "../resource";

/** Of a route, and of the link between its table and a subnet. */
export const DEFAULT_ROUTE: Rule = {
  code: "DefaultRouteNotSupportedOnGatewaySubnet",
  text: "the table of GatewaySubnet has a default route",
  source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
  inferred: "the page has the rule; no public report shows the code",
  broken: (resource, cloud) => {
    const isRoute = resource.type === "Microsoft.Network/routeTables/routes";
    const table = isRoute ? parentOf(resource.id)! : String(property(resource, "routeTable.id"));
    const routes = isRoute ? [resource] : cloud.partsOf(table, "routes");
    const subnets = isRoute ? cloud.usersOf(table) : [resource];
    const isDefault = routes.some(({ properties: { addressPrefix: to } }) => to === "0.0.0.0/0" || to === "::/0");
    return isDefault && subnets.some(isGatewaySubnet)
      ? `Route table ${table} has a default route, which is not supported on a GatewaySubnet`
      : undefined;
  },
};

export const route: AzureType = {
  path: "Microsoft.Network/routeTables/<route_table_name>/routes/<name>",
  words: { next_hop_in_ip_address: "properties.nextHopIpAddress" },
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
      broken: ({ id, properties: { addressPrefix, nextHopType, nextHopIpAddress: hop } }) => {
        if (nextHopType !== "VirtualAppliance") {
          return hop
            ? `Route ${id} has a next hop address, which goes with the type VirtualAppliance alone`
            : undefined;
        }
        const family = address(hop)?.family;
        if (!family) return `Route ${id} to a virtual appliance needs a next hop address; '${hop}' is none`;
        return family === range(addressPrefix)?.family
          ? undefined
          : `Route ${id} leads from ${addressPrefix} to ${hop}, which is of the other address family`;
      },
    },
  ],
  empty: { next_hop_in_ip_address: "" },
};
