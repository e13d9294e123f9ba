import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { App, TerraformStack } from "cdktf";
import { parsePrefix } from "../../lib/addressing/cidr";
import { GATEWAY_LAYOUT, planNetwork, SITE_LAYOUT } from "../../lib/addressing/network-plan";
import { stackJson, type StackJson } from "./synth";

/** The article's two networks, from plain values. */
export const gatewayNetwork = (name = "vnet1") =>
  planNetwork(GATEWAY_LAYOUT, {
    name,
    ipv4: parsePrefix("10.1.0.0/24", "ipv4"),
    ipv6: parsePrefix("2001:db8:1::/48", "ipv6"),
    subnets: { gatewaySubnet: { name: "GatewaySubnet" } },
  });
export const siteNetwork = (name = "cat-net") =>
  planNetwork(SITE_LAYOUT, {
    name,
    ipv4: parsePrefix("10.2.0.0/24", "ipv4"),
    ipv6: parsePrefix("2001:db8:2::/48", "ipv6"),
  });

/** Somebody else's stack with a resource group, for constructs that stand on their own. */
export function foreignStack(build: (stack: TerraformStack, resourceGroup: ResourceGroup) => void): {
  readonly stack: TerraformStack;
  readonly json: StackJson;
} {
  const stack = new TerraformStack(new App(), "theirs");
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  build(stack, new ResourceGroup(stack, "group", { name: "theirs", location: "uksouth" }));
  return { stack, json: stackJson(stack) };
}
