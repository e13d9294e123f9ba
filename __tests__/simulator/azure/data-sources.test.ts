import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Azurerm } from "../../../simulator/azure/azurerm";
import { Cloud } from "../../../simulator/azure/cloud";
import { DATA_SOURCES } from "../../../simulator/azure/data-sources";
import { Faults } from "../../../simulator/faults";
import { handlers } from "../../../simulator/protocol/server";
import { encode, type Attributes } from "../../../simulator/protocol/values";
import { simulatedAzure } from "../../../testing/terraform";

const group = { resource_group_name: "rg", location: "uksouth", tags: { team: "network" } };
const inGroup = { resource_group_name: "rg" };
const folder = mkdtempSync(join(tmpdir(), "data-sources-"));
const faults = join(folder, "faults.json");
afterAll(() => rmSync(folder, { recursive: true }));

let azure: ReturnType<typeof simulatedAzure>;
beforeEach(() => {
  writeFileSync(faults, "[]");
  azure = simulatedAzure({ faults });
});
afterEach(() => azure.remove());
const create = (type: string, config: Attributes) => azure.terraform.create(`azurerm_${type}`, config);
const data = (type: string, config: Attributes) => azure.terraform.data(`azurerm_${type}`, config);
const subnet = (name: string, ...prefixes: string[]) =>
  create("subnet", { ...inGroup, virtual_network_name: "net", name, address_prefixes: prefixes });
const network = (name: string, prefix: string) =>
  create("virtual_network", { ...group, name, address_space: [prefix], dns_servers: ["10.0.0.4"] });

/** A gateway with all that it needs. */
async function deployed() {
  await create("resource_group", { name: "rg", location: "uksouth", tags: { team: "network" } });
  await network("net", "10.1.0.0/24");
  await subnet("apps", "10.1.0.0/27");
  const gateways = await subnet("GatewaySubnet", "10.1.0.224/27");
  const ip = (name: string) =>
    create("public_ip", { ...group, name, allocation_method: "Static", zones: ["1", "2"], domain_name_label: "gw-1" });
  const ips = [await ip("ip"), await ip("ip2")];
  await create("virtual_network_gateway", {
    ...group,
    name: "gw",
    type: "Vpn",
    sku: "VpnGw2AZ",
    generation: "Generation2",
    active_active: true,
    ip_configuration: ips.map(({ id }, i) => ({ name: `ip${i}`, subnet_id: gateways.id!, public_ip_address_id: id! })),
    custom_route: [{ address_prefixes: ["10.9.0.0/16"] }],
    vpn_client_configuration: [
      { address_space: ["10.8.0.0/24"], radius_server_address: "10.1.0.9", radius_server_secret: "KnownSecret" },
    ],
  });
  return (name: string) => ({ ...inGroup, name });
}

test("a resource group, a network and a subnet are what azurerm makes of them", async () => {
  const named = await deployed();
  const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
  const id = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net`;
  expect(await data("resource_group", { name: "rg" })).toEqual({
    id: `${SUBSCRIPTION}/resourceGroups/rg`,
    name: "rg",
    location: "uksouth",
    managed_by: "",
    tags: { team: "network" },
    timeouts: null,
  });
  expect(await data("virtual_network", named("net"))).toEqual({
    id,
    name: "net",
    ...group,
    address_space: ["10.1.0.0/24"],
    dns_servers: ["10.0.0.4"],
    guid: expect.stringMatching(/^[\da-f-]{36}$/),
    subnets: ["GatewaySubnet", "apps"],
    vnet_peerings: {},
    vnet_peerings_addresses: [],
    timeouts: null,
  });
  expect(await data("subnet", { ...named("apps"), virtual_network_name: "net" })).toEqual({
    id: `${id}/subnets/apps`,
    name: "apps",
    virtual_network_name: "net",
    ...inGroup,
    address_prefix: "",
    address_prefixes: ["10.1.0.0/27"],
    default_outbound_access_enabled: true,
    network_security_group_id: "",
    private_endpoint_network_policies: "Disabled",
    private_link_service_network_policies_enabled: true,
    route_table_id: "",
    service_endpoints: [],
    timeouts: null,
  });
});

test("a public address is what azurerm makes of it", async () => {
  const named = await deployed();
  expect(await data("public_ip", named("ip"))).toEqual({
    id: expect.stringMatching(/\/publicIPAddresses\/ip$/),
    name: "ip",
    ...group,
    allocation_method: "Static",
    ddos_protection_mode: "VirtualNetworkInherited",
    ddos_protection_plan_id: null,
    domain_name_label: "gw-1",
    fqdn: "",
    idle_timeout_in_minutes: 4,
    ip_address: expect.stringMatching(/^198\.19\.\d+\.\d+$/),
    ip_tags: {},
    ip_version: "IPv4",
    reverse_fqdn: "",
    sku: "Standard",
    zones: ["1", "2"],
    timeouts: null,
  });
});

test("a gateway is what azurerm makes of it, without its secrets", async () => {
  const named = await deployed();
  const configuration = (i: number, ip: string) => ({
    id: expect.stringMatching(new RegExp(`/virtualNetworkGateways/gw/ipConfigurations/ip${i}$`)),
    name: `ip${i}`,
    private_ip_address: "",
    private_ip_address_allocation: "Dynamic",
    public_ip_address_id: expect.stringMatching(new RegExp(`/publicIPAddresses/${ip}$`)),
    subnet_id: expect.stringMatching(/\/subnets\/GatewaySubnet$/),
  });
  expect(await data("virtual_network_gateway", named("gw"))).toEqual({
    id: expect.stringMatching(/\/virtualNetworkGateways\/gw$/),
    name: "gw",
    ...group,
    active_active: true,
    bgp_enabled: false,
    bgp_settings: [{ asn: 65515, peer_weight: 0, peering_address: "10.1.0.228,10.1.0.229" }],
    custom_route: [{ address_prefixes: ["10.9.0.0/16"] }],
    default_local_network_gateway_id: null,
    enable_bgp: false,
    generation: "Generation2",
    ip_configuration: [configuration(0, "ip"), configuration(1, "ip2")],
    private_ip_address_enabled: false,
    sku: "VpnGw2AZ",
    type: "Vpn",
    vpn_client_configuration: [
      {
        aad_audience: "",
        aad_issuer: "",
        aad_tenant: "",
        address_space: ["10.8.0.0/24"],
        radius_server_address: "10.1.0.9",
        radius_server_secret: "",
        revoked_certificate: [],
        root_certificate: [],
        vpn_client_protocols: [],
      },
    ],
    vpn_type: "RouteBased",
    timeouts: null,
  });
});

test("a workspace is what azurerm makes of it, without its keys", async () => {
  const named = await deployed();
  await create("log_analytics_workspace", { ...group, name: "logs", sku: "PerGB2018", retention_in_days: 90 });
  expect(await data("log_analytics_workspace", named("logs"))).toEqual({
    id: expect.stringMatching(/\/Microsoft\.OperationalInsights\/workspaces\/logs$/),
    name: "logs",
    ...group,
    daily_quota_gb: -1,
    primary_shared_key: null,
    retention_in_days: 90,
    secondary_shared_key: null,
    sku: "PerGB2018",
    workspace_id: expect.stringMatching(/^[\da-f-]{36}$/),
    timeouts: null,
  });
});

test("an action group is what azurerm makes of it", async () => {
  const named = await deployed();
  await create("monitor_action_group", {
    ...{ ...inGroup, name: "on-call", short_name: "VPN" },
    email_receiver: [{ name: "noc", email_address: "noc@example.com" }],
  });
  const none = ["arm_role", "automation_runbook", "azure_app_push", "azure_function", "event_hub", "itsm", "logic_app"];
  expect(await data("monitor_action_group", named("on-call"))).toEqual({
    id: expect.stringMatching(/\/Microsoft\.Insights\/actionGroups\/on-call$/),
    name: "on-call",
    ...inGroup,
    short_name: "VPN",
    enabled: true,
    email_receiver: [{ name: "noc", email_address: "noc@example.com", use_common_alert_schema: false }],
    ...Object.fromEntries([...none, "sms", "voice", "webhook"].map((receiver) => [`${receiver}_receiver`, []])),
    timeouts: null,
  });
});

test("a network tells its peerings, and a subnet what is attached to it", async () => {
  const named = await deployed();
  const { id: remote } = await network("other", "10.2.0.0/24");
  await create("virtual_network_peering", {
    ...named("to-other"),
    virtual_network_name: "net",
    remote_virtual_network_id: remote!,
  });
  const apps = { ...named("apps"), virtual_network_name: "net" };
  const { id: nsg } = await create("network_security_group", { ...group, name: "nsg" });
  await create("subnet_network_security_group_association", {
    subnet_id: (await data("subnet", apps)).id!,
    network_security_group_id: nsg!,
  });
  expect(await data("virtual_network", named("net"))).toMatchObject({
    vnet_peerings: { "to-other": remote },
    vnet_peerings_addresses: ["10.2.0.0/24"],
  });
  const { id: table } = await create("route_table", { ...group, name: "table" });
  await create("subnet_route_table_association", {
    subnet_id: (await data("subnet", apps)).id!,
    route_table_id: table!,
  });
  expect(await data("subnet", apps)).toMatchObject({ network_security_group_id: nsg, route_table_id: table });
});

test("names ignore case, and stay as the configuration has them", async () => {
  const named = await deployed();
  const { id, name, subnets } = await data("virtual_network", named("NET"));
  expect([String(id).split("/").at(-1), name, subnets]).toEqual(["NET", "NET", ["GatewaySubnet", "apps"]]);
});

describe("fails in azurerm's words when there is no", () => {
  const IN_GROUP = 'Subscription: "00000000-0000-0000-0000-000000000000"\nResource Group Name: "no"';
  test.each<[type: string, config: Attributes, said: string]>([
    [
      "resource_group",
      { name: "no" },
      `"Resource Group (Subscription: \\"00000000-0000-0000-0000-000000000000\\"\\nResource Group Name: \\"no\\")" was not found`,
    ],
    ["virtual_network", { name: "net" }, `Virtual Network (${IN_GROUP}\nVirtual Network Name: "net") was not found`],
    [
      "subnet",
      { virtual_network_name: "net", name: "apps" },
      `Subnet (${IN_GROUP}\nVirtual Network Name: "net"\nSubnet Name: "apps") was not found`,
    ],
    ["public_ip", { name: "ip" }, `Public I P Address (${IN_GROUP}\nPublic I P Addresses Name: "ip") was not found`],
    [
      "virtual_network_gateway",
      { name: "gw" },
      `Virtual Network Gateway (${IN_GROUP}\nVirtual Network Gateway Name: "gw") was not found`,
    ],
    [
      "log_analytics_workspace",
      { name: "logs" },
      'log analytics workspaces "logs" (Resource Group "no") was not found',
    ],
    [
      "monitor_action_group",
      { name: "on-call" },
      `Action Group (${IN_GROUP}\nAction Group Name: "on-call") was not found`,
    ],
  ])("%s", async (type, config, said) => {
    const named = type === "resource_group" ? config : { resource_group_name: "no", ...config };
    await expect(data(type, named)).rejects.toThrow(new Error(said));
  });
});

test("a read meets the faults of its type", async () => {
  await deployed();
  const apps = { ...inGroup, virtual_network_name: "net", name: "apps" };
  writeFileSync(faults, '[{ "type": "azurerm_subnet", "operation": "read", "error": "throttled" }]');
  expect(await data("subnet", apps)).toMatchObject({ name: "apps" });
  expect(azure.notes).toEqual([
    expect.stringMatching(/^azurerm tries again, in Azure after longer: retrieving Subnet \(/),
  ]);
  writeFileSync(faults, '[{ "type": "azurerm_subnet", "operation": "read", "error": "busy" }]');
  await expect(data("subnet", apps)).rejects.toThrow(
    /^retrieving Subnet \([^)]*\): unexpected status 409 \(409 Conflict\) with error: AnotherOperationInProgress: /,
  );
});

test.each<[type: string, config: Attributes, problem: string]>([
  ["resource_group", { name: "rg." }, "name: must have 1 to 90 letters, "],
  ["virtual_network", { name: "net", resource_group_name: "" }, "resource_group_name: must have 1 to 90 letters, "],
  ["virtual_network", { ...inGroup, name: "" }, "name: must not be empty"],
  ["subnet", { ...inGroup, name: "apps", virtual_network_name: "" }, "virtual_network_name: must not be empty"],
  ["public_ip", { ...inGroup, name: "" }, "name: must not be empty"],
  ["virtual_network_gateway", { ...inGroup, name: "" }, "name: must not be empty"],
  ["monitor_action_group", { ...inGroup, name: "" }, "name: must not be empty"],
])("fails at plan when a name of %s cannot be one: %j", async (type, config, problem) => {
  await expect(data(type, config)).rejects.toThrow(problem);
});

test("Terraform gets the schema of each", async () => {
  const cloud = new Cloud(join(folder, "cloud"));
  const dataSources = Object.keys(DATA_SOURCES);
  const azurerm = new Azurerm({ cloud, faults: new Faults(undefined), types: [], dataSources, termsAccepted: true });
  const calls = handlers(azurerm);
  expect(await calls.GetProviderSchema!({} as never)).toMatchObject({
    data_source_schemas: Object.fromEntries(dataSources.map((name) => [name, { block: expect.anything() }])),
  });
  const request = { type_name: "azurerm_nat_gateway", config: encode({}) };
  await expect(calls.ReadDataSource!(request)).rejects.toThrow("azurerm has no data source azurerm_nat_gateway");
});

test("the page on rehearsing names each", () => {
  const page = readFileSync(join(__dirname, "../../../docs/rehearsing.md"), "utf8");
  expect(Object.keys(DATA_SOURCES).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
