import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { networkRules, type NetworkRulesProps } from "../model/security-rules";
import type { ResourceGroup } from "./resource-group";
import { addSecurityRule } from "./security-rule";

export interface DualStackNsgProps extends NetworkRulesProps {
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
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
 * networks of the VPN. Rules are resources of their own, so that another stack can add to them.
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
    const { resourceGroup } = props;
    this.group = new NetworkSecurityGroup(this, "Resource", {
      name: props.name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      tags: props.tags,
    });
    for (const rule of networkRules(props)) addSecurityRule(this, this.group, rule, props.after);
  }
}
