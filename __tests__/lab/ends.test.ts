import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRouterConfig, type RouterConfig } from "../../lib/router/reader";
import { gatewayInstances } from "../../lab/gateway";
import { ShownState } from "../../lab/inputs";
import { routerTunnels } from "../../lab/router";
import { sectionOf, swanctlConf } from "../../lab/swanctl";

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

const file = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8");
const router = (change: (config: RouterConfig) => Partial<RouterConfig> = () => ({})) => {
  const config = readRouterConfig(file);
  return routerTunnels({ ...config, ...change(config) });
};

describe("Azure's side, from the state", () => {
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
});

describe("the router's side, from its file", () => {
  test("each tunnel has its source, its peer, its key and the identity of its interface", () => {
    expect(router()).toEqual([
      {
        name: "Tunnel0",
        localAddress: "10.2.0.36",
        remoteAddress: "203.0.113.4",
        localId: "10.2.0.36",
        remoteId: "203.0.113.4",
        ike: "aes256gcm16-prfsha384-modp2048",
        esp: "aes256gcm16",
        sharedKey: "key-of-tunnel-1",
        selectors: ["0.0.0.0/0", "::/0"],
        saLifetimeSeconds: 27000,
        initiates: true,
      },
      expect.objectContaining({ name: "Tunnel1", localAddress: "10.2.0.68", sharedKey: "key-of-tunnel-2" }),
    ]);
  });

  test.each([
    ["esp-gcm", "aes128gcm16"],
    ["esp-gcm 192", "aes192gcm16"],
    ["esp-aes esp-sha-hmac", "aes128-sha1"],
    ["esp-aes 256 esp-sha256-hmac", "aes256-sha256"],
    ["esp-3des esp-md5-hmac", "3des-md5"],
  ])("the transform set %s is %s", (transform, esp) => {
    const [tunnel] = router(({ transformSets: [one] }) => ({ transformSets: [{ ...one!, transform }] }));
    expect(tunnel!.esp).toBe(esp);
  });

  test("CBC has its integrity, PFS its group", () => {
    const [tunnel] = router(({ proposals: [one], ipsecProfiles }) => ({
      proposals: [{ ...one!, encryption: "aes-cbc-192", integrity: "sha256", prf: "sha256", group: "20" }],
      ipsecProfiles: ipsecProfiles.map((profile) => ({ ...profile, pfs: "group19" })),
    }));
    expect(tunnel).toMatchObject({ ike: "aes192-sha256-prfsha256-ecp384", esp: "aes256gcm16-ecp256" });
  });

  test.each<[string, (config: RouterConfig) => Partial<RouterConfig>, string]>([
    [
      "GCM has an integrity line",
      ({ proposals: [one] }) => ({ proposals: [{ ...one!, integrity: "sha256" }] }),
      'the proposal\'s "aes-gcm-256" goes without an integrity line',
    ],
    [
      "a key is for another address",
      ({ keyrings }) => ({ keyrings: keyrings.map((one) => ({ ...one, address: "192.0.2.9" })) }),
      "Tunnel0 goes to 203.0.113.4, and az-KEYRING1 has a key for 192.0.2.9",
    ],
    [
      "a profile is for another interface",
      ({ profiles }) => ({ profiles: profiles.map((one) => ({ ...one, localAddress: "10.2.0.4" })) }),
      "Tunnel0 leaves from 10.2.0.36, and az-PROFILE1 is for 10.2.0.4",
    ],
    [
      "the mode carries neither family",
      ({ tunnels }) => ({ tunnels: tunnels.map((one) => ({ ...one, mode: "gre ip" })) }),
      'the lab has no tunnel mode "gre ip"',
    ],
    [
      "an algorithm is what every object has",
      ({ proposals: [one] }) => ({ proposals: [{ ...one!, group: "constructor" }] }),
      'the lab has no group "constructor"; it knows 1,',
    ],
    [
      "a transform set has a key length that is none",
      ({ transformSets: [one] }) => ({ transformSets: [{ ...one!, transform: "esp-gcm 512" }] }),
      'the lab has no transform set "esp-gcm 512"',
    ],
    [
      "a transform set is unknown",
      ({ transformSets: [one] }) => ({ transformSets: [{ ...one!, transform: "esp-gmac 256" }] }),
      'the lab has no transform set "esp-gmac 256"',
    ],
  ])("fails when %s", (_, change, message) => expect(() => router(change)).toThrow(message));
});

test("an end becomes a connection that starts by itself only where routes follow it", () => {
  const [tunnel] = router();
  expect(swanctlConf([tunnel!], { dpdSeconds: 2 }, "/updown")).toMatchInlineSnapshot(`
   "connections {
     Tunnel0 {
       version = 2
       mobike = no
       unique = replace
       local_addrs = 10.2.0.36
       remote_addrs = 203.0.113.4
       proposals = aes256gcm16-prfsha384-modp2048
       dpd_delay = 2s
       keyingtries = 0
       local {
         auth = psk
         id = 10.2.0.36
       }
       remote {
         auth = psk
         id = 203.0.113.4
       }
       children {
         Tunnel0 {
           esp_proposals = aes256gcm16
           local_ts = 0.0.0.0/0,::/0
           remote_ts = 0.0.0.0/0,::/0
           rekey_time = 27000s
           dpd_action = start
           start_action = start
           close_action = start
           updown = /updown
         }
       }
     }
   }
   secrets {
     ike-Tunnel0 {
       id = 203.0.113.4
       secret = 0x6b65792d6f662d74756e6e656c2d31
     }
   }
   "
  `);
  // A section's name takes no dot, and two names stay two.
  expect([sectionOf({ name: "conn.1" }), sectionOf({ name: "conn_2e1" })]).toEqual(["conn_2e1", "conn_5f2e1"]);
  const still = swanctlConf([tunnel!], { dpdSeconds: 2 });
  expect(still).toContain("start_action = none");
  expect(still).not.toContain("updown");
});
