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

const PEERINGS = "properties.virtualNetworkPeerings";

/**
 * Every data source that is simulated, by its name in Terraform.
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
};
