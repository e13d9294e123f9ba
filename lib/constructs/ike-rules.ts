import type { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { NetworkSecurityRule } from "@cdktf/provider-azurerm/lib/network-security-rule";
import type { Construct } from "constructs";

const RULES = [
  { purpose: "ike", port: "500", priority: 110 },
  { purpose: "nat-t", port: "4500", priority: 120 },
] as const;

/**
 * Opens a router's NSG to IKE and to ESP in UDP (NAT-T) from the gateway's addresses alone, on the tunnels'
 * interfaces alone. The rules take priorities 110 and 120.
 *
 * @param scope gets a child for each rule
 * @param gatewayAddresses public IPv4 addresses of the gateway's instances
 * @param routerAddresses private IPv4 addresses of the interfaces that tunnels leave through: Azure translates
 *   the public ones before it looks at the rules
 */
export function allowIke(
  scope: Construct,
  group: NetworkSecurityGroup,
  gatewayAddresses: readonly string[],
  routerAddresses: readonly string[],
): void {
  for (const { purpose, port, priority } of RULES) {
    new NetworkSecurityRule(scope, purpose, {
      name: `allow-${purpose}`,
      resourceGroupName: group.resourceGroupName,
      networkSecurityGroupName: group.name,
      priority,
      direction: "Inbound",
      access: "Allow",
      protocol: "Udp",
      sourceAddressPrefixes: [...gatewayAddresses],
      sourcePortRange: "*",
      destinationAddressPrefixes: [...routerAddresses],
      destinationPortRange: port,
    });
  }
}
