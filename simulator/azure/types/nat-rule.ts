import type { AzureType } from "../azure-type";

export const natRule: AzureType = {
  path: "<virtual_network_gateway_id>/natRules/<name>",
  type: "Microsoft.Network/virtualNetworkGateways/natRules",
  completion: {
    replaces: ["name", "resource_group_name", "virtual_network_gateway_id", "mode", "type"],
    defaults: { mode: "EgressSnat", type: "Static" },
  },
};
