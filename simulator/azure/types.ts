import type { AzureType } from "./azure-type";
import { azureType } from "./ids";
import { actionGroup } from "./types/action-group";
import { activityLogAlert } from "./types/activity-log-alert";
import { connection } from "./types/connection";
import { diagnosticSetting } from "./types/diagnostic-setting";
import { localNetworkGateway } from "./types/local-network-gateway";
import { logAnalyticsWorkspace } from "./types/log-analytics-workspace";
import { managementLock } from "./types/management-lock";
import { marketplaceAgreement } from "./types/marketplace-agreement";
import { metricAlert } from "./types/metric-alert";
import { networkInterface } from "./types/network-interface";
import { networkInterfaceSecurityGroup } from "./types/network-interface-security-group";
import { networkSecurityGroup } from "./types/network-security-group";
import { networkSecurityRule } from "./types/network-security-rule";
import { publicIp } from "./types/public-ip";
import { resourceGroup } from "./types/resource-group";
import { route } from "./types/route";
import { routeTable } from "./types/route-table";
import { subnet } from "./types/subnet";
import { subnetNetworkSecurityGroup } from "./types/subnet-network-security-group";
import { subnetRouteTable } from "./types/subnet-route-table";
import { virtualMachine } from "./types/virtual-machine";
import { virtualNetwork } from "./types/virtual-network";
import { virtualNetworkGateway } from "./types/virtual-network-gateway";
import { virtualNetworkPeering } from "./types/virtual-network-peering";

/** Every type that is simulated, by the name that Terraform has for it. */
export const TYPES: Readonly<Record<string, AzureType>> = {
  azurerm_resource_group: resourceGroup,
  azurerm_virtual_network: virtualNetwork,
  azurerm_subnet: subnet,
  azurerm_public_ip: publicIp,
  azurerm_network_interface: networkInterface,
  azurerm_network_interface_security_group_association: networkInterfaceSecurityGroup,
  azurerm_network_security_group: networkSecurityGroup,
  azurerm_network_security_rule: networkSecurityRule,
  azurerm_route_table: routeTable,
  azurerm_route: route,
  azurerm_subnet_network_security_group_association: subnetNetworkSecurityGroup,
  azurerm_subnet_route_table_association: subnetRouteTable,
  azurerm_virtual_network_gateway: virtualNetworkGateway,
  azurerm_local_network_gateway: localNetworkGateway,
  azurerm_virtual_network_gateway_connection: connection,
  azurerm_linux_virtual_machine: virtualMachine,
  azurerm_marketplace_agreement: marketplaceAgreement,
  azurerm_log_analytics_workspace: logAnalyticsWorkspace,
  azurerm_management_lock: managementLock,
  azurerm_monitor_action_group: actionGroup,
  azurerm_monitor_activity_log_alert: activityLogAlert,
  azurerm_monitor_diagnostic_setting: diagnosticSetting,
  azurerm_monitor_metric_alert: metricAlert,
  azurerm_virtual_network_peering: virtualNetworkPeering,
};

const TERRAFORM = new Map(
  Object.entries(TYPES).flatMap(([name, type]) => (type.link ? [] : [[azureType(type), name] as const])),
);
/** Terraform's type of what Azure has as a resource of this type. */
export const terraformType = (type: string): string => TERRAFORM.get(type)!;
