import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contents } from "../../../simulator/azure/contents";
import { prepare, readPrepared } from "../../../simulator/azure/prepared";
import { shownToAll } from "../../../simulator/azure/readback";
import type { Attributes } from "../../../simulator/protocol/values";
import { IPSEC_POLICY, simulatedAzure } from "../../../testing/terraform";

const folder = mkdtempSync(join(tmpdir(), "prepared-"));
const file = join(folder, "azure.json");
afterAll(() => rmSync(folder, { recursive: true }));
let azure: ReturnType<typeof simulatedAzure>;
afterEach(() => azure?.remove());

const HUB = "/subscriptions/5f1d/resourceGroups/hub";
const NETWORK = `${HUB}/providers/Microsoft.Network`;
const ZEROS = "/subscriptions/00000000-0000-0000-0000-000000000000";
const ours = (id: string) => id.replace("/subscriptions/5f1d", ZEROS);
const one = <T>(path: string, given: T) => ({
  id: `${NETWORK}/${path}`,
  type: `Microsoft.Network/${path.split("/")[0]}`,
  location: "uksouth",
  ...given,
});
const group = { id: HUB, type: "Microsoft.Resources/resourceGroups", location: "uksouth", tags: { team: "network" } };
const network = one("virtualNetworks/net", {
  properties: {
    addressSpace: { addressPrefixes: ["10.9.0.0/24"] },
    subnets: [
      { name: "GatewaySubnet", properties: { addressPrefix: "10.9.0.224/27" } },
      { name: "apps", properties: { addressPrefixes: ["10.9.0.0/27"] } },
    ],
  },
});
const ip = one("publicIPAddresses/ip", {
  sku: { name: "Standard", tier: "Regional" },
  zones: ["1"],
  properties: { publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4", ipAddress: "203.0.113.9" },
});
const gateway = one("virtualNetworkGateways/gw", {
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
          subnet: { id: `${NETWORK}/virtualNetworks/net/subnets/GatewaySubnet` },
          publicIPAddress: { id: ip.id },
        },
      },
    ],
  },
});
/** Whatever comes first. */
const ALL = [gateway, ip, network, group];

const read = (resources: unknown) => {
  writeFileSync(file, typeof resources === "string" ? resources : JSON.stringify(resources));
  return readPrepared(file);
};
const started = (resources: readonly object[] = ALL, subscription?: string) => {
  azure = simulatedAzure({ prepared: read(resources), subscription });
  return azure;
};
const create = (type: string, config: Attributes) => azure.terraform.create(`azurerm_${type}`, config);
const writes = () => readFileSync(join(azure.folder, "writes.jsonl"), "utf8").trim().split("\n").length;

test("what lies in the file is there, in the subscription of the simulator, with what Azure computes", () => {
  const { cloud } = started();
  expect(
    cloud
      .all()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(
    [...ALL.map(({ id }) => id), ...["GatewaySubnet", "apps"].map((name) => `${network.id}/subnets/${name}`)]
      .map(ours)
      .sort(),
  );
  expect(cloud.get(ours(gateway.id))).toMatchObject({
    name: "gw",
    properties: {
      provisioningState: "Succeeded",
      ipConfigurations: [{ properties: { publicIPAddress: { id: ours(ip.id) } } }],
      bgpSettings: {
        bgpPeeringAddresses: [{ defaultBgpIpAddresses: ["10.9.0.228"], tunnelIpAddresses: ["203.0.113.9"] }],
      },
    },
  });
  expect(cloud.get(ours(network.id))!.properties).not.toHaveProperty("subnets");
  expect(shownToAll(cloud, cloud.get(ours(group.id))!)).toEqual({
    ...group,
    id: ours(group.id),
    name: "hub",
    properties: { provisioningState: "Succeeded" },
  });
});

test("null stands for what Azure leaves out, as az prints it", async () => {
  const nothing = { identity: null, kind: null, managedBy: null, plan: null, sku: null, tags: null, zones: null };
  const { terraform } = started([
    { ...group, ...nothing, properties: null },
    { ...ip, ...nothing },
  ]);
  const found = await terraform.data("azurerm_public_ip", { resource_group_name: "hub", name: "ip" });
  expect(found).toMatchObject({ ip_address: "203.0.113.9", sku: "", tags: {}, zones: [] });
});

test("the subscription is the one that the provider has", () => {
  expect(started([group], "mine").cloud.get("/subscriptions/mine/resourceGroups/hub")).toBeDefined();
});

test("ids and types may be in any case, and subnets stand by themselves", () => {
  const shouted = { ...group, id: HUB.toUpperCase().replace("HUB", "hub"), type: "MICROSOFT.RESOURCES/resourcegroups" };
  const { subnets: _, ...properties } = network.properties;
  const alone = { id: `${network.id}/subnets/apps`, type: "Microsoft.Network/virtualNetworks/subnets" };
  const { cloud } = started([
    shouted,
    { ...network, properties },
    { ...alone, properties: { addressPrefix: "10.9.0.0/27" } },
  ]);
  expect(cloud.get(ours(HUB))).toMatchObject({ id: ours(HUB), type: group.type });
  expect(cloud.get(ours(alone.id))).toMatchObject({ properties: { addressPrefixes: ["10.9.0.0/27"] } });
});

test("what is there already stays as it is", () => {
  const { cloud } = started();
  const before = writes();
  prepare(cloud, read([{ ...group, tags: { team: "another" } }, ...ALL.slice(0, -1)]), ZEROS.split("/")[2]!);
  expect(writes()).toBe(before);
  expect(cloud.get(ours(HUB))).toMatchObject({ tags: { team: "network" } });
});

test("it is none of Terraform's, until Terraform writes it", async () => {
  const { cloud, terraform } = started();
  expect(contents(cloud)).toEqual([]);
  await create("resource_group", { name: "rg", location: "uksouth" });
  const { id: table } = await create("route_table", { resource_group_name: "rg", location: "uksouth", name: "table" });
  const { id: subnet } = cloud.get(ours(`${network.id}/subnets/apps`))!;
  await create("subnet_route_table_association", { subnet_id: subnet, route_table_id: table! });
  const tags = { team: "ours" };
  const imported = await terraform.import("azurerm_resource_group", ours(HUB));
  await terraform.apply("azurerm_resource_group", imported, { name: "hub", location: "uksouth", tags });
  expect(contents(cloud).map(({ type, id }) => `${type} ${id.split("/").at(-1)}`)).toEqual(
    expect.arrayContaining([
      "azurerm_resource_group hub",
      "azurerm_resource_group rg",
      "azurerm_route_table table",
      "azurerm_subnet_route_table_association apps",
    ]),
  );
  expect(contents(cloud)).toHaveLength(4);
});

test("connections in another group, and subnets, join what is there", async () => {
  const { cloud, terraform } = started();
  const mine = { resource_group_name: "mine", location: "uksouth" };
  await create("resource_group", { name: "mine", location: "uksouth" });
  const found = await terraform.data("azurerm_virtual_network_gateway", { resource_group_name: "hub", name: "gw" });
  const peer = await create("local_network_gateway", {
    ...mine,
    name: "peer",
    gateway_address: "198.51.100.9",
    address_space: ["10.2.0.0/24"],
  });
  const connection = (name: string, far: Attributes) =>
    create("virtual_network_gateway_connection", {
      ...mine,
      name,
      type: "IPsec",
      virtual_network_gateway_id: found.id!,
      local_network_gateway_id: far.id!,
      shared_key: "key",
      ipsec_policy: [IPSEC_POLICY],
    });
  expect(await connection("conn", peer)).toMatchObject({ virtual_network_gateway_id: ours(gateway.id) });
  const inside = await create("local_network_gateway", {
    ...mine,
    name: "inside",
    gateway_address: "198.51.100.10",
    address_space: ["10.9.0.0/28"],
  });
  await expect(connection("conn2", inside)).rejects.toThrow("LocalNetworkGatewayOverlapsVirtualNetwork");
  const subnet = (name: string, prefix: string) =>
    create("subnet", { resource_group_name: "hub", virtual_network_name: "net", name, address_prefixes: [prefix] });
  expect(await subnet("ours", "10.9.0.32/27")).toMatchObject({ id: ours(`${network.id}/subnets/ours`) });
  await expect(subnet("late", "10.9.0.240/28")).rejects.toThrow("NetcfgSubnetRangesOverlap");
  expect(cloud.usersOf(ours(gateway.id)).map(({ name }) => name)).toEqual(["conn"]);
});

describe("fails when the file", () => {
  const report = (resources: unknown): string => {
    try {
      return `no problem: ${read(resources).length}`;
    } catch (error) {
      return (error as Error).message.replaceAll(file, "azure.json");
    }
  };

  test("is missing, is not JSON, or no list", () => {
    expect(() => readPrepared("no-such.json")).toThrow(
      "SIMULATOR_AZURE: no-such.json cannot be read (ENOENT); give the path of a file of resources, or leave the variable out",
    );
    expect(report("[{")).toMatch(/^azure\.json is not JSON: /);
    expect(report('[{ "sharedKey": KnownKeyOfTheTest }]')).toMatch(/^azure\.json is not JSON: Unexpected token 'K'$/);
    expect(report({ value: [] })).toMatchInlineSnapshot(
      `"azure.json: the file: {"value":[]} must be a list of resources, such as [{ "id": ..., "type": ..., "properties": ... }]"`,
    );
  });

  test("has what is no resource", () => {
    expect(
      report([
        group,
        "net",
        { type: group.type },
        { ...ip, tags: { a: 1 }, properties: [] },
        { id: HUB, type: "disks" },
      ]),
    ).toMatchInlineSnapshot(`
     "azure.json: [1]: "net" must be a resource, with id, type, location and properties
     azure.json: [2].id: it is missing, and must be the id that Azure has for the resource
     azure.json: [3].tags.a: 1 must be text
     azure.json: [3].properties: [] must be the properties that Azure shows of the resource
     azure.json: [4].type: "disks" is no type that the simulator has; leave the resource out, or give one of Microsoft.Resources/resourceGroups, Microsoft.Network/virtualNetworks, Microsoft.Network/virtualNetworks/subnets, Microsoft.Network/publicIPAddresses, Microsoft.Network/networkInterfaces, Microsoft.Network/networkSecurityGroups, Microsoft.Network/networkSecurityGroups/securityRules, Microsoft.Network/routeTables, Microsoft.Network/routeTables/routes, Microsoft.Network/virtualNetworkGateways, Microsoft.Network/localNetworkGateways, Microsoft.Network/connections, Microsoft.Compute/virtualMachines, Microsoft.MarketplaceOrdering/agreements/offers/plans, Microsoft.OperationalInsights/workspaces, Microsoft.Authorization/locks, Microsoft.Insights/actionGroups, Microsoft.Insights/activityLogAlerts, Microsoft.Insights/diagnosticSettings, Microsoft.Insights/metricAlerts, Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
    `);
  });

  test("has ids of another form, nothing that a resource lies in, or no region", () => {
    const { location: _, ...nowhere } = ip;
    const nameless = { ...network, properties: { subnets: [{ properties: {} }, "apps"], virtualNetworkPeerings: {} } };
    expect(report([group, { ...network, id: HUB }, gateway, nowhere, nameless].slice(1))).toMatchInlineSnapshot(`
     "azure.json: [0].id: "/subscriptions/5f1d/resourceGroups/hub" must have the form /subscriptions/<subscription>/resourceGroups/<resource_group_name>/providers/Microsoft.Network/virtualNetworks/<name>, as every Microsoft.Network/virtualNetworks
     azure.json: [1].id: "/subscriptions/5f1d/resourceGroups/hub/providers/Microsoft.Network/virtualNetwo ... lies in /subscriptions/5f1d/resourceGroups/hub, which the file does not have; add that, or leave the resource out
     azure.json: [2].id: "/subscriptions/5f1d/resourceGroups/hub/providers/Microsoft.Network/publicIPAddr ... lies in /subscriptions/5f1d/resourceGroups/hub, which the file does not have; add that, or leave the resource out
     azure.json: [2].location: it is missing, and must be a region, such as westeurope
     azure.json: [3].id: "/subscriptions/5f1d/resourceGroups/hub/providers/Microsoft.Network/virtualNetwo ... lies in /subscriptions/5f1d/resourceGroups/hub, which the file does not have; add that, or leave the resource out
     azure.json: [3].properties.subnets[0]: {"properties":{}} must be a resource, with name and properties
     azure.json: [3].properties.subnets[1]: "apps" must be a resource, with name and properties
     azure.json: [3].properties.virtualNetworkPeerings: {} must be a list of resources"
    `);
  });
});
