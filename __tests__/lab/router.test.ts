import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRouterConfig } from "../../lib/router/reader";
import type { RouterConfig } from "../../lib/router/router-config";
import { deadAfter } from "../../lab/daemon";
import { routerTimers, routerTunnels } from "../../lab/router";

const file = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8");
const router = (change: (config: RouterConfig) => Partial<RouterConfig> = () => ({})) => {
  const config = readRouterConfig(file);
  return routerTunnels({ ...config, ...change(config) }, new Map());
};

test("each tunnel has its source, its peer, its key and the identity of its interface", () => {
  expect(router()).toEqual([
    {
      name: "Tunnel0",
      localAddress: "10.2.0.36",
      remoteAddress: "203.0.113.4",
      localId: "10.2.0.36",
      remoteId: "203.0.113.4",
      ike: ["aes256gcm16-prfsha384-modp2048"],
      esp: ["aes256gcm16"],
      sharedKey: "key-of-tunnel-1",
      selectors: ["0.0.0.0/0", "::/0"],
      saLifetimeSeconds: 25650,
      replayWindow: 1024,
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
  expect(tunnel!.esp).toEqual([esp]);
});

test("CBC has its integrity, PFS its group", () => {
  const [tunnel] = router(({ proposals: [one], ipsecProfiles }) => ({
    proposals: [{ ...one!, encryption: "aes-cbc-192", integrity: "sha256", prf: "sha256", group: "20" }],
    ipsecProfiles: ipsecProfiles.map((profile) => ({ ...profile, pfs: "group19" })),
  }));
  expect(tunnel).toMatchObject({ ike: ["aes192-sha256-prfsha256-ecp384"], esp: ["aes256gcm16-ecp256"] });
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
    "no IKE policy is for an interface",
    ({ policies }) => ({ policies: policies.map((one) => ({ ...one, localAddresses: ["10.2.0.68"] })) }),
    "Tunnel0 leaves from 10.2.0.36, and no IKEv2 policy is for that",
  ],
  [
    "a profile is for another interface",
    ({ profiles }) => ({ profiles: profiles.map((one) => ({ ...one, local: "10.2.0.4" })) }),
    "Tunnel0 leaves from 10.2.0.36, and az-PROFILE1 is for 10.2.0.4",
  ],
  [
    "a tunnel and its profile are in two routing tables",
    ({ tunnels }) => ({ tunnels: tunnels.map((one) => ({ ...one, vrf: "WAN" })) }),
    "Tunnel0 is in VRF WAN, and az-PROFILE1 is for peers in the global routing table",
  ],
  [
    "no interface is in the routing table of a tunnel",
    ({ tunnels, profiles }) => ({
      tunnels: tunnels.map((one) => ({ ...one, vrf: "WAN" })),
      profiles: profiles.map((one) => ({ ...one, vrf: "WAN" })),
    }),
    "no interface is in VRF WAN of Tunnel0",
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

test("a router that accepts two policies offers both, the first one first", () => {
  const [tunnel] = router(({ proposals: [one], policies, transformSets: [set], ipsecProfiles }) => ({
    proposals: [one!, { ...one!, name: "other", group: "20" }],
    policies: policies.map((policy) => ({ ...policy, proposals: [one!.name, "other"] })),
    transformSets: [set!, { ...set!, name: "other", transform: "esp-gcm" }],
    ipsecProfiles: ipsecProfiles.map((profile) => ({ ...profile, transformSets: [set!.name, "other"] })),
  }));
  expect(tunnel).toMatchObject({
    ike: ["aes256gcm16-prfsha384-modp2048", "aes256gcm16-prfsha384-ecp384"],
    esp: ["aes256gcm16", "aes128gcm16"],
  });
});

test("a tunnel's peer is dead after a silence, five more questions, and the wait for the last, as its own profile says", () => {
  const config = readRouterConfig(file);
  const [first, second] = config.profiles;
  const profiles = [first!, { ...second!, dpd: { ...second!.dpd, seconds: 30, retrySeconds: 5 } }];
  expect(routerTimers({ ...config, profiles }, "Tunnel0")).toEqual({ dpdSeconds: 10, retrySeconds: 2, retries: 5 });
  expect(deadAfter(routerTimers({ ...config, profiles }, "Tunnel0"))).toBe(22);
  expect(deadAfter(routerTimers({ ...config, profiles }, "Tunnel1"))).toBe(60);
});

test("an interface in the place of an address has the one that it is given, an identity comes first, and a policy for no address is for all", () => {
  const config = readRouterConfig(file);
  const named = {
    ...config,
    policies: config.policies.map((one) => ({ ...one, localAddresses: [] })),
    profiles: config.profiles.map((one) => ({ ...one, local: "Cellular0/2/0", identity: "192.0.2.7" })),
    tunnels: config.tunnels.map((one) => ({ ...one, source: "Cellular0/2/0" })),
  };
  const [tunnel] = routerTunnels(named, new Map([["Cellular0/2/0", "10.9.0.2"]]));
  expect(tunnel).toMatchObject({ localAddress: "10.9.0.2", localId: "192.0.2.7" });
});
