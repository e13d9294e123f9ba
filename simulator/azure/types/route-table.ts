import { NAMED, type AzureType } from "../azure-type";
import { routeName } from "../checks";
import type { Resource } from "../resource";
import { recordedBlock } from "../recorded";
import { inUse } from "../rules/in-use";
import { attributesOf, not, shown } from "../translation";
import { route } from "./route";
import { objects } from "../resource";

export const routeTable: AzureType = {
  path: "Microsoft.Network/routeTables/<name>",
  words: {
    bgp_route_propagation_enabled: not("properties.disableBgpRoutePropagation"),
    route: shown("properties.routes", (routes) =>
      (routes as Resource[]).map((one) => attributesOf(route, recordedBlock("azurerm_route"), one)),
    ),
    subnets: shown("properties.subnets", (subnets) => objects(subnets).map(({ id }) => id!)),
  },
  completion: { replaces: NAMED, defaults: { bgp_route_propagation_enabled: true } },
  checks: { name: routeName },
  inline: ["route", "azurerm_route"],
  rules: [
    inUse(
      "InUseRouteTableCannotBeDeleted",
      { inferred: "the code is in public lists of Azure's codes; the words are a guess" },
      "Route table <id> is in use and cannot be deleted.",
      (table) => `Route table ${table.name} is in use and cannot be deleted.`,
    ),
  ],
  shows: ({ id }, cloud) => ({
    routes: cloud.partsOf(id, "routes"),
    subnets: cloud.usersOf(id).map((subnet) => ({ id: subnet.id })),
  }),
};
