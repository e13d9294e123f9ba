import { TerraformResource, type IAspect } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Leaves tags of these names alone on every resource: those that an Azure policy adds would otherwise be
 * removed by each deployment, and added again by the policy.
 *
 * @example
 * Aspects.of(stack).add(new IgnoredTags(["CreatedBy"]));
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/28711
 */
export class IgnoredTags implements IAspect {
  constructor(private readonly names: readonly string[]) {}

  visit(node: IConstruct): void {
    if (!(node instanceof TerraformResource) || !("tags" in node)) return;
    const { ignoreChanges = [] } = node.lifecycle ?? {};
    if (ignoreChanges === "all") return;
    node.lifecycle = {
      ...node.lifecycle,
      ignoreChanges: [...ignoreChanges, ...this.names.map((name) => `tags[${JSON.stringify(name)}]`)],
    };
  }
}
