import { elements } from "../protocol/values";
import type { AzureType } from "./azure-type";
import { groupName, notEmpty } from "./checks";
import { at, objects } from "./resource";
import { shown } from "./translation";

/** What the simulator knows of a data source of azurerm beside its recorded schema and the resource type of that name. */
export interface AzureDataSource extends Pick<AzureType, "checks" | "words"> {
  /** What the provider's Read stores for an attribute that Azure leaves out. @default null for each */
  readonly empty?: AzureType["empty"];
  /** What the provider says where there is none, of the resource in its words. @default "... was not found" */
  readonly absent?: (description: string) => string;
}

/** The ways in which an action group reaches somebody. */
const RECEIVERS = [
  ...["arm_role", "automation_runbook", "azure_app_push", "azure_function", "email", "event_hub"],
  ...["itsm", "logic_app", "sms", "voice", "webhook"],
];

const PEERINGS = "properties.virtualNetworkPeerings";

/**
 * Every data source that is simulated, by its name in Terraform. The schemas of the last two are written after azurerm's
 * source, which the bindings of 4.55.0 agree with; those of the others are the provider's own words.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/tree/v4.81.0/internal/services
 */
export const DATA_SOURCES: Readonly<Record<string, AzureDataSource>> = {
  azurerm_resource_group: {
    checks: { name: groupName },
    empty: { managed_by: "" },
    absent: (description) => `${JSON.stringify(description)} was not found`,
  },
  azurerm_virtual_network: {
    checks: { name: notEmpty },
    words: {
      // Sorted, since the cloud keeps no order from one process to the next.
      subnets: shown("properties.subnets", (subnets) =>
        objects(subnets)
          .map(({ name }) => String(name))
          .sort(),
      ),
      vnet_peerings: shown(PEERINGS, (peerings) =>
        Object.fromEntries(
          objects(peerings).map((one) => [String(one.name), at(one, "properties.remoteVirtualNetwork.id") ?? ""]),
        ),
      ),
      vnet_peerings_addresses: shown(PEERINGS, (peerings) =>
        objects(peerings)
          .flatMap((one) => elements(at(one, "properties.remoteVirtualNetworkAddressSpace.addressPrefixes")))
          .map(String)
          .sort(),
      ),
    },
    empty: { guid: "" },
  },
  azurerm_subnet: {
    checks: { name: notEmpty, virtual_network_name: notEmpty },
    words: {
      network_security_group_id: "properties.networkSecurityGroup.id",
      route_table_id: "properties.routeTable.id",
    },
    empty: {
      address_prefix: "",
      default_outbound_access_enabled: true,
      network_security_group_id: "",
      route_table_id: "",
      service_endpoints: [],
    },
  },
  azurerm_public_ip: {
    checks: { name: notEmpty },
    empty: {
      allocation_method: "",
      domain_name_label: "",
      fqdn: "",
      idle_timeout_in_minutes: 0,
      ip_address: "",
      ip_tags: {},
      ip_version: "",
      reverse_fqdn: "",
      sku: "",
      zones: [],
    },
  },
  azurerm_virtual_network_gateway: {
    checks: { name: notEmpty },
    words: {
      "bgp_settings.peering_address": "bgpPeeringAddress",
      "ip_configuration.private_ip_address": "properties.privateIPAddress",
      // azurerm has them and never fills them.
      "vpn_client_configuration.aad_audience": shown(""),
      "vpn_client_configuration.aad_issuer": shown(""),
      "vpn_client_configuration.aad_tenant": shown(""),
    },
    empty: {
      active_active: false,
      bgp_enabled: false,
      enable_bgp: false,
      generation: "",
      private_ip_address_enabled: false,
      type: "",
    },
  },
  azurerm_log_analytics_workspace: {
    // Without a workspace the provider has words of its own, in the plural.
    absent: (description) => {
      const [, group, name] = /Resource Group Name: (".*")\nWorkspace Name: (".*")/.exec(description)!;
      return `log analytics workspaces ${name} (Resource Group ${group}) was not found`;
    },
    empty: { daily_quota_gb: -1, retention_in_days: 0, sku: "", workspace_id: "" },
  },
  azurerm_monitor_action_group: {
    checks: { name: notEmpty },
    empty: Object.fromEntries(RECEIVERS.map((receiver) => [`${receiver}_receiver`, []])),
  },
};
