import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Write } from "../../simulator/azure/cloud";
import { Faults, type Fault } from "../../simulator/faults";
import type { Attributes } from "../../simulator/protocol/values";
import { CallError, simulatedAzure, type SimulatedAzureOptions } from "../../testing/terraform";

const home = mkdtempSync(join(tmpdir(), "faults-"));
const file = join(home, "faults.json");
afterAll(() => rmSync(home, { recursive: true }));

const PERSIST = { persist_id_on_create_before_polling_for_completion: true };
const group = { resource_group_name: "rg", location: "uksouth" };
const publicIp = (name: string): Attributes => ({ ...group, name, allocation_method: "Static" });

let current: ReturnType<typeof simulatedAzure>;
afterEach(() => current?.remove());

/** A resource group, after which the faults come. */
async function withFaults(faults: readonly Fault[], options: SimulatedAzureOptions = {}) {
  writeFileSync(file, "[]");
  current = simulatedAzure({ ...options, faults: file });
  await current.terraform.create("azurerm_resource_group", { name: "rg", location: "uksouth" });
  writeFileSync(file, JSON.stringify(faults));
  return current;
}

/** A connection with what it needs, after which the faults come. */
async function withConnection(faults: readonly Fault[]) {
  const { terraform, ...others } = await withFaults([]);
  const create = (type: string, attributes: Attributes) => terraform.create(`azurerm_${type}`, attributes);
  await create("virtual_network", { ...group, name: "vnet", address_space: ["10.1.0.0/24"] });
  const subnet = await create("subnet", {
    resource_group_name: "rg",
    virtual_network_name: "vnet",
    name: "GatewaySubnet",
    address_prefixes: ["10.1.0.224/27"],
  });
  const ip = await create("public_ip", { ...publicIp("ip"), zones: ["1"] });
  const gateway = await create("virtual_network_gateway", {
    ...group,
    name: "gw",
    type: "Vpn",
    sku: "VpnGw2AZ",
    generation: "Generation2",
    ip_configuration: [{ name: "one", subnet_id: subnet.id!, public_ip_address_id: ip.id! }],
  });
  const far: Attributes = { ...group, name: "far", gateway_address: "198.51.100.9" };
  const peer = await create("local_network_gateway", { ...far, address_space: ["10.2.0.0/24", "2001:db8:2::/48"] });
  const config: Attributes = {
    ...group,
    name: "conn",
    type: "IPsec",
    virtual_network_gateway_id: gateway.id!,
    local_network_gateway_id: peer.id!,
    shared_key: "OldKey",
  };
  const connection = await create("virtual_network_gateway_connection", config);
  writeFileSync(file, JSON.stringify(faults));
  const update = (changed: Attributes) =>
    terraform.apply("azurerm_virtual_network_gateway_connection", connection, { ...config, ...changed });
  const move = (address_space: string[]) =>
    terraform.apply("azurerm_local_network_gateway", peer, { ...far, address_space });
  const inCloud = ({ id }: Attributes) => current.cloud.get(String(id))!;
  const writes = () =>
    readFileSync(join(current.folder, "writes.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Write);
  return { terraform, ...others, peer, connection, update, move, inCloud, writes };
}

const failure = async (call: Promise<unknown>): Promise<CallError> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CallError);
  return error as CallError;
};

describe("throttled and failed", () => {
  test.each([
    ["throttled", "unexpected status 429 (429 Too Many Requests) with error: TooManyRequests: "],
    ["failed", "unexpected status 500 (500 Internal Server Error) with error: InternalServerError: "],
  ] as const)("%s: azurerm tries again until it goes through, and says so", async (error, message) => {
    const { terraform, notes } = await withFaults([{ type: "azurerm_public_ip", error, times: 3 }]);
    await expect(terraform.create("azurerm_public_ip", publicIp("ip"))).resolves.toMatchObject({ name: "ip" });
    expect(notes).toHaveLength(3);
    expect(notes[0]).toContain(message);
  });
});

test("busy: the operation fails before anything happens, once", async () => {
  const { terraform, cloud } = await withFaults([{ operation: "create", type: "azurerm_public_ip", error: "busy" }]);
  const { message, state } = await failure(terraform.create("azurerm_public_ip", publicIp("ip")));
  expect({ message, state }).toEqual({
    message: `creating Public I P Address (Subscription: "00000000-0000-0000-0000-000000000000"
Resource Group Name: "rg"
Public I P Addresses Name: "ip"): performing CreateOrUpdate: unexpected status 409 (409 Conflict) with error: AnotherOperationInProgress: Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri in Azure-AsyncOperation header`,
    state: null,
  });
  expect(cloud.ofType("Microsoft.Network/publicIPAddresses")).toEqual([]);
  await expect(terraform.create("azurerm_public_ip", publicIp("ip"))).resolves.toMatchObject({ name: "ip" });
});

describe("a create that Azure accepts, and of which azurerm does not see the end", () => {
  const CASES = [
    ["lost", /polling after CreateOrUpdate: context deadline exceeded$/],
    ["unprovisioned", /polling after CreateOrUpdate: polling failed: the Azure API returned the following error:/],
  ] as const;

  test.each(CASES)("%s: is in Azure and not in the state, so that the next one is refused", async (error, message) => {
    const { terraform, cloud } = await withFaults([{ type: "azurerm_public_ip", error }]);
    const failed = await failure(terraform.create("azurerm_public_ip", publicIp("ip")));
    expect(failed.message).toMatch(message);
    expect(failed.state).toBeNull();
    expect(
      cloud.ofType("Microsoft.Network/publicIPAddresses").map(({ properties }) => properties.provisioningState),
    ).toEqual([error === "unprovisioned" ? "Failed" : "Succeeded"]);
    await expect(terraform.create("azurerm_public_ip", publicIp("ip"))).rejects.toThrow(
      'publicIPAddresses/ip" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "azurerm_public_ip" for more information.',
    );
  });

  test.each(CASES)("%s: is in the state, to be replaced, where azurerm persists ids", async (error, message) => {
    const { terraform, cloud } = await withFaults([{ type: "azurerm_public_ip", error }], { features: PERSIST });
    const failed = await failure(terraform.create("azurerm_public_ip", publicIp("ip")));
    expect(failed.message).toMatch(message);
    const [made] = cloud.ofType("Microsoft.Network/publicIPAddresses");
    expect(failed.state).toMatchObject({ id: made!.id, name: "ip", ip_address: null });
    await terraform.destroy("azurerm_public_ip", failed.state!);
    expect(cloud.ofType("Microsoft.Network/publicIPAddresses")).toEqual([]);
  });

  test("lost: a resource group has no operation to wait for, so that its id is not persisted", async () => {
    const { terraform } = await withFaults([{ type: "azurerm_resource_group", error: "lost" }], { features: PERSIST });
    const failed = await failure(terraform.create("azurerm_resource_group", { name: "g2", location: "uksouth" }));
    expect(failed.state).toBeNull();
  });

  test("unprovisioned: a machine says that its system did not come up", async () => {
    const { terraform } = await withFaults([{ error: "unprovisioned", type: "azurerm_linux_virtual_machine" }]);
    const failed = await failure(
      terraform.create("azurerm_linux_virtual_machine", {
        ...group,
        name: "vm",
        size: "Standard_B1s",
        admin_username: "azureadmin",
        admin_password: "Correct1Horse2",
        disable_password_authentication: false,
        os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
        source_image_reference: [{ publisher: "canonical", offer: "ubuntu", sku: "server", version: "latest" }],
      }),
    );
    expect(failed.message).toMatch(/^creating Linux Virtual Machine \([^]*Code: "OSProvisioningTimedOut"/);
  });

  test("an interruption leaves it in Azure, and in the state where azurerm persists ids", async () => {
    for (const features of [{}, PERSIST]) {
      const { terraform, cloud, remove } = await withFaults([{ type: "azurerm_public_ip", delayMs: 60_000 }], {
        features,
      });
      const create = failure(terraform.create("azurerm_public_ip", publicIp("ip")));
      while (cloud.ofType("Microsoft.Network/publicIPAddresses").length === 0) await new Promise(setImmediate);
      await terraform.stop();
      const { message, state } = await create;
      expect(message).toMatch(/polling after CreateOrUpdate: context canceled$/);
      expect(state?.name).toBe(features === PERSIST ? "ip" : undefined);
      remove();
    }
  });
});

describe("a failed update", () => {
  test("leaves what was planned in the state, as azurerm's SDK does, until the next refresh", async () => {
    const { terraform } = await withFaults([{ operation: "update", error: "busy" }]);
    const made = await terraform.create("azurerm_public_ip", publicIp("ip"));
    const { state } = await failure(
      terraform.apply("azurerm_public_ip", made, { ...publicIp("ip"), idle_timeout_in_minutes: 10 }),
    );
    expect(state).toEqual({ ...made, idle_timeout_in_minutes: 10 });
    expect(await terraform.read("azurerm_public_ip", state!)).toEqual(made);
  });

  test("of a local network gateway can leave one prefix, since azurerm writes twice", async () => {
    const { move, peer, inCloud, writes } = await withConnection([
      { type: "azurerm_local_network_gateway", skip: 1, error: "busy" },
    ]);
    await failure(move(["10.2.0.0/23", "2001:db8:2::/48"]));
    expect(inCloud(peer).properties.localNetworkAddressSpace).toEqual({ addressPrefixes: ["10.2.0.0/23"] });
    await move(["10.2.0.0/23", "2001:db8:2::/48"]);
    expect(
      writes()
        .filter(({ id }) => id === peer.id)
        .map(({ addressSpace }) => addressSpace),
    ).toEqual([
      ["10.2.0.0/24", "2001:db8:2::/48"],
      ["10.2.0.0/23"],
      ["10.2.0.0/23"],
      ["10.2.0.0/23", "2001:db8:2::/48"],
    ]);
  });

  test("of a connection can leave the old key with new properties, since azurerm writes the key last", async () => {
    const { update, connection, inCloud } = await withConnection([
      { type: "azurerm_virtual_network_gateway_connection", skip: 1, error: "busy" },
    ]);
    const { message } = await failure(update({ shared_key: "NewKey", tags: { key: "2" } }));
    expect(message).toMatch(/^updating Shared Key for Connection \([^]*performing SetSharedKey: unexpected status 409/);
    expect(inCloud(connection)).toMatchObject({ properties: { sharedKey: "OldKey" }, tags: { key: "2" } });
  });
});

describe("the key of a connection", () => {
  test("is never set where nothing else changes: azurerm waits in vain", async () => {
    const { update, connection, inCloud, notes } = await withConnection([]);
    const { message, state } = await failure(update({ shared_key: "NewKey" }));
    expect(message).toMatch(/^updating Connection \([^]*: polling after CreateOrUpdate: context deadline exceeded$/);
    expect(state?.shared_key).toBe("NewKey");
    expect(inCloud(connection).properties.sharedKey).toBe("OldKey");
    expect(notes.join()).toContain("https://github.com/hashicorp/terraform-provider-azurerm/issues/33102");
    expect(notes.join()).not.toContain("NewKey");
  });

  test("is set after a tag that changes with it", async () => {
    const { update, connection, inCloud, writes } = await withConnection([]);
    await update({ shared_key: "NewKey", tags: { key: "2" } });
    expect(inCloud(connection)).toMatchObject({ properties: { sharedKey: "NewKey" }, tags: { key: "2" } });
    expect(
      writes()
        .slice(-2)
        .map(({ id }) => id),
    ).toEqual([connection.id, `${String(connection.id)}/sharedkey`]);
  });
});

test("a deletion that ends as Failed leaves the resource", async () => {
  const { terraform, cloud } = await withFaults([{ operation: "delete", error: "unprovisioned" }]);
  const made = await terraform.create("azurerm_public_ip", publicIp("ip"));
  const { message, state } = await failure(terraform.destroy("azurerm_public_ip", made));
  expect(message).toContain("polling after Delete: polling failed: ");
  expect(state).toEqual(made);
  expect(cloud.get(String(made.id))).toBeDefined();
});

test("with an id hits that resource alone, as often as it says", async () => {
  const { terraform } = await withFaults([{ id: "ip2", error: "busy", times: 2 }]);
  await terraform.create("azurerm_public_ip", publicIp("ip1"));
  for (let i = 0; i < 2; i++) await expect(terraform.create("azurerm_public_ip", publicIp("ip2"))).rejects.toThrow();
  await terraform.create("azurerm_public_ip", publicIp("ip2"));
});

test("can be a delay alone", async () => {
  const { terraform } = await withFaults([{ type: "azurerm_public_ip", delayMs: 80 }]);
  const start = performance.now();
  await terraform.create("azurerm_public_ip", publicIp("ip"));
  expect(performance.now() - start).toBeGreaterThan(75);
});

test("faults that did not happen can be named", async () => {
  const { terraform, faults } = await withFaults([
    { type: "azurerm_subnet", error: "busy" },
    { type: "azurerm_public_ip", error: "throttled", times: 2, operation: "create" },
    { type: "azurerm_public_ip", operation: "read", delayMs: 1, times: 3 },
  ]);
  await terraform.read("azurerm_public_ip", await terraform.create("azurerm_public_ip", publicIp("ip")));
  expect(faults.left).toEqual([
    'the fault {"type":"azurerm_subnet","error":"busy"} happened 0 of 1 times',
    'the fault {"operation":"read","type":"azurerm_public_ip","delayMs":1,"times":3} happened 1 of 3 times',
  ]);
});

describe("fails when the file", () => {
  const report = (text: string): string => {
    writeFileSync(file, text);
    try {
      return String(new Faults(file).left);
    } catch (error) {
      return (error as Error).message.replaceAll(file, "faults.json");
    }
  };

  test("is missing", () => {
    expect(() => new Faults("no-such.json")).toThrow(
      "SIMULATOR_FAULTS: no-such.json cannot be read (ENOENT); give the path of a file of faults, or leave the variable out",
    );
  });

  test("is not JSON, or no list", () => {
    expect(report("[{")).toMatch(/^faults\.json is not JSON: /);
    expect(report("{}")).toMatchInlineSnapshot(
      `"faults.json: the file: {} must be a list, such as [{ "type": "azurerm_subnet", "error": "busy" }]"`,
    );
  });

  test("is nested deeply, or long", () => {
    expect(report("[".repeat(20_000) + "]".repeat(20_000))).toMatch(
      /^faults\.json: \[0\]: .{1,90} [^\n]*expected object/,
    );
    expect(report(JSON.stringify([{ type: [..."x".repeat(100)] }])).length).toBeLessThan(250);
  });

  test("has words and values that no fault has", () => {
    const faults = [
      { error: "rejected", delayMs: -1 },
      { operation: "write", eror: "busy", times: 0.5 },
      { type: 5, id: null },
    ];
    expect(report(JSON.stringify(faults))).toMatchInlineSnapshot(`
     "faults.json: [0].error: "rejected" must be one of throttled, failed, busy, lost, unprovisioned
     faults.json: [0].delayMs: -1 must be a whole number, 0 or more
     faults.json: [1].operation: "write" must be one of create, read, update, delete
     faults.json: [1].times: 0.5 must be a whole number, 1 or more
     faults.json: [1]: "eror" is unknown; a fault has operation, type, id, error, delayMs, skip and times
     faults.json: [2].type: 5 must be a resource type, such as "azurerm_subnet"
     faults.json: [2].id: null must be text that a resource's id holds"
    `);
  });

  test("is changed to something wrong while the simulator runs", async () => {
    const { terraform } = await withFaults([]);
    writeFileSync(file, '[{"error":"rejected"}]');
    await expect(terraform.create("azurerm_public_ip", publicIp("ip"))).rejects.toThrow(/"rejected" must be one of/);
  });
});
