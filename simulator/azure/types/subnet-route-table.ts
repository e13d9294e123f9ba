import type { AzureType } from "../azure-type";
import { UNLINKS_MACHINE, WRITES_MACHINE } from "../rules/machine-deletion";
import { DEFAULT_ROUTE } from "./route";

export const subnetRouteTable: AzureType = {
  path: "<subnet_id>",
  type: "Microsoft.Network/virtualNetworks/subnets",
  link: { property: "routeTable", attribute: "route_table_id" },
  completion: { replaces: ["subnet_id", "route_table_id"] },
  rules: [DEFAULT_ROUTE, WRITES_MACHINE, UNLINKS_MACHINE],
};
