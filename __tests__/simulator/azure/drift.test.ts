import type { Resource } from "../../../simulator/azure/resource";
import { drift } from "../../../simulator/azure/drift";
import type { Attributes } from "../../../simulator/protocol/values";
import { simulatedAzure } from "../../../testing/terraform";

const azure = simulatedAzure();
afterAll(() => azure.remove());

const group = { resource_group_name: "rg", location: "uksouth" };
const create = (type: string, attributes: Attributes) => azure.terraform.create(`azurerm_${type}`, attributes);
const names = (changed: readonly Resource[]) => changed.map(({ name }) => name).sort();
const resource = (name: string) => azure.cloud.all().find((one) => one.name === name)!;
const inCloud = (name: string) => resource(name).properties;
const read = (type: string, state: Attributes) => azure.terraform.read(`azurerm_${type}`, state);

let gateway: Attributes;
beforeAll(async () => {
  await create("resource_group", { name: "rg", location: "uksouth" });
  await create("virtual_network", { ...group, name: "vnet", address_space: ["10.1.0.0/24", "2001:db8:1::/48"] });
  const subnet = await create("subnet", {
    resource_group_name: "rg",
    virtual_network_name: "vnet",
    name: "GatewaySubnet",
    address_prefixes: ["10.1.0.224/27", "2001:db8:1:e::/64"],
  });
  const ips = [];
  for (const name of ["ip1", "ip2"]) {
    ips.push(await create("public_ip", { ...group, name, allocation_method: "Static", zones: ["1", "2", "3"] }));
  }
  gateway = await create("virtual_network_gateway", {
    ...group,
    name: "gw",
    type: "Vpn",
    sku: "VpnGw1AZ",
    generation: "Generation1",
    active_active: true,
    tags: { owner: "net" },
    ip_configuration: ips.map(({ id }, i) => ({ name: `c${i}`, subnet_id: subnet.id!, public_ip_address_id: id! })),
  });
  const peer = await create("local_network_gateway", {
    ...group,
    name: "peer",
    gateway_address: "198.51.100.9",
    address_space: ["10.2.0.0/24"],
  });
  for (const [name, dpd_timeout_seconds] of [
    ["set", 30],
    ["unset", null],
  ] as const) {
    await create("virtual_network_gateway_connection", {
      ...group,
      name,
      dpd_timeout_seconds,
      type: "IPsec",
      virtual_network_gateway_id: gateway.id!,
      local_network_gateway_id: peer.id!,
      shared_key: "key",
    });
  }
});

test("gateway-generation moves a gateway to Generation2, once", async () => {
  expect(names(drift(azure.cloud, "gateway-generation"))).toEqual(["gw"]);
  expect(await read("virtual_network_gateway", gateway)).toMatchObject({ generation: "Generation2", sku: "VpnGw1AZ" });
  expect(drift(azure.cloud, "gateway-generation")).toEqual([]);
});

test("policy-tags adds its tag to what can have tags, and keeps the others", () => {
  expect(names(drift(azure.cloud, "policy-tags"))).toEqual([
    ...["gw", "ip1", "ip2", "peer", "rg", "set", "unset", "vnet"],
  ]);
  expect(resource("gw").tags).toEqual({ owner: "net", CreatedBy: "policy" });
  expect(resource("GatewaySubnet").tags).toBeUndefined();
});

test("portal-dpd sets 45 s where nothing is set", () => {
  expect(names(drift(azure.cloud, "portal-dpd"))).toEqual(["unset"]);
  expect(inCloud("unset").dpdTimeoutSeconds).toBe(45);
  expect(inCloud("set").dpdTimeoutSeconds).toBe(30);
});

test("connection-mode changes what the connections wait for", () => {
  expect(names(drift(azure.cloud, "connection-mode"))).toEqual(["set", "unset"]);
  expect(inCloud("set").connectionMode).toBe("ResponderOnly");
});

test("set-order turns the sets round, and no list but the gateway's addresses", () => {
  const changed = names(drift(azure.cloud, "set-order"));
  expect(changed).toEqual(["gw", "ip1", "ip2", "vnet"]);
  expect(resource("ip1").zones).toEqual(["3", "2", "1"]);
  expect(inCloud("vnet").addressSpace).toEqual({ addressPrefixes: ["2001:db8:1::/48", "10.1.0.0/24"] });
  expect(inCloud("gw").bgpSettings).toMatchObject({
    bgpPeeringAddresses: ["c1", "c0"].map((name) => ({
      ipconfigurationId: `${resource("gw").id}/ipConfigurations/${name}`,
    })),
  });
  expect(inCloud("GatewaySubnet").addressPrefixes).toEqual(["10.1.0.224/27", "2001:db8:1:e::/64"]);
});

test.each([
  ["gateway", 'drift: unknown word "gateway"'],
  ["toString", 'drift: unknown word "toString"'],
])("fails when the word is %s", (word, message) => {
  expect(() => drift(azure.cloud, word)).toThrow(
    `${message}; give one of gateway-generation, portal-dpd, connection-mode, policy-tags, set-order`,
  );
});
