import type { Completion } from "../protocol/provider";

const NAMED = ["name", "resource_group_name", "location"] as const;

/**
 * What the recorded schema leaves out, as the provider has it.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/tree/v4.81.0/internal/services
 */
export const COMPLETIONS: Readonly<Record<string, Completion>> = {
  azurerm_resource_group: { replaces: ["name", "location"] },
  azurerm_virtual_network: {
    replaces: [...NAMED, "edge_zone"],
    defaults: { private_endpoint_vnet_policies: "Disabled" },
  },
  azurerm_subnet: {
    replaces: ["name", "resource_group_name", "virtual_network_name"],
    defaults: {
      default_outbound_access_enabled: true,
      private_endpoint_network_policies: "Disabled",
      private_link_service_network_policies_enabled: true,
    },
  },
  azurerm_public_ip: {
    replaces: [...NAMED, "edge_zone", "ip_tags", "ip_version", "public_ip_prefix_id", "sku", "sku_tier", "zones"],
    defaults: {
      sku: "Standard",
      sku_tier: "Regional",
      ip_version: "IPv4",
      idle_timeout_in_minutes: 4,
      ddos_protection_mode: "VirtualNetworkInherited",
    },
  },
  azurerm_network_interface: {
    replaces: [...NAMED, "edge_zone"],
    defaults: {
      ip_forwarding_enabled: false,
      accelerated_networking_enabled: false,
      "ip_configuration.private_ip_address_version": "IPv4",
    },
  },
  azurerm_network_interface_security_group_association: {
    replaces: ["network_interface_id", "network_security_group_id"],
  },
  azurerm_network_security_group: { replaces: NAMED },
  azurerm_network_security_rule: { replaces: ["name", "resource_group_name", "network_security_group_name"] },
  azurerm_route_table: { replaces: NAMED, defaults: { bgp_route_propagation_enabled: true } },
  azurerm_route: { replaces: ["name", "resource_group_name", "route_table_name"] },
  azurerm_subnet_network_security_group_association: { replaces: ["subnet_id", "network_security_group_id"] },
  azurerm_subnet_route_table_association: { replaces: ["subnet_id", "route_table_id"] },
  azurerm_virtual_network_gateway: {
    replaces: [
      ...NAMED,
      "edge_zone",
      "generation",
      "ip_configuration",
      "private_ip_address_enabled",
      "type",
      "vpn_type",
    ],
    computedBlocks: ["bgp_settings", "bgp_settings.peering_addresses"],
    defaults: {
      vpn_type: "RouteBased",
      ip_sec_replay_protection_enabled: true,
      bgp_route_translation_for_nat_enabled: false,
      remote_vnet_traffic_enabled: false,
      virtual_wan_traffic_enabled: false,
      "ip_configuration.name": "vnetGatewayConfig",
      "ip_configuration.private_ip_address_allocation": "Dynamic",
    },
  },
  azurerm_local_network_gateway: { replaces: NAMED },
  azurerm_virtual_network_gateway_connection: {
    replaces: [
      ...NAMED,
      "connection_mode",
      "connection_protocol",
      "dpd_timeout_seconds",
      "express_route_circuit_id",
      "local_azure_ip_address_enabled",
      "peer_virtual_network_gateway_id",
      "type",
      "virtual_network_gateway_id",
    ],
    defaults: { connection_mode: "Default", private_link_fast_path_enabled: false },
  },
  azurerm_linux_virtual_machine: {
    replaces: [
      ...NAMED,
      "admin_password",
      "admin_ssh_key",
      "admin_username",
      "availability_set_id",
      "computer_name",
      "custom_data",
      "disable_password_authentication",
      "edge_zone",
      "eviction_policy",
      "os_disk.name",
      "os_disk.storage_account_type",
      "os_managed_disk_id",
      "plan",
      "platform_fault_domain",
      "priority",
      "provision_vm_agent",
      "secure_boot_enabled",
      "source_image_id",
      "source_image_reference",
      "vtpm_enabled",
      "zone",
    ],
    computedBlocks: ["termination_notification"],
    defaults: {
      bypass_platform_safety_checks_on_user_schedule_enabled: false,
      extensions_time_budget: "PT1H30M",
      max_bid_price: -1,
      platform_fault_domain: -1,
      priority: "Regular",
      "os_disk.write_accelerator_enabled": false,
    },
  },
  azurerm_marketplace_agreement: { replaces: ["publisher", "offer", "plan"] },
  azurerm_log_analytics_workspace: {
    replaces: NAMED,
    defaults: {
      allow_resource_only_permissions: true,
      daily_quota_gb: -1,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
    },
  },
  azurerm_management_lock: { replaces: ["name", "scope", "lock_level", "notes"] },
  azurerm_monitor_action_group: {
    replaces: ["name", "resource_group_name", "location"],
    defaults: { enabled: true, location: "global" },
  },
  azurerm_monitor_activity_log_alert: { replaces: ["name", "resource_group_name"], defaults: { enabled: true } },
  azurerm_monitor_diagnostic_setting: { replaces: ["name", "target_resource_id"] },
  azurerm_monitor_metric_alert: {
    replaces: ["name", "resource_group_name"],
    defaults: { auto_mitigate: true, enabled: true, frequency: "PT1M", severity: 3, window_size: "PT5M" },
  },
  azurerm_virtual_network_gateway_nat_rule: {
    replaces: ["name", "resource_group_name", "virtual_network_gateway_id", "mode", "type"],
    defaults: { mode: "EgressSnat", type: "Static" },
  },
  azurerm_virtual_network_peering: {
    replaces: ["name", "resource_group_name", "virtual_network_name", "remote_virtual_network_id"],
    defaults: {
      allow_forwarded_traffic: false,
      allow_gateway_transit: false,
      allow_virtual_network_access: true,
      peer_complete_virtual_networks_enabled: true,
      use_remote_gateways: false,
    },
  },
};
