import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack, Testing } from "cdktf";
import { loaded, lab, stackJson, type StackJson } from "./synth";
import type { AddressPlan } from "../../lib/addressing/plan";

export interface Surroundings {
  readonly resourceGroup: ResourceGroup;
  readonly plan: AddressPlan;
}

/** Somebody else's stack, with a resource group and the lab's plan, for constructs that stand on their own. */
export function foreignStack(build: (stack: TerraformStack, surroundings: Surroundings) => void): {
  readonly stack: TerraformStack;
  readonly json: StackJson;
} {
  const stack = new TerraformStack(Testing.app(), "theirs");
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  const resourceGroup = new ResourceGroup(stack, "group", { name: "theirs", location: "uksouth" });
  build(stack, { resourceGroup, plan: loaded(lab()).plan });
  return { stack, json: stackJson(stack) };
}
