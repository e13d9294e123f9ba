import { once } from "node:events";
import { request, type Server } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { AzureDoor } from "../../../runner/azure-door";
import { door } from "../../../simulator/azure/door";
import type { Attributes } from "../../../simulator/protocol/values";
import { simulatedAzure } from "../../../testing/terraform";

const azure = simulatedAzure();
const socket = join(azure.folder, "azure.sock");
const client = new AzureDoor(socket);
let server: Server;
let ids: Readonly<Record<"group" | "network" | "subnet" | "nic" | "table" | "vm", string>>;

const group = { resource_group_name: "rg", location: "uksouth" };
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const create = async (type: string, attributes: Attributes): Promise<string> =>
  String((await azure.terraform.create(`azurerm_${type}`, attributes)).id);

/** One request, and the answer as it is. */
async function ask(method: string, path: string) {
  const asked = request({ socketPath: socket, method, path }).end();
  const [response] = (await once(asked, "response")) as [import("node:http").IncomingMessage];
  const body = await text(response);
  return { status: response.statusCode, body: body === "" ? undefined : (JSON.parse(body) as unknown) };
}

/** A resource as Azure Resource Manager shows it; undefined where there is none. */
async function get(id: string) {
  const { status, body } = await ask("GET", `${id}?api-version=1`);
  return status === 404 ? undefined : (body as { readonly properties: object });
}
const list = async (within: string) =>
  ((await ask("GET", `${within}/resources?api-version=1`)).body as { readonly value: { readonly name: string }[] })
    .value;
const remove = async (id: string) => expect(await ask("DELETE", `${id}?api-version=1`)).toMatchObject({ status: 200 });

beforeAll(async () => {
  server = door(azure.cloud).listen(socket);
  await once(server, "listening");
  const resourceGroup = await create("resource_group", { name: "rg", location: "uksouth", tags: { owner: "net" } });
  const network = await create("virtual_network", { ...group, name: "vnet", address_space: ["10.1.0.0/24"] });
  const subnet = await create("subnet", {
    resource_group_name: "rg",
    virtual_network_name: "vnet",
    name: "apps",
    address_prefixes: ["10.1.0.0/27"],
  });
  const table = await create("route_table", { ...group, name: "table" });
  await create("subnet_route_table_association", { subnet_id: subnet, route_table_id: table });
  const nic = await create("network_interface", {
    ...group,
    name: "nic",
    ip_configuration: [{ name: "ip", subnet_id: subnet, private_ip_address_allocation: "Dynamic" }],
  });
  const vm = await create("linux_virtual_machine", {
    ...group,
    name: "vm",
    size: "Standard_B1s",
    admin_username: "azureadmin",
    admin_password: "Correct1Horse2",
    disable_password_authentication: false,
    custom_data: "dGV4dA==",
    network_interface_ids: [nic],
    os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
    source_image_reference: [{ publisher: "canonical", offer: "ubuntu", sku: "server", version: "latest" }],
  });
  ids = { group: resourceGroup, network, subnet, nic, table, vm };
});
afterAll(() => {
  server.close();
  azure.remove();
});

test("a resource is shown as Azure has it, whatever the case of its id", async () => {
  const shown = {
    id: ids.subnet,
    name: "apps",
    type: "Microsoft.Network/virtualNetworks/subnets",
    properties: {
      addressPrefixes: ["10.1.0.0/27"],
      defaultOutboundAccess: true,
      privateEndpointNetworkPolicies: "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
      provisioningState: "Succeeded",
      routeTable: { id: ids.table },
    },
  };
  expect(await get(ids.subnet)).toEqual(shown);
  expect(await get(ids.subnet.toUpperCase())).toEqual(shown);
  expect(await get(ids.group)).toEqual({
    id: ids.group,
    name: "rg",
    type: "Microsoft.Resources/resourceGroups",
    location: "uksouth",
    tags: { owner: "net" },
    properties: { provisioningState: "Succeeded" },
  });
});

test("what lies in a resource or uses it is shown with it", async () => {
  expect(await get(ids.network)).toMatchObject({ properties: { subnets: [{ id: ids.subnet, name: "apps" }] } });
  expect(await get(ids.table)).toMatchObject({ properties: { routes: [], subnets: [{ id: ids.subnet }] } });
  expect(await get(ids.nic)).toMatchObject({
    properties: {
      virtualMachine: { id: ids.vm },
      ipConfigurations: [{ properties: { privateIPAddress: "10.1.0.4" } }],
    },
  });
});

test("no secret is shown", async () => {
  const shown = JSON.stringify(await get(ids.vm));
  expect(shown).toContain("azureadmin");
  expect(shown).not.toMatch(/Correct1Horse2|dGV4dA|adminPassword|customData/);
});

test("lists have what Azure tracks, without properties", async () => {
  const all = await list(ids.group);
  expect(all.map(({ name }) => name).sort()).toEqual(["nic", "table", "vm", "vnet"]);
  expect(all.find(({ name }) => name === "vnet")).toEqual({
    id: ids.network,
    name: "vnet",
    type: "Microsoft.Network/virtualNetworks",
    location: "uksouth",
  });
  expect(await list(SUBSCRIPTION)).toEqual(all);
});

test("all that Terraform has is listed by its types and ids, links too", async () => {
  expect(await client.contents()).toEqual(
    expect.arrayContaining([
      { type: "azurerm_linux_virtual_machine", id: ids.vm },
      { type: "azurerm_subnet", id: ids.subnet },
      { type: "azurerm_subnet_route_table_association", id: ids.subnet },
    ]),
  );
  expect(await client.contents()).toHaveLength(7);
});

describe("fails as Azure does when", () => {
  test.each([
    [
      "a resource is not there",
      `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/no`,
      {
        code: "ResourceNotFound",
        message:
          "The Resource 'Microsoft.Network/virtualNetworks/no' under resource group 'rg' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
      },
    ],
    [
      "a group is not there",
      `${SUBSCRIPTION}/resourceGroups/no`,
      { code: "ResourceGroupNotFound", message: "Resource group 'no' could not be found." },
    ],
    [
      "the group of a list is not there",
      `${SUBSCRIPTION}/resourceGroups/no/resources`,
      { code: "ResourceGroupNotFound", message: "Resource group 'no' could not be found." },
    ],
  ])("%s", async (_, path, error) => {
    expect(await ask("GET", `${path}?api-version=1`)).toEqual({ status: 404, body: { error } });
  });

  test("the path cannot be read, the version is missing, or the method is another", async () => {
    expect(await ask("GET", "/subscriptions/%E0%A4%A?api-version=1")).toMatchObject({ status: 500 });
    expect(await ask("GET", ids.vm)).toMatchObject({
      status: 400,
      body: { error: { code: "MissingApiVersionParameter" } },
    });
    expect(await ask("PUT", `${ids.vm}?api-version=1`)).toMatchObject({
      status: 405,
      body: { error: { code: "MethodNotAllowed" } },
    });
  });

  test("what is to be deleted is in use", async () => {
    expect(await ask("DELETE", `${ids.nic}?api-version=1`)).toMatchObject({
      status: 400,
      body: { error: { code: "NicInUse", message: expect.stringContaining(ids.vm) } },
    });
    expect(await ask("DELETE", `${ids.subnet}?api-version=1`)).toMatchObject({
      body: { error: { message: expect.stringContaining("Subnet apps is in use by") } },
    });
    expect(await get(ids.subnet)).toBeDefined();
  });

  test("what is to be deleted is locked", async () => {
    const lock = await create("management_lock", { name: "lock", scope: ids.table, lock_level: "CanNotDelete" });
    expect(await ask("DELETE", `${ids.table}?api-version=1`)).toMatchObject({
      status: 409,
      body: { error: { code: "ScopeLocked", message: expect.stringContaining(`are locked: '${ids.table}'`) } },
    });
    await remove(lock);
  });

  test("what is to be deleted is being deleted", async () => {
    azure.cloud.markForDeletion(ids.vm);
    expect(await ask("DELETE", `${ids.vm}?api-version=1`)).toMatchObject({
      status: 409,
      body: { error: { code: "AnotherOperationInProgress" } },
    });
  });

  test("the simulator is asked what it has not", async () => {
    expect(await ask("GET", "/simulator/weather")).toMatchObject({
      status: 404,
      body: { error: { code: "NotFound" } },
    });
  });
});

test("drift has words, and each lets something change", async () => {
  expect(await client.drifts()).toContainEqual({
    word: "policy-tags",
    explanation: "a policy adds the tag CreatedBy to every resource",
  });
  expect(await client.drift("policy-tags")).toHaveLength(5);
  expect(await get(ids.group)).toMatchObject({ tags: { CreatedBy: "policy", owner: "net" } });
  await expect(client.drift("no such/word")).rejects.toThrow('drift: unknown word "no such/word"; give one of');
});

test("a link is removed from what it is a property of, and nothing else", async () => {
  await client.remove([{ type: "azurerm_subnet_route_table_association", id: ids.subnet }]);
  expect((await get(ids.subnet))!.properties).not.toHaveProperty("routeTable");
  expect(await client.contents()).toHaveLength(6);
});

test("what is not in use is deleted, with what lies in it", async () => {
  await client.remove([{ type: "azurerm_linux_virtual_machine", id: ids.vm }]);
  await remove(ids.nic);
  expect(await get(ids.nic)).toBeUndefined();
  expect(await ask("DELETE", `${ids.nic}?api-version=1`)).toEqual({ status: 204, body: undefined });
  await remove(ids.network);
  expect(await get(ids.subnet)).toBeUndefined();
});
