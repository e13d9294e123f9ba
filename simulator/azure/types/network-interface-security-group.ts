import type { AzureType } from "../azure-type";
import { WRITES_MACHINE, UNLINKS_MACHINE } from "../rules/machine-deletion";

export const networkInterfaceSecurityGroup: AzureType = {
  path: "<network_interface_id>|<network_security_group_id>",
  completion: {
    replaces: ["network_interface_id", "network_security_group_id"],
  },
  rules: [WRITES_MACHINE, UNLINKS_MACHINE],
};
