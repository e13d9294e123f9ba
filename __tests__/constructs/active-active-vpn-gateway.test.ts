import {
  ActiveActiveVpnGateway,
  type ActiveActiveVpnGatewayProps,
} from "../../lib/constructs/active-active-vpn-gateway";
import { DualStackVnet } from "../../lib/constructs/dual-stack-vnet";
import { foreignStack, gatewayNetwork } from "../helpers/foreign-stack";
import { resource, resourcesOf } from "../helpers/synth";

function gateways(names: readonly string[], changed: Partial<ActiveActiveVpnGatewayProps> = {}) {
  return foreignStack((stack, resourceGroup) => {
    for (const name of names) {
      const vnet = new DualStackVnet(stack, `vnet-${name}`, {
        resourceGroup,
        network: gatewayNetwork(`vnet-${name}`),
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
    ["a-pubIP1-z1", ["1"]],
    ["a-pubIP2-z1", ["1"]],
    ["b-pubIP1-z1", ["1"]],
    ["b-pubIP2-z1", ["1"]],
  ]);
});

const gateway = (changed: Partial<ActiveActiveVpnGatewayProps>) =>
  resource(gateways(["a"], changed), "azurerm_virtual_network_gateway", "a");

test("is protected on request only, and never replaced because Microsoft has moved it to Generation2", () => {
  expect(gateway({}).lifecycle).toEqual({ ignore_changes: ["generation"] });
  expect(gateway({ preventDestroy: true }).lifecycle).toEqual({
    ignore_changes: ["generation"],
    prevent_destroy: true,
  });
});

test("is locked on request only, as its addresses are", () => {
  expect(gateways(["a"]).resource).not.toHaveProperty("azurerm_management_lock");
  const json = gateways(["a"], { locks: true });
  const ids = Object.keys({ ...json.resource.azurerm_virtual_network_gateway, ...json.resource.azurerm_public_ip });
  expect(ids).toHaveLength(3);
  const locks = resourcesOf(json, "azurerm_management_lock");
  expect(locks.map(({ lock_level: level }) => level)).toEqual(Array(3).fill("CanNotDelete"));
  expect(locks.map(({ scope }) => /^\$\{azurerm_\w+\.(.+)\.id\}$/.exec(String(scope))?.[1])).toEqual(ids);
});

test("addresses of other zones bear other names, and come before the old ones go", () => {
  const addresses = (zones: ActiveActiveVpnGatewayProps["zones"]) =>
    resourcesOf(gateways(["a"], { zones }), "azurerm_public_ip");
  for (const address of addresses(["1"])) expect(address.lifecycle).toEqual({ create_before_destroy: true });
  const names = (zones: ActiveActiveVpnGatewayProps["zones"]) => addresses(zones).map(({ name }) => name);
  expect(names(undefined)).toEqual(["a-pubIP1", "a-pubIP2"]);
  expect(names(["3", "1", "2"])).toEqual(["a-pubIP1", "a-pubIP2"]);
  expect(names(["2"])).toEqual(["a-pubIP1-z2", "a-pubIP2-z2"]);
  expect(names([])).toEqual(["a-pubIP1-regional", "a-pubIP2-regional"]);
  expect(addresses([])[0]).not.toHaveProperty("zones");
});

test("types refuse an SKU in a generation that it does not exist in", () => {
  // @ts-expect-error VpnGw1AZ exists in Generation1 alone.
  const wrong: ActiveActiveVpnGatewayProps["size"] = { sku: "VpnGw1AZ", generation: "Generation2" };
  expect(wrong.sku).toBe("VpnGw1AZ");
});
