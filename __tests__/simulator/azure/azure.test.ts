import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cloud } from "../../../simulator/azure/cloud";
import { UNKNOWN, type Attributes } from "../../../simulator/protocol/values";
import { simulatedAzure } from "../../../testing/terraform";

const group = { resource_group_name: "rg", location: "uksouth" };
let current: ReturnType<typeof simulatedAzure>;
afterEach(() => current.remove());

/** A resource group, a network and a subnet in a cloud of their own. */
async function started(options: Parameters<typeof simulatedAzure>[0] = {}) {
  current = simulatedAzure(options);
  const { terraform } = current;
  await terraform.create("azurerm_resource_group", { name: "rg", location: "uksouth" });
  const network = await terraform.create("azurerm_virtual_network", {
    ...group,
    name: "vnet",
    address_space: ["10.1.0.0/24", "2001:db8:1::/48"],
  });
  const subnet = await terraform.create("azurerm_subnet", {
    resource_group_name: "rg",
    virtual_network_name: "vnet",
    name: "apps",
    address_prefixes: ["10.1.0.0/27", "2001:db8:1:1::/64"],
  });
  return { ...current, network, subnet };
}

const publicIp = (name: string): Attributes => ({ ...group, name, allocation_method: "Static" });
const nic = (name: string, subnet: Attributes, ...given: (string | null)[]): Attributes => ({
  ...group,
  name,
  ip_configuration: given.map((address, i) => ({
    name: `ip${i}`,
    subnet_id: subnet.id!,
    private_ip_address_version: i === 0 ? "IPv4" : "IPv6",
    private_ip_address_allocation: address ? "Static" : "Dynamic",
    private_ip_address: address,
  })),
});

test("ids have Azure's form", async () => {
  const { network, subnet } = await started();
  const root = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network";
  expect(network.id).toBe(`${root}/virtualNetworks/vnet`);
  expect(subnet.id).toBe(`${root}/virtualNetworks/vnet/subnets/apps`);
});

test.each([
  ["mine", "mine"],
  ["", "00000000-0000-0000-0000-000000000000"],
])("ids are of subscription %j where the provider's configuration names none", async (subscription, expected) => {
  const { subnet } = await started({ subscription });
  expect(subnet.id).toMatch(new RegExp(`^/subscriptions/${expected}/resourceGroups/rg/`));
});

test("public addresses are of the block for tests, unique, and the same for the same name", async () => {
  const { terraform } = await started();
  const made = [];
  for (let i = 0; i < 40; i++) made.push(await terraform.create("azurerm_public_ip", publicIp(`ip${i}`)));
  const addresses = made.map(({ ip_address }) => String(ip_address));
  expect(new Set(addresses).size).toBe(40);
  for (const address of addresses) expect(address).toMatch(/^198\.19\.\d+\.\d+$/);
  await terraform.destroy("azurerm_public_ip", made[7]!);
  const again = await terraform.create("azurerm_public_ip", publicIp("ip7"));
  expect(again.ip_address).toBe(addresses[7]);
});

test("interfaces get the first free addresses of their subnet, past those that Azure keeps", async () => {
  const { terraform, subnet } = await started();
  const first = await terraform.create("azurerm_network_interface", nic("one", subnet, "10.1.0.5", null));
  const second = await terraform.create("azurerm_network_interface", nic("two", subnet, null, null));
  const third = await terraform.create("azurerm_network_interface", nic("three", subnet, null));
  expect(first.private_ip_addresses).toEqual(["10.1.0.5", "2001:db8:1:1::4"]);
  expect(second.private_ip_addresses).toEqual(["10.1.0.4", "2001:db8:1:1::5"]);
  expect(third.private_ip_address).toBe("10.1.0.6");
});

test("what Azure computes is unknown until apply, and stays as it is afterwards", async () => {
  const { terraform } = await started();
  const { planned } = await terraform.plan("azurerm_public_ip", null, publicIp("ip"));
  expect(planned).toMatchObject({ id: UNKNOWN, ip_address: UNKNOWN, sku: "Standard", idle_timeout_in_minutes: 4 });
  const made = await terraform.create("azurerm_public_ip", publicIp("ip"));
  expect((await terraform.plan("azurerm_public_ip", made, publicIp("ip"))).planned).toEqual(made);
  expect(await terraform.read("azurerm_public_ip", made)).toEqual(made);
});

test("a change replaces where the provider says so, and else updates", async () => {
  const { terraform } = await started();
  const made = await terraform.create("azurerm_public_ip", publicIp("ip"));
  const change = (changed: Attributes) => terraform.plan("azurerm_public_ip", made, { ...publicIp("ip"), ...changed });
  expect((await change({ zones: ["1"] })).replaces).toEqual(["zones"]);
  expect((await change({ idle_timeout_in_minutes: 10 })).replaces).toEqual([]);
  const updated = await terraform.apply("azurerm_public_ip", made, { ...publicIp("ip"), idle_timeout_in_minutes: 10 });
  expect(updated).toEqual({ ...made, idle_timeout_in_minutes: 10 });
});

test("an interface's addresses stay known in the plan when its configuration changes, and follow at apply", async () => {
  const { terraform, subnet } = await started();
  const made = await terraform.create("azurerm_network_interface", nic("one", subnet, "10.1.0.5"));
  const { planned } = await terraform.plan("azurerm_network_interface", made, nic("one", subnet, "10.1.0.9"));
  expect(planned).toMatchObject({ private_ip_address: "10.1.0.5", private_ip_addresses: ["10.1.0.5"] });
  const moved = await terraform.apply("azurerm_network_interface", made, nic("one", subnet, "10.1.0.9"));
  expect(moved).toMatchObject({ private_ip_address: "10.1.0.9", private_ip_addresses: ["10.1.0.9"] });
});

test("a resource can be imported by its id", async () => {
  const { terraform, subnet } = await started();
  expect(await terraform.import("azurerm_subnet", String(subnet.id))).toEqual(subnet);
  await expect(terraform.import("azurerm_subnet", `${String(subnet.id)}x`)).rejects.toThrow(
    "Cannot import non-existent remote object",
  );
});

describe("the cloud's folder", () => {
  test("holds everything for the next process, and nothing of a write that was cut off", async () => {
    const { folder, subnet } = await started();
    writeFileSync(join(folder, "resources", "half.json.new"), '{"type":"azurerm_sub');
    const cloud = new Cloud(folder);
    expect(cloud.all()).toHaveLength(3);
    expect(cloud.get(String(subnet.id).toUpperCase())).toMatchObject({
      id: subnet.id,
      properties: { addressPrefixes: ["10.1.0.0/27", "2001:db8:1:1::/64"] },
    });
    expect(cloud.usersOf(String(subnet.id))).toEqual([]);
  });

  test("fails when an earlier version has written it, and says how to go on", async () => {
    const { folder } = await started();
    writeFileSync(join(folder, "resources", "old.json"), '{"type":"azurerm_subnet","id":"/s","attributes":{}}');
    expect(() => new Cloud(folder)).toThrow("was written by an earlier version, in another form; remove the folder");
  });
});

test("the rules of a security group go with it", async () => {
  const { terraform, cloud } = await started();
  const nsg = await terraform.create("azurerm_network_security_group", { ...group, name: "nsg" });
  const rule = await terraform.create("azurerm_network_security_rule", {
    resource_group_name: "rg",
    network_security_group_name: "nsg",
    name: "allow-ike",
    priority: 110,
    direction: "Inbound",
    access: "Allow",
    protocol: "Udp",
    source_address_prefix: "*",
    source_port_range: "*",
    destination_address_prefix: "*",
    destination_port_range: "500",
  });
  await terraform.destroy("azurerm_network_security_group", nsg);
  expect(cloud.get(String(rule.id))).toBeUndefined();
  expect(await terraform.read("azurerm_network_security_rule", rule)).toBeNull();
});
