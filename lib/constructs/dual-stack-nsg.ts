import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { NetworkSecurityRule, type NetworkSecurityRuleConfig } from "@cdktf/provider-azurerm/lib/network-security-rule";
import type { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Prefix } from "../addressing/cidr";

export interface DualStackNsgProps {
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  /** The networks that the VPN joins: everything between their prefixes is let in. */
  readonly networks: readonly NetworkPrefixes[];
  /**
   * Where SSH may come from, IPv4 and IPv6 in one list.
   * @default - nowhere
   */
  readonly adminSourcePrefixes?: readonly string[];
  /**
   * Writes that its rules wait for. Where prefixes change, a subnet that Azure refuses to change then ends
   * the deployment before a rule speaks of prefixes that are not there.
   * @default - none
   */
  readonly after?: readonly ITerraformDependable[];
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface NetworkPrefixes {
  readonly ipv4: Prefix;
  readonly ipv6: Prefix;
}

/**
 * A network security group that lets in SSH from the administrators and everything between the
 * networks of the VPN. Rules are resources of their own, so that another stack can add to them;
 * one rule takes one address family, so each purpose has a rule per family.
 *
 * Priorities 100 to 109 are taken; further rules start at 110.
 *
 * @example
 * new DualStackNsg(this, "nsg", { name: "cat-nsg", resourceGroup, networks: [vnet1, vnet2], adminSourcePrefixes: ["192.0.2.0/24"] });
 */
export class DualStackNsg extends Construct {
  readonly group: NetworkSecurityGroup;

  constructor(scope: Construct, id: string, props: DualStackNsgProps) {
    super(scope, id);
    const { resourceGroup, networks, adminSourcePrefixes = [], after } = props;
    const dependsOn = after && [...after];
    this.group = new NetworkSecurityGroup(this, "Resource", {
      name: props.name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      tags: props.tags,
    });
    const isIpv6 = (prefix: string) => prefix.includes(":");
    const admins = {
      ipv4: adminSourcePrefixes.filter((prefix) => !isIpv6(prefix)),
      ipv6: adminSourcePrefixes.filter(isIpv6),
    };
    (["ipv4", "ipv6"] as const).forEach((family, i) => {
      if (admins[family].length > 0) {
        this.allow(`ssh-${family}`, 100 + i, {
          protocol: "Tcp",
          sourceAddressPrefixes: admins[family],
          destinationAddressPrefix: "*",
          destinationPortRange: "22",
          dependsOn,
        });
      }
      const between = networks.map((network) => network[family].cidr);
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
