import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy } from "../../runner/deploy";
import { destroy } from "../../runner/destroy";
import { readState } from "../../runner/state";
import { simulatedAzure } from "../../runner/target";
import { Cloud } from "../../simulator/azure/cloud";
import { withTerraform } from "../helpers/with-terraform";

const HUB = "/subscriptions/5f1d3a0c-0000-0000-0000-000000000000/resourceGroups/hub";
const NETWORK = `${HUB}/providers/Microsoft.Network`;
const THERE = [
  { id: HUB, type: "Microsoft.Resources/resourceGroups", location: "uksouth", tags: { team: "network" } },
  {
    id: `${NETWORK}/virtualNetworks/hub-net`,
    type: "Microsoft.Network/virtualNetworks",
    location: "uksouth",
    properties: {
      addressSpace: { addressPrefixes: ["10.9.0.0/24", "2001:db8:9::/48"] },
      subnets: [{ name: "GatewaySubnet", properties: { addressPrefix: "10.9.0.224/27" } }],
    },
  },
  {
    id: `${NETWORK}/publicIPAddresses/hub-ip`,
    type: "Microsoft.Network/publicIPAddresses",
    location: "uksouth",
    sku: { name: "Standard", tier: "Regional" },
    zones: ["1"],
    properties: { publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4", ipAddress: "203.0.113.9" },
  },
  {
    id: `${NETWORK}/virtualNetworkGateways/hub-gw`,
    type: "Microsoft.Network/virtualNetworkGateways",
    location: "uksouth",
    properties: {
      gatewayType: "Vpn",
      vpnType: "RouteBased",
      vpnGatewayGeneration: "Generation2",
      sku: { name: "VpnGw2AZ", tier: "VpnGw2AZ" },
      ipConfigurations: [
        {
          name: "default",
          properties: {
            privateIPAllocationMethod: "Dynamic",
            subnet: { id: `${NETWORK}/virtualNetworks/hub-net/subnets/GatewaySubnet` },
            publicIPAddress: { id: `${NETWORK}/publicIPAddresses/hub-ip` },
          },
        },
      ],
    },
  },
];

/** A stack that joins what is there. */
const STACK = {
  terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm" } }, backend: { local: {} } },
  provider: { azurerm: [{ features: [{}] }] },
  data: {
    azurerm_resource_group: { hub: { name: "hub" } },
    azurerm_virtual_network: { net: { name: "hub-net", resource_group_name: "hub" } },
    azurerm_subnet: {
      gateways: { name: "GatewaySubnet", virtual_network_name: "hub-net", resource_group_name: "hub" },
    },
    azurerm_public_ip: { ip: { name: "hub-ip", resource_group_name: "hub" } },
    azurerm_virtual_network_gateway: { gw: { name: "hub-gw", resource_group_name: "hub" } },
  },
  resource: {
    azurerm_resource_group: { mine: { name: "mine", location: "${data.azurerm_resource_group.hub.location}" } },
    azurerm_local_network_gateway: {
      peer: {
        name: "peer",
        resource_group_name: "${azurerm_resource_group.mine.name}",
        location: "${azurerm_resource_group.mine.location}",
        gateway_address: "198.51.100.9",
        address_space: ["10.2.0.0/24"],
      },
    },
    azurerm_virtual_network_gateway_connection: {
      conn: {
        name: "conn",
        resource_group_name: "${azurerm_resource_group.mine.name}",
        location: "${azurerm_resource_group.mine.location}",
        type: "IPsec",
        virtual_network_gateway_id: "${data.azurerm_virtual_network_gateway.gw.id}",
        local_network_gateway_id: "${azurerm_local_network_gateway.peer.id}",
        shared_key: "KnownKeyOfTheTest",
      },
    },
  },
  output: {
    group: { value: "${data.azurerm_resource_group.hub.tags.team}" },
    network: {
      value: ["${data.azurerm_virtual_network.net.address_space}", "${data.azurerm_virtual_network.net.subnets}"],
    },
    subnet: { value: "${data.azurerm_subnet.gateways.address_prefixes}" },
    address: { value: "${data.azurerm_public_ip.ip.ip_address}" },
    gateway: {
      value: [
        "${data.azurerm_virtual_network_gateway.gw.sku}",
        "${data.azurerm_virtual_network_gateway.gw.active_active}",
        "${data.azurerm_virtual_network_gateway.gw.ip_configuration[0].name}",
      ],
    },
  },
};

withTerraform(() => {
  const project = mkdtempSync(join(tmpdir(), "simulator-"));
  afterAll(() => rmSync(project, { recursive: true }));
  const file = join(project, "azure.json");
  writeFileSync(file, JSON.stringify(THERE));
  const { home, ...target } = simulatedAzure(project, process.env);
  const env = (more: NodeJS.ProcessEnv = {}) => ({ ...target, home, env: { ...process.env, NO_COLOR: "1", ...more } });
  const synthesize = (changed: object = {}) => {
    const folder = join(home, "cdktf.out", "stacks", "spoke");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ ...STACK, ...changed }));
    writeFileSync(join(home, "cdktf.out", "manifest.json"), '{"stacks":{"spoke":{"dependencies":[]}}}');
  };
  const state = () => readState(join(home, "state", "terraform.spoke.tfstate"));
  const cloud = () => new Cloud(join(home, "cloud")).all().map(({ id }) => id.split("/").at(-1)!);
  let printed: () => string;
  beforeEach(() => {
    const spies = (["log", "error"] as const).map((name) => jest.spyOn(console, name).mockImplementation(() => {}));
    printed = () => spies.flatMap(({ mock }) => mock.calls.flat()).join("\n");
  });
  afterEach(() => jest.restoreAllMocks());

  test("fails in azurerm's words when nothing is there", async () => {
    expect(await deploy(env(), synthesize)).toBe(1);
    expect(printed()).toMatch(/Virtual Network \(Subscription: "00000000-[^)]*\) was not found/);
  });

  test("data sources read what a file has put there, and a deployment joins it", async () => {
    expect([await deploy(env({ SIMULATOR_AZURE: file }), synthesize), printed()]).toEqual([0, expect.anything()]);
    expect(state().outputs).toEqual({
      group: "network",
      network: [["10.9.0.0/24", "2001:db8:9::/48"], ["GatewaySubnet"]],
      subnet: ["10.9.0.224/27"],
      address: "203.0.113.9",
      gateway: ["VpnGw2AZ", false, "default"],
    });
    expect(printed()).not.toMatch(/no state knows/);
  });

  test("the next run has it without the file, and finds nothing to do", async () => {
    const writes = () => readFileSync(join(home, "cloud", "writes.jsonl"), "utf8");
    const before = writes();
    expect(await deploy(env(), synthesize)).toBe(0);
    expect(await deploy(env({ SIMULATOR_AZURE: file }), synthesize)).toBe(0);
    expect(writes()).toBe(before);
    expect(printed()).not.toMatch(/no state knows/);
  });

  test("destroy takes what Terraform has made, and nothing else", async () => {
    expect([await destroy(env({ SIMULATOR_AZURE: file })), printed()]).toEqual([0, expect.anything()]);
    expect(state().resources).toEqual([]);
    expect(cloud().sort()).toEqual(["GatewaySubnet", "hub", "hub-gw", "hub-ip", "hub-net"]);
  });

  test("fails when a stack has a data source that is unknown, and says how to add it", async () => {
    const data = { ...STACK.data, azurerm_nat_gateway: { nat: { name: "nat", resource_group_name: "hub" } } };
    await expect(deploy(env(), () => synthesize({ data }))).rejects.toThrow(
      "the simulator does not know the data source azurerm_nat_gateway; add its schema, ",
    );
  });
});
