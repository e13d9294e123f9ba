import {
  ActiveActiveVpnGateway,
  type ActiveActiveVpnGatewayProps,
} from "../../lib/constructs/active-active-vpn-gateway";
import { DualStackVnet } from "../../lib/constructs/dual-stack-vnet";
import { foreignStack } from "../helpers/foreign-stack";
import { resource, resourcesOf } from "../helpers/synth";

function gateways(names: readonly string[], changed: Partial<ActiveActiveVpnGatewayProps> = {}) {
  return foreignStack((stack, { resourceGroup, plan }) => {
    for (const name of names) {
      const vnet = new DualStackVnet(stack, `vnet-${name}`, {
        name: `vnet-${name}`,
        resourceGroup,
        plan: plan.gateway,
        subnetNames: { subnet1: "subnet1", gatewaySubnet: "GatewaySubnet" },
      });
      new ActiveActiveVpnGateway(stack, `gateway-${name}`, {
        name,
        resourceGroup,
        gatewaySubnet: vnet.subnets.gatewaySubnet,
        size: { sku: "VpnGw1AZ", generation: "Generation1" },
        zones: ["1"],
        ...changed,
      });
    }
  }).json;
}

test("stands twice in one stack, with two addresses each from the same zones", () => {
  const json = gateways(["a", "b"]);
  expect(resourcesOf(json, "azurerm_virtual_network_gateway").map(({ name, sku }) => [name, sku])).toEqual([
    ["a", "VpnGw1AZ"],
    ["b", "VpnGw1AZ"],
  ]);
  expect(resourcesOf(json, "azurerm_public_ip").map(({ name, zones }) => [name, zones])).toEqual([
    ["a-pubIP1", ["1"]],
    ["a-pubIP2", ["1"]],
    ["b-pubIP1", ["1"]],
    ["b-pubIP2", ["1"]],
  ]);
});

test("is protected on request only", () => {
  const lifecycle = (preventDestroy?: boolean) =>
    resource(gateways(["a"], { preventDestroy }), "azurerm_virtual_network_gateway", "a").lifecycle;
  expect(lifecycle()).toBeUndefined();
  expect(lifecycle(true)).toEqual({ prevent_destroy: true });
});

test("types refuse an SKU without its generation", () => {
  // @ts-expect-error VpnGw1AZ exists in Generation1 alone.
  const wrong: ActiveActiveVpnGatewayProps["size"] = { sku: "VpnGw1AZ", generation: "Generation2" };
  // @ts-expect-error an AZ SKU needs a zone.
  const none: NonNullable<ActiveActiveVpnGatewayProps["zones"]> = [];
  expect([wrong.sku, none]).toEqual(["VpnGw1AZ", []]);
});
