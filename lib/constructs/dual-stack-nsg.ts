import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { NetworkSecurityRule, type NetworkSecurityRuleConfig } from "@cdktf/provider-azurerm/lib/network-security-rule";
import type { ResourceGroup } from "./resource-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { FAMILIES, type DualStack } from "../model/dual-stack";
import type { AddressSpace } from "../model/network";
import type { Prefix } from "../model/prefix";

export interface DualStackNsgProps {
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  /** The networks that the VPN joins: everything between their prefixes is let in. */
  readonly networks: readonly AddressSpace[];
  /**
   * Where SSH may come from, IPv4 and IPv6 in one list.
   * @default - nowhere
   */
  readonly adminSourcePrefixes?: readonly Prefix[];
  /**
   * Private addresses that SSH may go to. Azure translates a public address before it looks at the rules.
   * @default - every address
   * @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
   */
  readonly sshHosts?: readonly DualStack<string>[];
  /**
   * Writes that the rules wait for. If Azure refuses to change a subnet's prefix, the deployment then ends
   * before a rule names the new prefix.
   * @default - none
   */
  readonly after?: readonly ITerraformDependable[];
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A network security group that lets in SSH from the administrators and everything between the
 * networks of the VPN. Rules are resources of their own, so that another stack can add to them;
 * one rule takes one address family, so each purpose has a rule per family.
 *
 * Priorities 100 to 109 are taken; further rules start at 110.
 *
 * @example
 * new DualStackNsg(this, "nsg", { name: "cat-nsg", resourceGroup, networks: [gatewayNetwork, siteNetwork] });
 */
export class DualStackNsg extends Construct {
  readonly group: NetworkSecurityGroup;

  constructor(scope: Construct, id: string, props: DualStackNsgProps) {
    super(scope, id);
    const { resourceGroup, networks, adminSourcePrefixes = [], sshHosts, after } = props;
    const dependsOn = after && [...after];
    this.group = new NetworkSecurityGroup(this, "Resource", {
      name: props.name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      tags: props.tags,
    });
    FAMILIES.forEach((family, i) => {
      const admins = adminSourcePrefixes.filter((prefix) => prefix.family === family);
      if (admins.length > 0) {
        this.allow(`ssh-${family}`, 100 + i, {
          protocol: "Tcp",
          sourceAddressPrefixes: admins.map(({ cidr }) => cidr),
          ...(sshHosts
            ? { destinationAddressPrefixes: sshHosts.map((host) => host[family]) }
            : { destinationAddressPrefix: "*" }),
          destinationPortRange: "22",
          dependsOn,
        });
      }
      const between = networks.flatMap((network) => network[family].map(({ cidr }) => cidr));
      if (between.length === 0) return;
      this.allow(`vpn-${family}`, 105 + i, {
        protocol: "*",
        sourceAddressPrefixes: between,
        destinationAddressPrefixes: between,
        destinationPortRange: "*",
        dependsOn,
      });
    });
  }

  private allow(
    purpose: string,
    priority: number,
    rule: Pick<
      NetworkSecurityRuleConfig,
      | "protocol"
      | "sourceAddressPrefixes"
      | "destinationAddressPrefix"
      | "destinationAddressPrefixes"
      | "destinationPortRange"
      | "dependsOn"
    >,
  ): void {
    new NetworkSecurityRule(this, purpose, {
      name: `allow-${purpose}`,
      resourceGroupName: this.group.resourceGroupName,
      networkSecurityGroupName: this.group.name,
      priority,
      direction: "Inbound",
      access: "Allow",
      sourcePortRange: "*",
      ...rule,
    });
  }
}
