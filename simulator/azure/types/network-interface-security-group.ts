import type { AzureType } from "../azure-type";
import { UNLINKS_MACHINE, WRITES_MACHINE } from "../rules/machine-deletion";

export const networkInterfaceSecurityGroup: AzureType = {
  path: "<network_interface_id>",
  type: "Microsoft.Network/networkInterfaces",
  terraformId: "<network_interface_id>|<network_security_group_id>",
  link: { property: "networkSecurityGroup", attribute: "network_security_group_id" },
  completion: {
    replaces: ["network_interface_id", "network_security_group_id"],
  },
  rules: [WRITES_MACHINE, UNLINKS_MACHINE],
};
