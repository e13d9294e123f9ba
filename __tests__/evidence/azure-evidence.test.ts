import { azureEvidence } from "../../lib/evidence/azure-evidence";
import { labIntent } from "../helpers/intent";
import { azureTexts, healthyAzure } from "../helpers/showing-azure";

const intent = labIntent("article");
const state = healthyAzure(intent);
const read = (text: string, name = "some.json") => azureEvidence({ name, text });
const EMPTY = {
  ...{ gateways: [], connections: [], localNetworkGateways: [], publicAddresses: [], ikeSas: [], routeTables: [] },
  ...{ policies: [], missing: [], unknown: [] },
};

test("what az prints and what Azure Resource Manager answers are read alike, and nothing is left", () => {
  const [az, arm] = (["az", "arm"] as const).map((form) => azureEvidence(...azureTexts(intent, state, form)));
  expect(az).toEqual(arm);
  expect(az).toMatchObject({ unknown: [], missing: [] });
  expect(az!.gateways).toMatchObject([{ name: "gw", provisioningState: "Succeeded", activeActive: true }]);
  expect(az!.connections.map(({ name }) => name)).toEqual([
    ...["conn1-to-Catalyst", "conn1-to-Catalyst"],
    ...["conn2-to-Catalyst", "conn2-to-Catalyst"],
  ]);
  expect(az!.connections[0]).toEqual({
    ...{ name: "conn1-to-Catalyst", provisioningState: "Succeeded", connectionStatus: "Connected" },
    ...{ connectionProtocol: "IKEv2", connectionMode: "Default", dpdTimeoutSeconds: 45 },
    ...{ usePolicyBasedTrafficSelectors: false, trafficSelectorPolicies: 0, keyVersion: 1 },
    ...{ localNetworkGateway2: "localNetGw1" },
    tunnelConnectionStatus: [
      {
        ...{ instanceAddress: "203.0.113.4", connectionStatus: "Connected" },
        ...{ ingressBytesTransferred: 5000, egressBytesTransferred: 6000 },
      },
      {
        ...{ instanceAddress: "203.0.113.5", connectionStatus: "NotConnected" },
        ...{ ingressBytesTransferred: 0, egressBytesTransferred: 0 },
      },
    ],
    ipsecPolicies: [
      {
        ...{ ikeEncryption: "GCMAES256", ikeIntegrity: "SHA384", dhGroup: "DHGroup2048" },
        ...{ ipsecEncryption: "GCMAES256", ipsecIntegrity: "GCMAES256", pfsGroup: "None" },
        ...{ saLifeTimeSeconds: 27000, saDataSizeKilobytes: 0 },
      },
    ],
  });
  expect(az!.localNetworkGateways[0]).toMatchObject({
    ...{ name: "localNetGw1", gatewayIpAddress: "198.51.100.10" },
    localNetworkAddressSpace: { addressPrefixes: ["10.2.0.0/24", "2001:db8:2::/48"] },
  });
  expect(az!.routeTables.map(({ name, routes }) => [name, routes.length])).toEqual([
    ["routes.json", 5],
    ["site-routes.json", 5],
  ]);
});

test("IKE SAs are read from the text in which az prints them, and from the objects that PowerShell shows", () => {
  const sa = {
    ...{ LocalEndpoint: "203.0.113.4", RemoteEndpoint: "198.51.100.10", InitiatorCookie: 1, Encryption: "GCMAES256" },
    ...{ Integrity: "SHA384", DhGroup: "DHGroup2048", ElapsedTimeInseconds: 9 },
    QuickModeSAs: [
      {
        ...{ Encryption: "GCMAES256", Integrity: "GCMAES256", InboundSPI: 7 },
        LocalTrafficSelectors: ["0.0.0.0-255.255.255.255", "::-FFFF:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
        RemoteTrafficSelectors: ["10.2.0.0/24", "10.0.0.0-10.0.0.255"],
      },
    ],
  };
  const sas = [
    {
      ...{ local: "203.0.113.4", remote: "198.51.100.10", encryption: "GCMAES256", integrity: "SHA384" },
      ...{ dhGroup: "DHGroup2048", activeSeconds: 9 },
      children: [
        {
          ...{ encryption: "GCMAES256", integrity: "GCMAES256", local: ["0.0.0.0/0", "::/0"] },
          remote: ["10.2.0.0/24", "10.0.0.0-10.0.0.255"],
        },
      ],
    },
  ];
  const forms = [
    JSON.stringify(JSON.stringify({ IkeSAs: [sa] })),
    // As the specification has it: quotes around it, in the text too.
    JSON.stringify(`"${JSON.stringify({ Status: "Successful", Data: [sa] })}"`),
    JSON.stringify({ ikeSas: [sa] }),
  ];
  for (const text of forms) expect(read(text)).toEqual({ ...EMPTY, ikeSas: [{ name: "some.json", sas }] });
  for (const none of ['"{\\"IkeSAs\\":[]}"', '{"Status":"Successful","Data":null}']) {
    expect(read(none)).toEqual({ ...EMPTY, ikeSas: [{ name: "some.json", sas: [] }] });
  }
});

test("the policies of ipsec-policy list are known by their shape, and bear the name of their file", () => {
  const { saLifetimeSeconds, ...rest } = intent.site.connections[0]!.ipsecPolicy;
  const policy = { ...rest, saLifeTimeSeconds: saLifetimeSeconds };
  expect(read(JSON.stringify([policy]), "conn1.json")).toEqual({
    ...EMPTY,
    policies: [{ name: "conn1.json", policies: [policy] }],
  });
});

test("a list of resources is read one by one, and so are values that stand one after the other", () => {
  const [first, second] = azureTexts(intent, state).filter(({ name }) => /^conn/.test(name));
  const list = `[${first!.text}, ${second!.text}]`;
  expect(read(list).connections).toHaveLength(2);
  expect(read(`${first!.text}\n${second!.text}`).connections).toHaveLength(2);
  expect(read(`{"value": ${list}}`).connections).toHaveLength(2);
});

test("what Azure says is not there is known, in JSON and as az prints it", () => {
  const message = "The Resource 'Microsoft.Network/connections/conn1' under resource group 'vpn' was not found.";
  const missing = [{ type: "connections", name: "conn1" }];
  expect(read(JSON.stringify({ error: { code: "ResourceNotFound", message } }))).toEqual({ ...EMPTY, missing });
  expect(read(`ERROR: (ResourceNotFound) ${message}\nCode: ResourceNotFound\n`)).toEqual({ ...EMPTY, missing });
});

test.each([
  ["nothing", "", "no JSON"],
  ["no JSON", "Please run 'az login'", "no JSON"],
  [
    "an error",
    '{"error": {"code": "AuthorizationFailed", "message": "no action Microsoft.Network/connections/read over scope /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/connections/conn1"}}',
    "an error of Azure",
  ],
  ["another type", '{"type": "Microsoft.Compute/virtualMachines"}', "a shape that is not known"],
  ["an empty list", "[]", "an empty list, which does not say of what"],
  ["a number in a list", "[1]", "neither an object nor a list"],
  ["a text", '"hello"', "a text that is no JSON"],
  [
    "a connection without what is judged",
    '{"type": "Microsoft.Network/connections", "properties": {"ingressBytesTransferred": "key"}}',
    "not the form of connections that is known: name, provisioningState, ingressBytesTransferred",
  ],
  [
    "an address that is none",
    '{"type": "Microsoft.Network/localNetworkGateways", "name": "x", "gatewayIpAddress": "TheKey"}',
    "not the form of localNetworkGateways that is known: gatewayIpAddress",
  ],
])("%s is kept as unknown, with the name of its file and no word of its text", (_, text, why) => {
  expect(read(text, "file.json")).toEqual({ ...EMPTY, unknown: [{ name: "file.json", why }] });
});

test("anything else that Azure prints beside is ignored, and not kept", () => {
  const text = azureTexts(intent, state)[0]!.text.replace("{", '{"sharedKey": "TheKey", "new": {"properties": {}},');
  const evidence = read(text);
  expect(evidence).toMatchObject({ gateways: [{ name: "gw" }], unknown: [] });
  expect(JSON.stringify(evidence)).not.toContain("TheKey");
});
