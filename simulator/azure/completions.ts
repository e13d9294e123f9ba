import type { Completion } from "../protocol/provider";

const NAMED = ["name", "resource_group_name", "location"] as const;

/**
 * What the bindings leave out, as azurerm 4.55 has it.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/tree/v4.55.0/internal/services
 */
const COMPLETIONS: Readonly<Record<string, Completion>> = {
  azurerm_resource_group: { replaces: ["name", "location"] },
  azurerm_virtual_network: { replaces: NAMED, computed: ["dns_servers"] },
  azurerm_subnet: {
    replaces: ["name", "resource_group_name", "virtual_network_name"],
    defaults: {
      default_outbound_access_enabled: true,
      private_endpoint_network_policies: "Disabled",
      private_link_service_network_policies_enabled: true,
    },
  },
  azurerm_public_ip: {
    replaces: [...NAMED, "sku", "sku_tier", "ip_version", "zones"],
    defaults: {
      sku: "Standard",
      sku_tier: "Regional",
      ip_version: "IPv4",
      idle_timeout_in_minutes: 4,
      ddos_protection_mode: "VirtualNetworkInherited",
    },
  },
  azurerm_network_interface: {
    replaces: NAMED,
    computed: ["ip_configuration.private_ip_address", "ip_configuration.primary"],
    defaults: {
      ip_forwarding_enabled: false,
      accelerated_networking_enabled: false,
      "ip_configuration.private_ip_address_version": "IPv4",
    },
    recomputed: { private_ip_address: ["ip_configuration"], private_ip_addresses: ["ip_configuration"] },
  },
  azurerm_network_interface_security_group_association: {
    replaces: ["network_interface_id", "network_security_group_id"],
  },
  azurerm_network_security_group: { replaces: NAMED },
  azurerm_network_security_rule: { replaces: ["name", "resource_group_name", "network_security_group_name"] },
  azurerm_route_table: { replaces: NAMED, defaults: { bgp_route_propagation_enabled: true } },
  azurerm_route: { replaces: ["name", "resource_group_name", "route_table_name"] },
  azurerm_subnet_route_table_association: { replaces: ["subnet_id", "route_table_id"] },
  azurerm_virtual_network_gateway: {
    replaces: [...NAMED, "type", "vpn_type", "generation", "ip_configuration", "private_ip_address_enabled"],
    computed: ["enable_bgp", "active_active", "generation", "bgp_settings"],
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
    replaces: [...NAMED, "type", "virtual_network_gateway_id", "connection_protocol", "connection_mode"],
    computed: [
      "shared_key",
      "enable_bgp",
      "routing_weight",
      "use_policy_based_traffic_selectors",
      "connection_protocol",
      "ipsec_policy.sa_datasize",
      "ipsec_policy.sa_lifetime",
    ],
    sensitive: ["shared_key", "authorization_key"],
    defaults: { connection_mode: "Default", local_azure_ip_address_enabled: false },
  },
  azurerm_linux_virtual_machine: {
    replaces: [
      ...NAMED,
      "admin_username",
      "admin_password",
      "admin_ssh_key",
      "computer_name",
      "custom_data",
      "disable_password_authentication",
      "plan",
      "source_image_reference",
      "zone",
    ],
    computed: ["computer_name", "disable_password_authentication", "os_disk.name", "os_disk.disk_size_gb"],
    sensitive: ["admin_password", "custom_data"],
    defaults: {
      allow_extension_operations: true,
      extensions_time_budget: "PT1H30M",
      patch_assessment_mode: "ImageDefault",
      patch_mode: "ImageDefault",
      priority: "Regular",
      provision_vm_agent: true,
      "os_disk.write_accelerator_enabled": false,
    },
  },
  azurerm_marketplace_agreement: { replaces: ["publisher", "offer", "plan"] },
};

/** Any other type of the provider plans and applies too, with what nearly all types have in common. */
export function completionOf(type: string): Completion {
  return COMPLETIONS[type] ?? { replaces: NAMED };
}
