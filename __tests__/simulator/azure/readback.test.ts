import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attributes } from "../../../simulator/protocol/values";
import { simulatedAzure } from "../../../testing/terraform";

const group = { resource_group_name: "rg", location: "uksouth" };
const folder = mkdtempSync(join(tmpdir(), "readback-"));
const faults = join(folder, "faults.json");
afterAll(() => rmSync(folder, { recursive: true }));
let azure: ReturnType<typeof simulatedAzure>;
beforeEach(async () => {
  writeFileSync(faults, "[]");
  azure = simulatedAzure({ faults });
  await create("resource_group", { name: "rg", location: "uksouth" });
});
afterEach(() => azure.remove());

const create = (type: string, config: Attributes) => azure.terraform.create(`azurerm_${type}`, config);
const read = async (type: string, state: Attributes) => (await azure.terraform.read(`azurerm_${type}`, state))!;

const NETWORK = { ...group, name: "net", address_space: ["10.1.0.0/24", "2001:db8:1::/48"] };
const network = () => create("virtual_network", NETWORK);
const subnet = () =>
  create("subnet", {
    resource_group_name: "rg",
    virtual_network_name: "net",
    name: "apps",
    address_prefixes: ["10.1.0.0/27"],
  });
const NSG = { ...group, name: "nsg" };
const TABLE = { ...group, name: "table" };
const nic = async () =>
  create("network_interface", {
    ...group,
    name: "nic",
    ip_configuration: [{ name: "ip", subnet_id: (await subnet()).id!, private_ip_address_allocation: "Dynamic" }],
  });
const VM = {
  ...group,
  name: "vm",
  size: "Standard_B1s",
  admin_username: "azureadmin",
  admin_password: "Correct1Horse2",
  disable_password_authentication: false,
  custom_data: "dGV4dA==",
  os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
  source_image_reference: [{ publisher: "canonical", offer: "ubuntu", sku: "server", version: "latest" }],
};
const vm = (nics: readonly Attributes[]) =>
  create("linux_virtual_machine", { ...VM, network_interface_ids: nics.map(({ id }) => id!) });

/** A resource's plan after its refresh: nothing may be left to do. */
async function unchanged(type: string, state: Attributes, config: Attributes) {
  expect(await azure.terraform.plan(`azurerm_${type}`, state, config)).toEqual({ planned: state, replaces: [] });
}

test("a network tells its subnets and what is attached to them, and stays as it is", async () => {
  const made = await network();
  const { id } = await subnet();
  const { id: table } = await create("route_table", TABLE);
  const { id: nsg } = await create("network_security_group", NSG);
  await create("subnet_route_table_association", { subnet_id: id!, route_table_id: table! });
  await create("subnet_network_security_group_association", { subnet_id: id!, network_security_group_id: nsg! });
  expect(made.subnet).toEqual([]);
  const refreshed = await read("virtual_network", made);
  expect(refreshed.subnet).toEqual([
    {
      address_prefixes: ["10.1.0.0/27"],
      default_outbound_access_enabled: true,
      delegation: [],
      id,
      name: "apps",
      private_endpoint_network_policies: "Disabled",
      private_link_service_network_policies_enabled: true,
      route_table_id: table,
      security_group: nsg,
      service_endpoint_policy_ids: [],
      service_endpoints: [],
    },
  ]);
  await unchanged("virtual_network", refreshed, NETWORK);
});

test("what a network tells of its subnets does not hold them when it is written", async () => {
  const made = await network();
  const inside = await subnet();
  const tagged = { ...NETWORK, tags: { a: "b" } };
  const updated = await azure.terraform.apply("azurerm_virtual_network", await read("virtual_network", made), tagged);
  expect(updated.subnet).toHaveLength(1);
  await azure.terraform.destroy("azurerm_subnet", inside);
  expect((await read("virtual_network", updated)).subnet).toEqual([]);
});

test("links of one subnet that go at a time take nothing of each other with them", async () => {
  await network();
  const { id } = await subnet();
  const links = {
    subnet_route_table_association: { subnet_id: id!, route_table_id: (await create("route_table", TABLE)).id! },
    subnet_network_security_group_association: {
      subnet_id: id!,
      network_security_group_id: (await create("network_security_group", NSG)).id!,
    },
  };
  const made = await Promise.all(
    Object.entries(links).map(async ([type, link]) => [type, await create(type, link)] as const),
  );
  const properties = () => azure.cloud.get(String(id))!.properties;
  expect(properties()).toMatchObject({ networkSecurityGroup: {}, routeTable: {} });
  // A write of the subnet leaves both, as azurerm does.
  const tagged = { name: "apps", virtual_network_name: "net", resource_group_name: "rg", sharing_scope: "Tenant" };
  const prior = (await azure.terraform.read("azurerm_subnet", { id: id! }))!;
  await azure.terraform.apply("azurerm_subnet", prior, { ...tagged, address_prefixes: ["10.1.0.0/27"] });
  expect(properties()).toMatchObject({ sharingScope: "Tenant", networkSecurityGroup: {}, routeTable: {} });
  writeFileSync(faults, JSON.stringify([{ operation: "delete", delayMs: 20, times: 2 }]));
  await Promise.all(made.map(([type, state]) => azure.terraform.destroy(`azurerm_${type}`, state)));
  expect(properties()).not.toHaveProperty("networkSecurityGroup");
  expect(properties()).not.toHaveProperty("routeTable");
});

test("fails when a link is made to a subnet that is not there", async () => {
  await network();
  const subnet_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/no";
  await expect(
    create("subnet_route_table_association", { subnet_id, route_table_id: (await create("route_table", TABLE)).id! }),
  ).rejects.toThrow("unexpected status 404 (404 Not Found) with error: NotFound: Resource /subscriptions/s/");
});

test("a route table tells its routes and its subnets, and stays as it is", async () => {
  await network();
  const { id: inside } = await subnet();
  const table = await create("route_table", TABLE);
  const route = { name: "out", address_prefix: "10.9.0.0/16", next_hop_type: "VirtualNetworkGateway" };
  await create("route", { resource_group_name: "rg", route_table_name: "table", ...route });
  await create("subnet_route_table_association", { subnet_id: inside!, route_table_id: table.id! });
  const refreshed = await read("route_table", table);
  expect(refreshed).toMatchObject({ route: [{ ...route, next_hop_in_ip_address: "" }], subnets: [inside] });
  await unchanged("route_table", refreshed, TABLE);
});

test("a security group tells its rules, and stays as it is", async () => {
  const nsg = await create("network_security_group", NSG);
  const rule = {
    name: "ike",
    priority: 110,
    direction: "Inbound",
    access: "Allow",
    protocol: "Udp",
    source_address_prefixes: ["192.0.2.0/24"],
    source_port_range: "*",
    destination_address_prefix: "*",
    destination_port_range: "500",
  };
  await create("network_security_rule", { resource_group_name: "rg", network_security_group_name: "nsg", ...rule });
  const refreshed = await read("network_security_group", nsg);
  expect(refreshed.security_rule).toEqual([
    {
      ...rule,
      description: "",
      source_address_prefix: "",
      destination_address_prefixes: [],
      source_port_ranges: [],
      destination_port_ranges: [],
      source_application_security_group_ids: [],
      destination_application_security_group_ids: [],
    },
  ]);
  await unchanged("network_security_group", refreshed, NSG);
});

test("an interface has its MAC address and its machine once that is there", async () => {
  await network();
  const made = await nic();
  expect(made).toMatchObject({ mac_address: "", virtual_machine_id: "" });
  const machine = await vm([made]);
  expect(await read("network_interface", made)).toEqual({
    ...made,
    mac_address: expect.stringMatching(/^00-0D-3A(-[0-9A-F]{2}){3}$/),
    virtual_machine_id: machine.id,
  });
});

test("a set that comes back in another order is no change", async () => {
  const config = { ...group, name: "ip", allocation_method: "Static", zones: ["1", "2", "3"] };
  const made = await create("public_ip", config);
  const { cloud } = azure;
  const stored = cloud.get(String(made.id))!;
  cloud.put({ ...stored, zones: ["3", "1", "2"] });
  await unchanged("public_ip", await read("public_ip", made), config);
});

test("BGP settings that are not configured may change in Azure without a diff", async () => {
  await network();
  const inside = await create("subnet", {
    resource_group_name: "rg",
    virtual_network_name: "net",
    name: "GatewaySubnet",
    address_prefixes: ["10.1.0.224/27"],
  });
  const ip = await create("public_ip", { ...group, name: "ip", allocation_method: "Static", zones: ["1"] });
  const config = {
    ...group,
    name: "gw",
    type: "Vpn",
    sku: "VpnGw1AZ",
    ip_configuration: [{ name: "gwcfg", subnet_id: inside.id!, public_ip_address_id: ip.id! }],
  };
  const made = await create("virtual_network_gateway", config);
  await unchanged("virtual_network_gateway", made, config);
  const { cloud } = azure;
  const stored = cloud.get(String(made.id))!;
  const bgpSettings = { ...(stored.properties.bgpSettings as Attributes), asn: 65010 };
  cloud.put({ ...stored, properties: { ...stored.properties, bgpSettings } });
  const refreshed = await read("virtual_network_gateway", made);
  expect(refreshed).toMatchObject({ bgp_settings: [{ asn: 65010 }] });
  await unchanged("virtual_network_gateway", refreshed, config);
});

test("an imported machine has no custom data and no known password, so that the next plan replaces it", async () => {
  await network();
  const made = await vm([await nic()]);
  const { terraform } = azure;
  const imported = await terraform.import("azurerm_linux_virtual_machine", String(made.id));
  expect(imported).toEqual({ ...made, admin_password: "ignored-as-imported", custom_data: null });
  expect(await read("linux_virtual_machine", imported)).toEqual(imported);
  const config = { ...VM, network_interface_ids: made.network_interface_ids! };
  const { replaces } = await terraform.plan("azurerm_linux_virtual_machine", imported, config);
  // lifecycle.ignore_changes of these two leaves nothing.
  expect(replaces).toEqual(["admin_password", "custom_data"]);
});

test("a change of the disk's name or type replaces the machine, one of its size or the disk's does not", async () => {
  await network();
  const made = await vm([await nic()]);
  const change = async (changed: Attributes) => {
    const config = { ...VM, network_interface_ids: made.network_interface_ids!, ...changed };
    return (await azure.terraform.plan("azurerm_linux_virtual_machine", made, config)).replaces;
  };
  const disk = (changed: Attributes) => ({ os_disk: [{ ...(VM.os_disk[0] as Attributes), ...changed }] });
  expect(await change({})).toEqual([]);
  expect(await change(disk({ name: "other" }))).toEqual(["os_disk.0.name"]);
  expect(await change(disk({ storage_account_type: "Premium_LRS" }))).toEqual(["os_disk.0.storage_account_type"]);
  expect(await change({ size: "Standard_B2s", ...disk({ disk_size_gb: 64 }) })).toEqual([]);
});

test("fails when an interface that has a security group is to get another one", async () => {
  await network();
  const { id } = await nic();
  const association = async (name: string) =>
    create("network_interface_security_group_association", {
      network_interface_id: id!,
      network_security_group_id: (await create("network_security_group", { ...group, name })).id!,
    });
  await association("first");
  await expect(association("second")).rejects.toThrow(/nic\|.*second" already exists - to be managed via Terraform/);
});
