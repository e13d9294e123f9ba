import type { Attributes } from "../../protocol/values";
import { NAMED, type AzureType } from "../azure-type";
import { addressVersion, allocation, between, matches, notEmpty, oneOf } from "../checks";
import type { Cloud } from "../cloud";
import { digest } from "../computed";
import { inUse } from "../rules/in-use";
import { ZONES } from "../rules/zones";
import { at, objects } from "../resource";

/**
 * From the block that RFC 2544 sets aside for tests. The blocks for documentation (RFC 5737) are those that a
 * config has for routers elsewhere.
 */
const PUBLIC = Array.from({ length: 16 }, (_, net) => net).flatMap((net) =>
  Array.from({ length: 254 }, (_, i) => `198.19.${net}.${i + 1}`),
);
/** A free public address. It starts from a place that the id gives, so that the order of creation hardly matters. */
function publicAddress(id: string, cloud: Cloud): string {
  const taken = new Set(
    cloud.ofType("Microsoft.Network/publicIPAddresses").map(({ properties }) => properties.ipAddress),
  );
  const start = parseInt(digest(id).slice(0, 8), 16) % PUBLIC.length;
  const found = PUBLIC.map((_, i) => PUBLIC[(start + i) % PUBLIC.length]!).find((one) => !taken.has(one));
  if (!found) throw new Error(`the simulated cloud has ${PUBLIC.length} public addresses, and all are in use`);
  return found;
}

export const publicIp: AzureType = {
  path: "Microsoft.Network/publicIPAddresses/<name>",
  words: {
    allocation_method: "properties.publicIPAllocationMethod",
    ddos_protection_mode: "properties.ddosSettings.protectionMode",
    ddos_protection_plan_id: "properties.ddosSettings.ddosProtectionPlan.id",
    domain_name_label: "properties.dnsSettings.domainNameLabel",
    domain_name_label_scope: "properties.dnsSettings.domainNameLabelScope",
    fqdn: "properties.dnsSettings.fqdn",
    ip_tags: {
      path: "properties.ipTags",
      to: (value) => Object.entries(value as Attributes).map(([ipTagType, tag]) => ({ ipTagType, tag })),
      from: (value) => Object.fromEntries(objects(value).map(({ ipTagType, tag }) => [String(ipTagType), tag ?? null])),
    },
    ip_version: "properties.publicIPAddressVersion",
    public_ip_prefix_id: "properties.publicIPPrefix.id",
    reverse_fqdn: "properties.dnsSettings.reverseFqdn",
    sku: "sku.name",
    sku_tier: "sku.tier",
  },
  completion: {
    replaces: [...NAMED, "edge_zone", "ip_tags", "ip_version", "public_ip_prefix_id", "sku", "sku_tier", "zones"],
    defaults: {
      sku: "Standard",
      sku_tier: "Regional",
      ip_version: "IPv4",
      idle_timeout_in_minutes: 4,
      ddos_protection_mode: "VirtualNetworkInherited",
    },
  },
  checks: {
    name: notEmpty,
    allocation_method: allocation,
    domain_name_label: matches(
      /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/,
      "must have 3 to 63 lower case letters, digits and '-', begin with a letter and not end with '-'",
    ),
    idle_timeout_in_minutes: between(4, 30),
    ip_version: addressVersion,
    sku_tier: oneOf("Global", "Regional"),
  },
  rules: [
    ZONES,
    {
      code: "StandardSkuPublicIPAddressMustBeStatic",
      by: "azurerm",
      text: "static IP allocation must be used when creating Standard SKU public IP addresses",
      source:
        "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/network/public_ip_resource.go",
      broken: ({ sku, properties }) =>
        at(sku, "name") === "Standard" && properties.publicIPAllocationMethod !== "Static"
          ? "static IP allocation must be used when creating Standard SKU public IP addresses"
          : undefined,
    },

    inUse(
      "PublicIPAddressCannotBeDeleted",
      { source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/2566" },
      "Public IP address <id> can not be deleted since it is still allocated to resource <id>.",
      (ip, user) =>
        `Public IP address ${ip.id} can not be deleted since it is still allocated to resource ${user.id}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`,
    ),
  ],
  empty: { edge_zone: "" },
  compute: ({ id, properties }, cloud) => ({
    ...properties,
    ipAddress: properties.ipAddress ?? publicAddress(id, cloud),
  }),
};
