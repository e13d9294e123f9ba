import type { Attributes } from "../protocol/values";

/** Where a type's resources live, as Azure writes their ids; `<…>` is an attribute. */
const PATHS: Readonly<Record<string, string>> = {
  azurerm_virtual_network: "Microsoft.Network/virtualNetworks/<name>",
  azurerm_subnet: "Microsoft.Network/virtualNetworks/<virtual_network_name>/subnets/<name>",
  azurerm_public_ip: "Microsoft.Network/publicIPAddresses/<name>",
  azurerm_network_interface: "Microsoft.Network/networkInterfaces/<name>",
  azurerm_network_security_group: "Microsoft.Network/networkSecurityGroups/<name>",
  azurerm_network_security_rule:
    "Microsoft.Network/networkSecurityGroups/<network_security_group_name>/securityRules/<name>",
  azurerm_route_table: "Microsoft.Network/routeTables/<name>",
  azurerm_route: "Microsoft.Network/routeTables/<route_table_name>/routes/<name>",
  azurerm_virtual_network_gateway: "Microsoft.Network/virtualNetworkGateways/<name>",
  azurerm_local_network_gateway: "Microsoft.Network/localNetworkGateways/<name>",
  azurerm_virtual_network_gateway_connection: "Microsoft.Network/connections/<name>",
  azurerm_linux_virtual_machine: "Microsoft.Compute/virtualMachines/<name>",
  azurerm_virtual_network_peering:
    "Microsoft.Network/virtualNetworks/<virtual_network_name>/virtualNetworkPeerings/<name>",
  azurerm_log_analytics_workspace: "Microsoft.OperationalInsights/workspaces/<name>",
  azurerm_monitor_action_group: "Microsoft.Insights/actionGroups/<name>",
  azurerm_monitor_activity_log_alert: "Microsoft.Insights/activityLogAlerts/<name>",
  azurerm_monitor_metric_alert: "Microsoft.Insights/metricAlerts/<name>",
};

/** Types whose id is made of the id of what they link or belong to. */
const LINKS: Readonly<Record<string, (attributes: Attributes) => string>> = {
  azurerm_subnet_route_table_association: ({ subnet_id }) => String(subnet_id),
  azurerm_subnet_network_security_group_association: ({ subnet_id }) => String(subnet_id),
  azurerm_network_interface_security_group_association: ({ network_interface_id, network_security_group_id }) =>
    `${network_interface_id}|${network_security_group_id}`,
  azurerm_monitor_diagnostic_setting: ({ target_resource_id, name }) => `${target_resource_id}|${name}`,
  azurerm_management_lock: ({ scope, name }) => `${scope}/providers/Microsoft.Authorization/locks/${name}`,
  azurerm_virtual_network_gateway_nat_rule: ({ virtual_network_gateway_id, name }) =>
    `${virtual_network_gateway_id}/natRules/${name}`,
};

/** The id of a resource with these attributes. */
export function idOf(subscription: string, type: string, attributes: Attributes): string {
  const root = `/subscriptions/${subscription}`;
  if (LINKS[type]) return LINKS[type](attributes);
  if (type === "azurerm_resource_group") return `${root}/resourceGroups/${attributes.name}`;
  if (type === "azurerm_marketplace_agreement") {
    const { publisher, offer, plan } = attributes;
    return `${root}/providers/Microsoft.MarketplaceOrdering/agreements/${publisher}/offers/${offer}/plans/${plan}`;
  }
  const path = PATHS[type]!.replace(/<(\w+)>/g, (_, name: string) => String(attributes[name]));
  return `${root}/resourceGroups/${attributes.resource_group_name}/providers/${path}`;
}

/** The key of a resource in the cloud: its id, but for a link that has the id of one of its ends. */
export function keyOf(type: string, id: string): string {
  return type.startsWith("azurerm_subnet_") ? `${id}#${type}` : id;
}

/** The id of what a resource lies in: the resource group, or the network of a subnet and the like. */
export function parentOf(id: string): string | undefined {
  const inner = /^(.+\/providers\/[^/]+\/[^/]+\/[^/]+)\/[^/]+\/[^/|]+$/.exec(id);
  if (inner) return inner[1];
  return /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/[^|]+$/i.exec(id)?.[1];
}
