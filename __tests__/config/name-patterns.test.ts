import { validate } from "../../config/validate";
import { lab, resourcesOf, synthesize, type SimulatedConfig } from "../helpers/synth";

const lines = (change: (config: SimulatedConfig) => void) => {
  const result = validate(lab(change));
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

test("a convention names every resource of its kind", () => {
  const stacks = synthesize(
    lab((config) => {
      config.sites[0]!.connections = [];
      config.names = {
        networkSecurityGroup: "nsg-{name}",
        routeTable: "rt-{name}",
        networkInterface: "nic-{name}",
        routerPublicIp: "pip-{name}",
        testVmPublicIp: "pip-{name}",
        gatewayPublicIp: "pip-{name}-{number}",
        osDisk: "disk-{name}",
        connection: "con-{name}-{number}",
        localNetworkGateway: "lgw-{name}-{number}-{fingerprint}",
      };
    }),
  );
  const names = (stack: string, type: string) =>
    resourcesOf(stacks[stack]!, type)
      .map(({ name }) => name)
      .sort();
  expect(names("onprem-cat", "azurerm_network_security_group")).toEqual(["nsg-cat", "nsg-vm2"]);
  expect(names("onprem-cat", "azurerm_route_table")).toEqual(["rt-app-subnet", "rt-cat-eth1"]);
  const nics = ["cat-eth1", "cat-eth2", "cat-eth3", "vm2"];
  expect(names("onprem-cat", "azurerm_network_interface")).toEqual(nics.map((name) => `nic-${name}`));
  expect(names("onprem-cat", "azurerm_public_ip")).toEqual(nics.map((name) => `pip-${name}`));
  expect(names("vpn-gateway", "azurerm_public_ip")).toEqual(["pip-gw-1", "pip-gw-2", "pip-vm1"]);
  expect(names("vpn-gateway", "azurerm_network_security_group")).toEqual(["nsg-subnet1", "nsg-vm1"]);
  expect(names("vpn-gateway", "azurerm_virtual_network_gateway_connection")).toEqual(["con-cat-1", "con-cat-2"]);
  expect(names("vpn-gateway", "azurerm_local_network_gateway")).toEqual([
    expect.stringMatching(/^lgw-cat-1-[0-9a-f]{6}$/),
    expect.stringMatching(/^lgw-cat-2-[0-9a-f]{6}$/),
  ]);
  const disks = resourcesOf(stacks["onprem-cat"]!, "azurerm_linux_virtual_machine").map(({ os_disk: disk }) => disk);
  expect(disks).toMatchObject([{ name: "disk-cat" }, { name: "disk-vm2" }]);
});

test.each([
  ["routeTable", "rt", '"rt" must hold each of {name} once'],
  ["connection", "con-{name}", '"con-{name}" must hold each of {number}, {name} once'],
  ["osDisk", "{name}-{site}", '"{name}-{site}" must hold each of {name} once'],
  ["networkInterface", "{name}.", '"{name}." must hold each of {name} once'],
  ["networkSecurityGroup", "-{name}", '"-{name}" must hold each of {name} once'],
  ["osDisk", `${"d".repeat(55)}{name}`, `"${"d".repeat(55)}{name}" has 61 characters; the most is 60`],
] as const)("a pattern of %s that is %s is refused", (kind, pattern, message) => {
  expect(lines((config) => (config.names = { [kind]: pattern }))).toEqual([
    expect.stringContaining(`names.${kind}: ${message}`),
  ]);
});

test("a name that grows too long by its pattern is reported at the pattern", () => {
  const long = "c".repeat(55);
  expect(
    lines((config) => {
      config.names = { networkInterface: `${"n".repeat(20)}-{name}` };
      config.sites[0]!.catalyst = { name: long };
    }),
  ).toEqual([
    `names.networkInterface: "${"n".repeat(20)}-${long}-eth1" has 81 characters, and Azure takes 80; give a shorter pattern, or a shorter name`,
  ]);
  const subnet = "s".repeat(77);
  expect(lines(({ gateway }) => (gateway.network = { subnets: { subnet1: { name: subnet } } }))).toEqual([
    `names.networkSecurityGroup: "${subnet}-nsg" has 81 characters, and Azure takes 80; give a shorter pattern, or a shorter name`,
  ]);
});

test("the pattern of connections is measured where it makes a name", () => {
  const pattern = `${"c".repeat(44)}-{name}-{number}`;
  const named = (connections: SimulatedConfig["sites"][number]["connections"]) =>
    lines((config) => {
      config.names = { connection: pattern };
      config.sites[0] = { ...config.sites[0]!, name: "s".repeat(34), catalyst: { name: "cat" }, connections };
    });
  expect(named([{ name: "c1" }])).toEqual([
    `names.connection: "${"c".repeat(44)}-${"s".repeat(34)}-2" has 81 characters, and Azure takes 80; give a shorter pattern, or a shorter name`,
  ]);
  expect(named([{ name: "c1" }, { name: "c2" }])).toEqual([]);
});

test("the test machine beside the gateway and its subnet cannot name one security group", () => {
  expect(lines(({ gateway }) => (gateway.testVm = { name: "Subnet1" }))).toEqual([
    'gateway.testVm.name: "Subnet1" is the name of another subnet or machine beside the gateway, after which its network security group is named; give each its own',
  ]);
  expect(lines(({ gateway }) => (gateway.testVm = { name: "subnet1", enabled: false }))).toEqual([]);
});
