import { NAMED, type AzureType } from "../azure-type";
import type { Resource } from "../resource";
import { recordedBlock } from "../recorded";
import { inUse } from "../rules/in-use";
import { attributesOf, shown } from "../translation";
import { networkSecurityRule } from "./network-security-rule";

export const networkSecurityGroup: AzureType = {
  path: "Microsoft.Network/networkSecurityGroups/<name>",
  words: {
    security_rule: shown("properties.securityRules", (rules) =>
      (rules as Resource[]).map((one) =>
        attributesOf(networkSecurityRule, recordedBlock("azurerm_network_security_rule"), one),
      ),
    ),
  },
  completion: { replaces: NAMED },
  inline: ["security_rule", "azurerm_network_security_rule"],
  rules: [
    inUse(
      "InUseNetworkSecurityGroupCannotBeDeleted",
      { inferred: "the code is in many public logs and in none of the threads looked at; the words are close to it" },
      "Network security group <id> cannot be deleted because it is in use by the following resources: <id>.",
      (group, user) =>
        `Network security group ${group.id} cannot be deleted because it is in use by the following resources: ${user.id}.`,
    ),
  ],
  shows: ({ id }, cloud) => ({ securityRules: cloud.partsOf(id, "securityRules") }),
};
