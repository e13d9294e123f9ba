import { deadAfter } from "../../lab/daemon";
import { gatewayInstances, gatewayTimers } from "../../lab/gateway";
import { ShownState } from "../../lab/inputs";

const id = (name: string) => `/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/${name}`;

interface Policy {
  readonly ike_encryption?: string;
  readonly ike_integrity?: string;
  readonly dh_group?: string;
  readonly ipsec_encryption?: string;
  readonly ipsec_integrity?: string;
  readonly pfs_group?: string;
}

/** A gateway's stack as `terraform show -json` prints it, with the article's policy but for `policy`. */
function shown(
  policy: Policy = {},
  connection: object = {},
  addressSpace = ["10.2.0.0/24", "2001:db8:2::/48"],
): string {
  const resources = [
    {
      type: "azurerm_virtual_network_gateway",
      values: {
        id: id("gw"),
        name: "gw",
        ip_configuration: [
          { public_ip_address_id: id("ip1"), subnet_id: id("s") },
          // Azure's ids ignore case.
          { public_ip_address_id: id("IP2"), subnet_id: id("s") },
        ],
      },
    },
    { type: "azurerm_public_ip", values: { id: id("ip1"), ip_address: "203.0.113.4" } },
    { type: "azurerm_public_ip", values: { id: id("ip2"), ip_address: "203.0.113.5" } },
    ...["198.51.100.2", "198.51.100.3"].flatMap((address, i) => [
      {
        type: "azurerm_local_network_gateway",
        values: { id: id(`far${i}`), gateway_address: address, address_space: addressSpace },
      },
      {
        type: "azurerm_virtual_network_gateway_connection",
        values: {
          name: `conn${i + 1}`,
          virtual_network_gateway_id: id("gw"),
          local_network_gateway_id: id(`far${i}`),
          connection_protocol: "IKEv2",
          shared_key: `key-${i + 1}`,
          ipsec_policy: [
            {
              ike_encryption: "GCMAES256",
              ike_integrity: "SHA384",
              dh_group: "DHGroup2048",
              ipsec_encryption: "GCMAES256",
              ipsec_integrity: "GCMAES256",
              pfs_group: "None",
              sa_lifetime: 27000,
              ...policy,
            },
          ],
          ...connection,
        },
      },
    ]),
  ];
  return JSON.stringify({ values: { root_module: { resources } } });
}

const NAT = new Map([
  ["198.51.100.2", "10.2.0.36"],
  ["198.51.100.3", "10.2.0.68"],
]);
const instances = (...args: Parameters<typeof shown>) =>
  gatewayInstances(ShownState.parse("state", shown(...args)), NAT);
const proposals = (policy: Policy) => {
  const { ike, esp } = instances(policy)[0].connections[0]!;
  return `${ike} ${esp}`;
};

test("each instance has both connections, with its own address and the far ones", () => {
  const [first, second] = instances();
  expect([first.address, second.address]).toEqual(["203.0.113.4", "203.0.113.5"]);
  expect(second.connections.map((one) => [one.name, one.localId, one.remoteAddress, one.remoteId])).toEqual([
    ["conn1", "203.0.113.5", "198.51.100.2", "10.2.0.36"],
    ["conn2", "203.0.113.5", "198.51.100.3", "10.2.0.68"],
  ]);
  expect(first.connections[1]).toMatchObject({
    sharedKey: "key-2",
    selectors: ["0.0.0.0/0", "::/0"],
    saLifetimeSeconds: 27000,
    initiates: false,
    prefixes: ["10.2.0.0/24", "2001:db8:2::/48"],
  });
});

test.each<[Policy, string]>([
  [{}, "aes256gcm16-prfsha384-modp2048 aes256gcm16"],
  [{ ike_encryption: "AES192", ike_integrity: "SHA1", dh_group: "ECP256" }, "aes192-sha1-prfsha1-ecp256 aes256gcm16"],
  [{ ipsec_encryption: "AES128", ipsec_integrity: "SHA256" }, "aes256gcm16-prfsha384-modp2048 aes128-sha256"],
  [{ ike_encryption: "DES3", ike_integrity: "MD5", dh_group: "DHGroup1" }, "3des-md5-prfmd5-modp768 aes256gcm16"],
  [{ pfs_group: "ECP384" }, "aes256gcm16-prfsha384-modp2048 aes256gcm16-ecp384"],
  [{ dh_group: "ECP384", pfs_group: "PFSMM" }, "aes256gcm16-prfsha384-ecp384 aes256gcm16-ecp384"],
])("%j is %s", (policy, expected) => expect(proposals(policy)).toBe(expected));

test("the families are those of the local network gateway", () => {
  expect(instances({}, {}, ["10.2.0.0/24", "10.3.0.0/24"])[0].connections[0]!.selectors).toEqual(["0.0.0.0/0"]);
  expect(instances({}, {}, ["2001:db8:2::/48"])[0].connections[0]!.selectors).toEqual(["::/0"]);
});

test.each<[string, () => unknown, string]>([
  ["the text is no state", () => ShownState.parse("x.json", "{}"), "x.json is not a state as"],
  [
    "an algorithm is unknown",
    () => instances({ dh_group: "None" }),
    'conn1: the lab has no dh_group "None"; it knows DHGroup14,',
  ],
  [
    "GCM has another integrity",
    () => instances({ ipsec_integrity: "SHA256" }),
    'conn1: Azure takes no ipsec_integrity "SHA256" with GCMAES256',
  ],
  ["a connection is IKEv1", () => instances({}, { connection_protocol: "IKEv1" }), "conn1 is not IKEv2"],
  [
    "an attribute is missing",
    () => instances({}, { shared_key: null }),
    "state: azurerm_virtual_network_gateway_connection[0].shared_key: Invalid input: expected string, received null",
  ],
])("fails when %s", (_, act, message) => expect(act).toThrow(message));

test.each([
  [undefined, 45],
  [0, 45],
  [9, 9],
  [30, 30],
])("a peer is dead after its own connection's DPD timeout of %p: %p s", (timeout, expected) => {
  const state = ShownState.parse("state", shown({}, { dpd_timeout_seconds: 300 })).with(
    "azurerm_virtual_network_gateway_connection",
    (values) => {
      if (values.name === "conn2") values.dpd_timeout_seconds = timeout;
    },
  );
  expect(deadAfter(gatewayTimers(state, "conn2"))).toBeCloseTo(expected);
  expect(deadAfter(gatewayTimers(state, "conn1"))).toBeCloseTo(300);
});
