import { once } from "node:events";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { AzureManagement, PUBLIC_CLOUD } from "../../runner/azure-management";

const TOKEN = "token-of-nobody";
const CONNECTION = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/connections/conn 1";
const MACHINE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1";

/** Answers in the order of the questions; where text stands for an address, of this server. */
type Script = readonly (readonly [status: number, body?: unknown, headers?: OutgoingHttpHeaders])[];

let server: Server | undefined;
let asked: { readonly line: string; readonly authorization?: string; readonly body: string }[];
let base: string;
async function azure(script: Script): Promise<void> {
  asked = [];
  const answers = [...script];
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      asked.push({ line: `${method} ${url}`, authorization: headers.authorization, body });
      const [status, answer, more = {}] = answers.shift() ?? [500, "no more answers"];
      // As a proxy or a network does that cuts a connection.
      if (status === 0) return request.socket.destroy();
      response.writeHead(status, more);
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(() => server?.close());

const client = (waits = {}) => new AzureManagement(base, () => Promise.resolve(TOKEN), { retry: 1, ...waits });
const lines = () => asked.map(({ line }) => line);
const error = (code: string, message: string) => ({ error: { code, message } });

test("a resource is read with the token, and with the version", async () => {
  await azure([[200, { name: "conn 1" }]]);
  expect(await client().get(CONNECTION, "2025-01-01")).toEqual({ name: "conn 1" });
  expect(asked).toEqual([
    {
      line: `GET ${CONNECTION.replace(" ", "%20")}?api-version=2025-01-01`,
      authorization: `Bearer ${TOKEN}`,
      body: "",
    },
  ]);
});

test("a list is read page by page, in Azure's own address of the next", async () => {
  await azure([
    [200, { value: [1], nextLink: "/next?api-version=1&token=a%2Bb" }],
    [200, { value: [2], nextLink: null }],
  ]);
  expect(await client().list("/subscriptions/s/providers/P/t", "1", { pageCount: "1" })).toEqual([1, 2]);
  expect(lines()).toEqual([
    "GET /subscriptions/s/providers/P/t?api-version=1&pageCount=1",
    "GET /next?api-version=1&token=a%2Bb",
  ]);
});

test("an operation is told what to do, and may answer at once", async () => {
  await azure([[200, "done"]]);
  expect(await client().post(`${MACHINE}/runCommand`, "1", { commandId: "RunShellScript" })).toBe("done");
  expect(asked[0]).toMatchObject({
    line: `POST ${MACHINE}/runCommand?api-version=1`,
    body: '{"commandId":"RunShellScript"}',
  });
});

describe("an operation that Azure accepts", () => {
  const later = { "retry-after": "0" };

  test("is asked after until it has succeeded, and then for its result", async () => {
    await azure([
      [202, null, { ...later, "azure-asyncoperation": "/operations/1?v", location: "/operationResults/1?v" }],
      [200, { status: "InProgress" }, later],
      [200, { status: "Running" }],
      [200, { status: "Succeeded" }],
      [200, { value: [] }],
    ]);
    expect(await client().post(`${CONNECTION}/getikesas`, "1")).toEqual({ value: [] });
    expect(lines().slice(1)).toEqual([
      "GET /operations/1?v",
      "GET /operations/1?v",
      "GET /operations/1?v",
      "GET /operationResults/1?v",
    ]);
  });

  test("may name the address of its result alone", async () => {
    await azure([
      [202, null, { ...later, location: "/results" }],
      [202, null, later],
      [200, { value: [1] }],
    ]);
    expect(await client().post(`${CONNECTION}/getikesas`, "1")).toEqual({ value: [1] });
    expect(lines().slice(1)).toEqual(["GET /results", "GET /results"]);
  });

  test("may have its output where it says that it has succeeded", async () => {
    await azure([
      [202, null, { ...later, "azure-asyncoperation": "/operations/1" }],
      [200, { status: "Succeeded", properties: { output: "text" } }],
    ]);
    expect(await client().post(`${CONNECTION}/getikesas`, "1")).toBe("text");
  });

  test("is asked after again where a fault passes: the operation goes on", async () => {
    await azure([
      [202, null, { ...later, "azure-asyncoperation": "/operations/1" }],
      [503, error("ServerTimeout", "try again"), later],
      [0],
      [408],
      [200, { status: "Succeeded", properties: { output: "text" } }],
    ]);
    expect(await client().post(`${CONNECTION}/getikesas`, "1")).toBe("text");
    expect(lines()).toHaveLength(5);
  });

  test("is waited for as long as Azure asks for", async () => {
    await azure([
      [202, null, { "retry-after": "1", location: "/results" }],
      [200, {}],
    ]);
    const start = Date.now();
    await client().post(`${CONNECTION}/getikesas`, "1");
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  });
});

test("where Azure takes no more questions, it is asked again when it says", async () => {
  await azure([
    [429, error("TooManyRequests", "slow down"), { "retry-after": "0" }],
    [429, error("TooManyRequests", "slow down")],
    [200, {}],
  ]);
  expect(await client().get(CONNECTION, "1")).toEqual({});
  expect(asked).toHaveLength(3);
});

test.each([
  ["while it is asked", 0],
  ["while Azure has it wait", 200],
])("what nobody waits for any more ends at once, %s", async (_, milliseconds) => {
  await azure([[202, null, { location: "/results", "retry-after": "30" }]]);
  const stop = new AbortController();
  const asking = client({ signal: stop.signal }).post(`${CONNECTION}/getikesas`, "1");
  const failed = asking.catch((error: Error) => error.name);
  while (asked.length === 0) await sleep(10);
  await sleep(milliseconds);
  stop.abort();
  expect(await failed).toBe("AbortError");
});

describe("fails when", () => {
  const outcome = (question: Promise<unknown>) => question.then(JSON.stringify, (error: Error) => error.message);

  test("the login is not taken", async () => {
    await azure([[401, error("InvalidAuthenticationToken", "The access token is invalid.")]]);
    expect(await outcome(client().get(CONNECTION, "1"))).toMatchInlineSnapshot(`
     "GET /subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/connections/conn 1
       401 InvalidAuthenticationToken: The access token is invalid.
     log in with az login"
    `);
  });

  test("the user has no role for a resource", async () => {
    await azure([[403, error("AuthorizationFailed", "The client 'me' does not have authorization.")]]);
    expect(await outcome(client().get(CONNECTION, "1"))).toMatchInlineSnapshot(`
     "GET /subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/connections/conn 1
       403 AuthorizationFailed: The client 'me' does not have authorization.
     the role Reader on it is enough"
    `);
  });

  test("the user has no role for an operation", async () => {
    const refused = [403, error("AuthorizationFailed", "No.")] as const;
    await azure([refused, refused, refused]);
    expect(await outcome(client().post(`${CONNECTION}/getikesas`, "1"))).toMatchInlineSnapshot(`
     "POST /subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/connections/conn 1/getikesas
       403 AuthorizationFailed: No.
     the role Network Contributor on it is enough, or one of your own with the action Microsoft.Network/connections/getikesas/action"
    `);
    expect(await outcome(client().post(`${MACHINE}/runCommand`, "1"))).toMatch(
      /^the role Virtual Machine Contributor on it is enough, .* Microsoft\.Compute\/virtualMachines\/runCommand\/action$/m,
    );
    const gateway = CONNECTION.replace("connections/conn 1", "virtualNetworkGateways/gw");
    expect(await outcome(client().post(`${gateway}/reset?gatewayVip=203.0.113.4`, "1"))).toMatch(
      /with the action Microsoft\.Network\/virtualNetworkGateways\/reset\/action$/m,
    );
  });

  test("a resource is not there", async () => {
    await azure([[404, error("ResourceNotFound", "The Resource was not found.")]]);
    expect(await outcome(client().get(CONNECTION, "1"))).toMatchInlineSnapshot(`
     "GET /subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/connections/conn 1
       404 ResourceNotFound: The Resource was not found.
     look at the id, and at the subscription in it"
    `);
  });

  test.each([
    ["another form of error", { Message: "No such method." }, "405 No such method."],
    ["a text", "<html>", "405 <html>"],
    ["nothing", "", "405 without a word"],
  ])("the answer is %s", async (_, body, said) => {
    await azure([[405, body]]);
    expect(await outcome(client().get(CONNECTION, "1"))).toBe(`GET ${CONNECTION}\n  ${said}`);
  });

  test("an operation fails later", async () => {
    await azure([
      [202, null, { "retry-after": "0", "azure-asyncoperation": "/operations/1", location: "/results" }],
      [200, { status: "Failed", ...error("VMAgentStatusCommunicationError", "No agent.") }],
    ]);
    expect(await outcome(client().post(`${MACHINE}/runCommand`, "1"))).toBe(
      `POST ${MACHINE}/runCommand\n  Failed VMAgentStatusCommunicationError: No agent.`,
    );
  });

  test.each([
    ["an operation takes too long", [[202, null, { location: "/results", "retry-after": "10" }]]],
    ["Azure takes no more questions for too long", [[429, error("TooManyRequests", ""), { "retry-after": "10" }]]],
  ] as readonly (readonly [string, Script])[])("%s", async (_, script) => {
    await azure(script);
    expect(await outcome(client({ timeout: 2000 }).post(`${CONNECTION}/getikesas`, "1"))).toBe(
      `POST ${CONNECTION}/getikesas\n  has not ended within 2 s; try again later`,
    );
    expect(asked).toHaveLength(1);
  });

  test("nothing is answered in time", async () => {
    server = createServer(() => {}).listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await outcome(client({ timeout: 100 }).get(CONNECTION, "1"))).toMatch(/has not ended within 0\.1 s/);
    server.closeAllConnections();
  });

  test("nobody is there", async () => {
    await azure([]);
    server!.close();
    expect(await outcome(client().get(CONNECTION, "1"))).toBe(
      `GET ${CONNECTION}\n  ${base} does not answer: ECONNREFUSED; look at the network, and at a proxy, which is not used`,
    );
  });

  test("a next page is elsewhere, which gets no token", async () => {
    await azure([[200, { value: [], nextLink: "https://example.com/next" }]]);
    expect(await outcome(client().list(CONNECTION, "1"))).toContain(
      "leads to https://example.com, which gets no token",
    );
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["an operation leads elsewhere", [[202, null, { "retry-after": "0", location: "https://example.com/results" }]]],
    ["an answer does", [[302, null, { location: "https://example.com/" }]]],
  ] as readonly (readonly [string, Script])[])("%s, which gets no token", async (_, script) => {
    await azure(script);
    expect(await outcome(client().post(`${CONNECTION}/getikesas`, "1"))).toMatch(
      /leads to https:\/\/example\.com, which gets no token|does not answer: unexpected redirect/,
    );
  });

  test("an id leads elsewhere", async () => {
    await azure([]);
    await expect(client().get("//example.com/subscriptions", "1")).rejects.toThrow("which gets no token");
    expect(asked).toEqual([]);
  });

  test("the token would leave the machine in clear text", () => {
    const made = (address: string) => () => new AzureManagement(address, () => Promise.resolve(TOKEN));
    for (const address of ["http://management.azure.com", "http://127.0.0.1.example.com", "ftp://10.0.0.1"]) {
      expect(made(address)).toThrow(`${address}: a token for Azure leaves this machine over https alone`);
    }
    for (const address of [PUBLIC_CLOUD, "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"]) {
      expect(made(address)).not.toThrow();
    }
  });
});
