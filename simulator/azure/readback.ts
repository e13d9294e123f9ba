import { emptyOf, mapAttributes, ofType, type Block, type Type } from "../protocol/schema";
import { elements, equal, UNKNOWN, type Attributes, type Value } from "../protocol/values";
import type { Cloud, Resource } from "./cloud";
import { macAddress } from "./computed";

/**
 * What the provider's Read stores for an attribute that Azure leaves out. An attribute that is not
 * here stays null. A dot leads into a block. The recorded states in `__tests__/fixtures` are the
 * source.
 */
const EMPTY: Readonly<Record<string, Attributes>> = {
  azurerm_resource_group: { managed_by: "" },
  azurerm_virtual_network: { bgp_community: "", edge_zone: "", flow_timeout_in_minutes: 0 },
  azurerm_subnet: { sharing_scope: "" },
  azurerm_public_ip: { edge_zone: "" },
  azurerm_network_interface: {
    auxiliary_mode: "",
    auxiliary_sku: "",
    edge_zone: "",
    internal_dns_name_label: "",
    "ip_configuration.gateway_load_balancer_frontend_ip_configuration_id": "",
    "ip_configuration.public_ip_address_id": "",
  },
  azurerm_network_security_rule: {
    description: "",
    destination_address_prefix: "",
    destination_port_range: "",
    source_address_prefix: "",
    source_port_range: "",
  },
  azurerm_route: { next_hop_in_ip_address: "" },
  azurerm_virtual_network_gateway: { dns_forwarding_enabled: false, edge_zone: "", private_ip_address_enabled: false },
  azurerm_local_network_gateway: { gateway_address: "", gateway_fqdn: "" },
  azurerm_virtual_network_gateway_connection: {
    authorization_key: "",
    dpd_timeout_seconds: 0,
    local_azure_ip_address_enabled: false,
  },
  azurerm_linux_virtual_machine: {
    availability_set_id: "",
    "boot_diagnostics.storage_account_uri": "",
    capacity_reservation_group_id: "",
    dedicated_host_group_id: "",
    dedicated_host_id: "",
    disk_controller_type: "",
    edge_zone: "",
    encryption_at_host_enabled: false,
    eviction_policy: "",
    license_type: "",
    "os_disk.disk_encryption_set_id": "",
    "os_disk.secure_vm_disk_encryption_set_id": "",
    "os_disk.security_encryption_type": "",
    proximity_placement_group_id: "",
    reboot_setting: "",
    secure_boot_enabled: false,
    source_image_id: "",
    user_data: "",
    virtual_machine_scale_set_id: "",
    vtpm_enabled: false,
    zone: "",
  },
};

/** Attributes that Azure never tells: the state has what the configuration gave, or an import put there. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  azurerm_linux_virtual_machine: ["admin_password", "custom_data"],
};

const childrenOf = ({ id }: Resource, type: string, cloud: Cloud) =>
  cloud.childrenOf(id).filter((child) => child.type === type);
const userOf = (id: string, type: string, cloud: Cloud) => cloud.usersOf(id).find((user) => user.type === type);

/** A value without null: in the objects that it fills, the provider's SDK stores the zero of the type. */
function zeroed(type: Type, value: Value): Value {
  if (typeof type === "string") return value ?? { string: "", number: 0, bool: false }[type];
  const [kind, inner] = type;
  if (kind === "map") return value ?? {};
  if (kind !== "object") return elements(value).map((element) => zeroed(inner, element));
  return Object.fromEntries(
    Object.entries(inner).map(([name, one]) => [name, zeroed(one, (value as Attributes)[name] ?? null)]),
  );
}

/**
 * Attributes that Read fills with what lies in a resource or uses it, which other Terraform
 * resources have made. They are no part of the resource in the cloud.
 */
const DERIVED: Readonly<Record<string, Readonly<Record<string, (resource: Resource, cloud: Cloud) => Value>>>> = {
  azurerm_virtual_network: {
    subnet: (network, cloud) =>
      childrenOf(network, "azurerm_subnet", cloud).map(({ id, attributes }) => {
        const link = (kind: string) => userOf(id, `azurerm_subnet_${kind}_association`, cloud)?.attributes;
        return {
          ...attributes,
          route_table_id: link("route_table")?.route_table_id ?? null,
          security_group: link("network_security_group")?.network_security_group_id ?? null,
        };
      }),
  },
  azurerm_route_table: {
    route: (table, cloud) => childrenOf(table, "azurerm_route", cloud).map(({ attributes }) => attributes),
    subnets: ({ id }, cloud) =>
      cloud
        .usersOf(id)
        .filter(({ type }) => type === "azurerm_subnet_route_table_association")
        .map(({ attributes }) => attributes.subnet_id!),
  },
  azurerm_network_security_group: {
    security_rule: (group, cloud) =>
      childrenOf(group, "azurerm_network_security_rule", cloud).map(({ attributes }) => attributes),
  },
  azurerm_network_interface: {
    // Azure gives both when the machine is made.
    mac_address: ({ id }, cloud) => (userOf(id, "azurerm_linux_virtual_machine", cloud) ? macAddress(id) : ""),
    virtual_machine_id: ({ id }, cloud) => userOf(id, "azurerm_linux_virtual_machine", cloud)?.id ?? "",
  },
};

/**
 * The resource as the provider's Read stores it.
 *
 * @param state what Terraform has of it, for the attributes that cannot be read
 */
export function readBack(block: Block, resource: Resource, cloud: Cloud, state: Attributes): Attributes {
  const { type, attributes } = resource;
  const empty = EMPTY[type];
  const whole: Record<string, Value> = {
    ...mapAttributes(block, attributes, (value, path, { type }) => ofType(type, value ?? empty?.[path] ?? null)),
  };
  for (const [name, derive] of Object.entries(DERIVED[type] ?? {})) {
    const schema = block.attributes[name]!.type;
    whole[name] = ofType(schema, zeroed(schema, derive(resource, cloud)));
  }
  for (const name of [...(UNREAD[type] ?? []), "timeouts"]) whole[name] = state[name] ?? null;
  return whole;
}

/**
 * What an import puts into the attributes that cannot be read.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/virtual_machine_import.go
 */
export function imported({ type, attributes }: Resource): Attributes {
  const withPassword = type === "azurerm_linux_virtual_machine" && elements(attributes.admin_ssh_key).length === 0;
  return withPassword ? { admin_password: "ignored-as-imported" } : {};
}

/** What of planned attributes goes to the cloud: the reverse of {@link readBack}. Nothing of it is unknown. */
export function written(block: Block, type: string, planned: Attributes): Attributes {
  const empty = EMPTY[type];
  const derived = DERIVED[type];
  return mapAttributes(block, planned, (value, path, attribute) => {
    if (value === UNKNOWN) return emptyOf(attribute.type);
    return (empty && path in empty && equal(value, empty[path])) || (derived && path in derived) ? null : value;
  });
}
