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
});
