import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { collectAzure, resetInstance, runOnMachine } from "../../runner/azure-facts";
import { AzureManagement } from "../../runner/azure-management";
import { AzureRefusal } from "../../runner/azure-refusal";
import { readDoor } from "../../simulator/azure/read-door";
import { azureAnswer, azureLab, IDS, paperLive } from "../helpers/azure-lab";

const TOKEN = "token-of-nobody";
const lab = azureLab();
let server: Server;
const client = (token = TOKEN) => {
  const { port } = server.address() as AddressInfo;
  return new AzureManagement(`http://127.0.0.1:${port}`, () => Promise.resolve(token));
};
beforeAll(async () => {
  server = readDoor(() => lab.cloud, paperLive(), TOKEN).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  lab.remove();
});

test("Azure is asked of each resource what it knows", async () => {
  const ids = [IDS.gateway, IDS.publicIp, IDS.connection, IDS.localNetworkGateway, IDS.nic, IDS.siteNic];
  expect(await collectAzure(client(), ids)).toEqual([
    { name: "virtualNetworkGateways/gw", body: azureAnswer("arm/gateway-show.json") },
    { name: "publicIPAddresses/gw-pubIP1", body: azureAnswer("arm/public-ip-show.json") },
    { name: "connections/conn1-to-Catalyst", body: azureAnswer("arm/connection-show.json") },
    { name: "connections/conn1-to-Catalyst/getikesas", body: azureAnswer("arm/list-ike-sas.json") },
    { name: "localNetworkGateways/localNetGw1", body: azureAnswer("arm/local-gateway-show.json") },
    { name: "networkInterfaces/vm1-nic/effectiveRouteTable", body: azureAnswer("arm/effective-routes.json") },
    { name: "networkInterfaces/vm2-nic/effectiveRouteTable", body: azureAnswer("arm/effective-routes-site.json") },
  ]);
});

test("what Azure refuses is a fact too, beside the others", async () => {
  const facts = await collectAzure(client(), [`${IDS.connection}-x`, IDS.publicIp]);
  const gone = { error: { code: "ResourceNotFound", message: expect.stringContaining("conn1-to-Catalyst-x") } };
  expect(facts).toEqual([
    { name: "connections/conn1-to-Catalyst-x", body: gone, refusal: expect.stringContaining("look at the id") },
    { name: "connections/conn1-to-Catalyst-x/getikesas", body: gone, refusal: expect.stringContaining("404") },
    { name: "publicIPAddresses/gw-pubIP1", body: azureAnswer("arm/public-ip-show.json") },
  ]);
});

test("no secret is kept", async () => {
  const secrets = {
    sharedKey: "Secret1",
    authorizationKey: "Secret2",
    radiusServers: [{ radiusServerSecret: "Secret3", radiusServerAddress: "10.0.0.1" }],
  };
  const management = { get: () => Promise.resolve({ name: "c", properties: secrets }) } as unknown as AzureManagement;
  expect(await collectAzure(management, [IDS.gateway])).toEqual([
    {
      name: "virtualNetworkGateways/gw",
      body: { name: "c", properties: { radiusServers: [{ radiusServerAddress: "10.0.0.1" }] } },
    },
  ]);
});

test("a script runs on a machine, and what it prints comes back as it was", async () => {
  expect(await runOnMachine(client(), IDS.machine, "echo hello")).toEqual({ stdout: "hello\n", stderr: "" });
});

test("an instance of a gateway is reset by its address", async () => {
  const asked: string[] = [];
  const management = {
    post: (path: string, _version: string, sent?: unknown) => Promise.resolve(asked.push(`${path} ${String(sent)}`)),
  } as unknown as AzureManagement;
  await resetInstance(management, IDS.gateway, "198.19.7.249");
  expect(asked).toEqual([`${IDS.gateway}/reset?gatewayVip=198.19.7.249 undefined`]);
  await expect(resetInstance(client(), IDS.gateway, "198.19.7.249")).resolves.toBeUndefined();
});

describe("fails when", () => {
  test("no instance has the address that is to be reset", async () => {
    await expect(resetInstance(client(), IDS.gateway, "203.0.113.1")).rejects.toThrow("InvalidGatewayVip");
  });

  test("the login is not taken", async () => {
    await expect(collectAzure(client("another"), [IDS.gateway, IDS.nic])).rejects.toThrow("log in with az login");
  });

  test("the machine's agent does not answer", async () => {
    const run = runOnMachine(client(), IDS.machine, "shutdown");
    await expect(run).rejects.toThrow(AzureRefusal);
    await expect(run).rejects.toThrow("Failed VMAgentStatusCommunicationError: VM 'vm1' has not reported status");
  });

  test("the machine says something else than what the script has printed", async () => {
    const answer = { value: [{ message: "Enable failed: no disk" }] };
    const management = { post: () => Promise.resolve(answer) } as unknown as AzureManagement;
    await expect(runOnMachine(management, IDS.machine, "true")).rejects.toThrow("Enable failed: no disk");
  });
});
