import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Live } from "../../../simulator/azure/live";
import { readDoor } from "../../../simulator/azure/read-door";
import { azureAnswer, azureLab, IDS, paperLive, resource, TUNNELS } from "../../helpers/azure-lab";

const TOKEN = "token-of-nobody";
const lab = azureLab();
afterAll(() => lab.remove());
let server: Server;
let origin: string;
async function open(live?: Live): Promise<void> {
  server = readDoor(() => lab.cloud, live, TOKEN).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(() => server.close());

async function ask(method: string, path: string, sent?: unknown, authorization: string | null = `Bearer ${TOKEN}`) {
  const response = await fetch(new URL(path, origin), {
    method,
    headers: authorization === null ? {} : { authorization },
    ...(sent !== undefined && { body: JSON.stringify(sent) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}
const get = (id: string) => ask("GET", `${id}?api-version=2025-01-01`);
const post = (id: string, operation: string, sent?: unknown) =>
  ask("POST", `${id}/${operation}?api-version=2025-01-01`, sent);
/** Starts an operation, and asks until it has ended. */
async function outcome(id: string, operation: string, sent?: unknown) {
  const accepted = await post(id, operation, sent);
  expect(accepted).toMatchObject({ status: 202, body: null });
  const { body: state } = await ask("GET", accepted.headers.get("azure-asyncoperation")!);
  const { status, body } = await ask("GET", accepted.headers.get("location")!);
  return { state, status, body };
}
const script = (text: string) => ({ commandId: "RunShellScript", script: [text] });

describe("with tunnels", () => {
  beforeEach(() => open(paperLive()));

  test.each(["gateway", "local-gateway", "public-ip", "connection"] as const)(
    "%s is shown as Azure does",
    async (name) => {
      const id = {
        gateway: IDS.gateway,
        "local-gateway": IDS.localNetworkGateway,
        "public-ip": IDS.publicIp,
        connection: IDS.connection,
      };
      expect(await get(id[name])).toMatchObject({ status: 200, body: azureAnswer(`arm/${name}-show.json`) });
    },
  );

  test("IKE SAs are a text in JSON, with all digits of their cookies", async () => {
    const sas = azureAnswer<string>("arm/list-ike-sas.json");
    expect(await outcome(IDS.connection, "getikesas")).toEqual({
      state: { status: "Succeeded", properties: { output: sas } },
      status: 200,
      body: sas,
    });
    expect(sas).toContain('"ResponderCookie":15460013388959380535,');
  });

  test("routes are those of the interface", async () => {
    expect(await outcome(IDS.nic, "effectiveRouteTable")).toMatchObject({
      status: 200,
      body: azureAnswer("arm/effective-routes.json"),
    });
  });

  test("what is of a type is listed with its properties, of a subscription or a group, and none is shown a key", async () => {
    const [, subscription, , group] = IDS.connection.split("/").slice(1);
    const type = "providers/microsoft.network/connections";
    const connection = lab.cloud.get(IDS.connection)!;
    lab.cloud.put({ ...connection, properties: { ...connection.properties, sharedKey: "secret" } });
    for (const scope of [`/subscriptions/${subscription}`, `/subscriptions/${subscription}/resourceGroups/${group}`]) {
      lab.cloud.put(resource(`/subscriptions/${subscription}/resourceGroups/${group}`, {}));
      const { status, body } = await get(`${scope}/${type}`);
      const { value } = body as { value: { name: string; properties: object }[] };
      expect([status, value.map(({ name }) => name)]).toEqual([200, ["conn1-to-Catalyst"]]);
      expect(value[0]!.properties).toHaveProperty("connectionProtocol", "IKEv2");
      expect(value[0]!.properties).not.toHaveProperty("sharedKey");
    }
    expect(await get(`/subscriptions/${subscription}/resourceGroups/none/${type}`)).toMatchObject({ status: 404 });
    lab.cloud.put(connection);
  });

  test("no alert fires where there is no rule", async () => {
    const alerts = "/subscriptions/s/providers/microsoft.alertsmanagement/alerts";
    expect(await get(alerts)).toMatchObject({ status: 200, body: { value: [] } });
  });

  test("a script runs on a machine", async () => {
    expect(await outcome(IDS.machine, "runCommand", script("echo hello"))).toMatchObject({
      status: 200,
      body: azureAnswer("arm/run-command.json"),
    });
  });

  test("an operation that has not ended is in progress", async () => {
    server.close();
    await open({ ...paperLive(), run: () => new Promise(() => {}) });
    const { headers } = await post(IDS.machine, "runCommand", script("sleep 1000"));
    const state = await ask("GET", headers.get("azure-asyncoperation")!);
    expect(state).toMatchObject({ status: 200, body: { status: "InProgress" } });
    const result = await ask("GET", headers.get("location")!);
    expect(result).toMatchObject({ status: 202, body: null });
    for (const one of [state, result]) expect(one.headers.get("retry-after")).toBe("0");
  });

  test("an operation that fails says why", async () => {
    const { state, status, body } = await outcome(IDS.machine, "runCommand", script("shutdown"));
    const failure = {
      error: { code: "VMAgentStatusCommunicationError", message: expect.stringContaining("VM 'vm1'") },
    };
    expect({ state, status, body }).toEqual({ state: { status: "Failed", ...failure }, status: 409, body: failure });
  });
});

describe("an instance of the gateway is reset", () => {
  /** Addresses whose instances were reset, and what lets the reset end. */
  const asked: string[] = [];
  let end: () => void = () => {};
  beforeEach(async () => {
    asked.length = 0;
    const reset = (address: string) => {
      asked.push(address);
      return new Promise<void>((resolve) => (end = resolve));
    };
    await open({ ...paperLive(), reset });
  });
  const reset = (address?: string) =>
    ask("POST", `${IDS.gateway}/reset?api-version=2025-01-01${address ? `&gatewayVip=${address}` : ""}`);
  const state = async () =>
    ((await get(IDS.gateway)).body as { properties: { provisioningState: string } }).properties.provisioningState;

  test("by its address, and the gateway is updating until the instance is back", async () => {
    const accepted = await reset("198.19.7.249");
    expect(accepted).toMatchObject({ status: 202, body: null });
    expect([asked, await state()]).toEqual([["198.19.7.249"], "Updating"]);
    expect(await reset("198.19.11.237")).toMatchObject({
      status: 409,
      body: { error: { code: "AnotherOperationInProgress" } },
    });
    end();
    const ended = await ask("GET", accepted.headers.get("azure-asyncoperation")!);
    expect([ended.body, await state()]).toEqual([expect.objectContaining({ status: "Succeeded" }), "Succeeded"]);
    expect(asked).toHaveLength(1);
    expect((await reset("198.19.11.237")).status).toBe(202);
    end();
  });

  test("the first where no address is given, and none by the address of another", async () => {
    expect((await reset()).status).toBe(202);
    expect(asked).toEqual(["198.19.11.237"]);
    end();
    await state();
    expect(await reset("203.0.113.1")).toMatchObject({ status: 400, body: { error: { code: "InvalidGatewayVip" } } });
    expect(asked).toHaveLength(1);
  });

  test("and nothing of that is written", async () => {
    const before = JSON.stringify(lab.cloud.get(IDS.gateway));
    await reset();
    expect(JSON.stringify(lab.cloud.get(IDS.gateway))).toBe(before);
    end();
  });
});

test("a connection is up while one of its tunnels is", async () => {
  await open(paperLive(TUNNELS.map((tunnel) => ({ ...tunnel, connected: false }))));
  expect(await get(IDS.connection)).toMatchObject({ body: { properties: { connectionStatus: "NotConnected" } } });
});

describe("with nothing at the other ends", () => {
  beforeEach(() => open());

  test("a connection is down and has no IKE SAs", async () => {
    expect(await get(IDS.connection)).toMatchObject({
      body: {
        properties: {
          connectionStatus: "NotConnected",
          tunnelConnectionStatus: [],
          ingressBytesTransferred: 0,
          egressBytesTransferred: 0,
        },
      },
    });
    expect((await outcome(IDS.connection, "getikesas")).body).toEqual(azureAnswer("arm/list-ike-sas-none.json"));
  });

  test("no machine has an agent", async () => {
    expect(await post(IDS.machine, "runCommand", script("echo hello"))).toMatchObject({
      status: 409,
      body: {
        error: {
          code: "OperationNotAllowed",
          message: expect.stringContaining("ensure VM Agent is installed on the VM"),
        },
      },
    });
  });
});

describe("fails as Azure does when", () => {
  beforeEach(() => open(paperLive()));

  test("there is no token, or another", async () => {
    const none = await ask("GET", `${IDS.gateway}?api-version=1`, undefined, null);
    expect(none).toMatchObject({ status: 401, body: { error: { code: "AuthenticationFailed" } } });
    for (const other of [`Bearer ${TOKEN}x`, "Bearer", `Basic ${TOKEN}`]) {
      const wrong = await ask("GET", `${IDS.gateway}?api-version=1`, undefined, other);
      expect(wrong).toMatchObject({
        status: 401,
        body: { error: { code: "InvalidAuthenticationToken", message: "The access token is invalid." } },
      });
      expect(wrong.headers.get("www-authenticate")).toContain('error="invalid_token"');
    }
  });

  test("the version is missing", async () => {
    expect(await ask("GET", IDS.gateway)).toMatchObject({
      status: 400,
      body: { error: { code: "MissingApiVersionParameter" } },
    });
  });

  test("a resource is not there, to be read or to be asked", async () => {
    const absent = `${IDS.connection}-x`;
    const error = { error: { code: "ResourceNotFound", message: expect.stringContaining("conn1-to-Catalyst-x") } };
    expect(await get(absent)).toMatchObject({ status: 404, body: error });
    expect(await post(absent, "getikesas")).toMatchObject({ status: 404, body: error });
    const operation = "/subscriptions/s/providers/Microsoft.Network/locations/uksouth/operations/1";
    expect(await get(operation)).toMatchObject({ status: 404, body: { error: { code: "NotFound" } } });
  });

  test("a resource has no such operation", async () => {
    for (const [id, operation] of [
      [IDS.connection, "resetconnection"],
      [IDS.gateway, "getikesas"],
    ] as const) {
      expect(await post(id, operation)).toMatchObject({
        status: 405,
        body: { Message: "The requested resource does not support http method 'POST'." },
      });
    }
  });

  test("something is to be changed", async () => {
    expect(await ask("DELETE", `${IDS.gateway}?api-version=1`)).toMatchObject({
      status: 403,
      body: {
        error: {
          code: "AuthorizationFailed",
          message: expect.stringContaining("'Microsoft.Network/virtualNetworkGateways/delete'"),
        },
      },
    });
    expect(lab.cloud.get(IDS.gateway)).toBeDefined();
  });

  test("an interface is on no machine", async () => {
    const id = `${IDS.nic}-2`;
    lab.cloud.put({ ...lab.cloud.get(IDS.nic)!, id });
    expect(await post(id, "effectiveRouteTable")).toMatchObject({ status: 400 });
    lab.cloud.remove(id);
  });

  test("a command is not a shell script", async () => {
    expect(await post(IDS.machine, "runCommand", { commandId: "RunPowerShellScript" })).toMatchObject({ status: 400 });
    expect(await post(IDS.machine, "runCommand")).toMatchObject({ status: 400 });
  });
});
