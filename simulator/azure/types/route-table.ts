import type { Cloud, Resource } from "../cloud";
import { type AzureType, NAMED } from "../azure-type";
import { routeName } from "../checks";
import { inUse, nameOf } from "../rules/in-use";

const childrenOf = ({ id }: Resource, type: string, cloud: Cloud) =>
  cloud.childrenOf(id).filter((child) => child.type === type);

export const routeTable: AzureType = {
  path: "Microsoft.Network/routeTables/<name>",
  completion: { replaces: NAMED, defaults: { bgp_route_propagation_enabled: true } },
  checks: { name: routeName },
  inline: ["route", "azurerm_route"],
  rules: [
    inUse(
      "InUseRouteTableCannotBeDeleted",
      { inferred: "the code is in public lists of Azure's codes; the words are a guess" },
      "Route table <id> is in use and cannot be deleted.",
      (table) => `Route table ${nameOf(table)} is in use and cannot be deleted.`,
    ),
  ],
  derived: {
    route: (table, cloud) => childrenOf(table, "azurerm_route", cloud).map(({ attributes }) => attributes),
    subnets: ({ id }, cloud) =>
      cloud
        .usersOf(id)
        .filter(({ type }) => type === "azurerm_subnet_route_table_association")
        .map(({ attributes }) => attributes.subnet_id!),
  },
};
