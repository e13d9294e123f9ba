import type { Cloud, Resource } from "../cloud";

const CODES: Readonly<Record<string, string>> = {
  azurerm_subnet: "InUseSubnetCannotBeDeleted",
  azurerm_virtual_network: "InUseSubnetCannotBeDeleted",
  azurerm_public_ip: "PublicIPAddressCannotBeDeleted",
  azurerm_network_interface: "NicInUse",
  azurerm_network_security_group: "InUseNetworkSecurityGroupCannotBeDeleted",
  azurerm_route_table: "InUseRouteTableCannotBeDeleted",
};

/** Why a resource cannot be deleted now, as code and detail, or undefined. */
export function deletionRefused(resource: Resource, cloud: Cloud): { code: string; detail: string } | undefined {
  const { id, type } = resource;
  if (type === "azurerm_resource_group") {
    const [left] = cloud.childrenOf(id);
    // The provider itself refuses, by its feature prevent_deletion_if_contains_resources.
    return (
      left && {
        code: "ResourceGroupNotEmpty",
        detail: `the Resource Group "${resource.attributes.name}" still contains Resources, such as ${left.id}`,
      }
    );
  }
  const user = cloud.usersOf(id).find((one) => one.id.toLowerCase() !== id.toLowerCase());
  return user && { code: CODES[type] ?? "ResourceInUse", detail: `${id} is in use by ${user.id}` };
}
