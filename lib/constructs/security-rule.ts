import type { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { NetworkSecurityRule } from "@cdktf/provider-azurerm/lib/network-security-rule";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { ruleName, type SecurityRule } from "../model/security-rules";

/** Adds a rule to a group, as a child of `scope` that bears the rule's purpose. */
export function addSecurityRule(
  scope: Construct,
  group: NetworkSecurityGroup,
  rule: SecurityRule,
  dependsOn?: readonly ITerraformDependable[],
): void {
  const { purpose, priority, protocol, sources, destinations, port } = rule;
  new NetworkSecurityRule(scope, purpose, {
    name: ruleName(rule),
    resourceGroupName: group.resourceGroupName,
    networkSecurityGroupName: group.name,
    priority,
    direction: "Inbound",
    access: "Allow",
    protocol,
    sourceAddressPrefixes: [...sources],
    sourcePortRange: "*",
    ...(destinations ? { destinationAddressPrefixes: [...destinations] } : { destinationAddressPrefix: "*" }),
    destinationPortRange: port,
    dependsOn: dependsOn && [...dependsOn],
  });
}
