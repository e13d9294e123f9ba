import type { Cloud, Resource } from "../cloud";
import { type AzureType, NAMED } from "../azure-type";
import { inUse } from "../rules/in-use";

const childrenOf = ({ id }: Resource, type: string, cloud: Cloud) =>
  cloud.childrenOf(id).filter((child) => child.type === type);

export const networkSecurityGroup: AzureType = {
  path: "Microsoft.Network/networkSecurityGroups/<name>",
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
  derived: {
    security_rule: (group, cloud) =>
      childrenOf(group, "azurerm_network_security_rule", cloud).map(({ attributes }) => attributes),
  },
};
