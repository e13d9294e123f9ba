import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRouterConfig } from "../../lib/catalyst/reader";

const text = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8");

test("reads the lab's configuration", () => {
  const config = readRouterConfig(text);
  expect(config.interfaces).toEqual([
    { name: "GigabitEthernet1", natOutside: true, shutdown: false },
    { name: "GigabitEthernet2", natOutside: false, shutdown: false },
    { name: "GigabitEthernet3", natOutside: false, shutdown: false },
  ]);
  expect(config.proposals).toEqual([{ name: "az-PROPOSAL", encryption: "aes-gcm-256", prf: "sha384", group: "14" }]);
  expect(config.keyrings[1]).toEqual({
    name: "az-KEYRING2",
    peer: "az-gw-instance1",
    address: "203.0.113.5",
    sharedKey: "key-of-tunnel-2",
  });
  expect(config.ipsecProfiles[0]).toEqual({
    name: "az-IPSEC-PROFILE1",
    transformSet: "az-TRANSFORMSET",
    lifetimeSeconds: 27000,
    lifetimeKilobytes: "disable",
    pfs: undefined,
    ikeProfile: "az-PROFILE1",
  });
  expect(config.tunnels.map(({ name, source, destination }) => [name, source, destination])).toEqual([
    ["Tunnel0", "10.2.0.36", "203.0.113.4"],
    ["Tunnel1", "10.2.0.68", "203.0.113.5"],
  ]);
  expect(config.ipv4Routes).toHaveLength(5);
  expect(config.ipv6Routes).toContainEqual({
    prefix: "2001:db8:2:4::/64",
    via: "GigabitEthernet1",
    nextHop: "FE80::1234:5678:9ABC",
  });
});

describe("fails when", () => {
  test.each<[string, string | RegExp, string, string]>([
    ["a command is unknown", "ipv6 unicast-routing", "no ip ssh", 'line 2: unknown command "no ip ssh"'],
    [
      "a command of a section is unknown",
      " dpd 40 2 on-demand",
      " dpd 40 2 on-demand\n nat keepalive 5",
      'line 60: unknown command "nat keepalive 5" in "crypto ikev2 profile az-PROFILE1"',
    ],
    ["a command stands twice", " group 14", " group 14\n group 19", 'line 38: unknown command "group 19" in'],
    ["a command is missing", " prf sha384\n", "", '"crypto ikev2 proposal az-PROPOSAL" lacks "prf"'],
    [
      "a line is indented under a command that has no section",
      " group 14",
      " group 14\n  exit",
      'line 38: "exit" is indented under "group 14"',
    ],
    ["a lifetime is no number", "lifetime 28800", "lifetime long", 'has "lifetime long", which is no number'],
    [
      "a name is not defined",
      "keyring local az-KEYRING1",
      "keyring local az-KEYRING9",
      "az-PROFILE1 uses keyring az-KEYRING9, which is not defined",
    ],
    [
      "a profile is not defined",
      "set ikev2-profile az-PROFILE2",
      "set ikev2-profile az-PROFILE3",
      "az-IPSEC-PROFILE2 uses IKEv2 profile az-PROFILE3, which is not defined",
    ],
    [
      "a name is defined twice",
      "crypto ikev2 keyring az-KEYRING2",
      "crypto ikev2 keyring az-KEYRING1",
      "keyring az-KEYRING1 is defined twice",
    ],
    [
      "a route leads to an interface that is not there",
      "ip route 10.1.0.0 255.255.255.0 Tunnel1",
      "ip route 10.1.0.0 255.255.255.0 Tunnel7",
      "the route to 10.1.0.0 uses interface Tunnel7, which is not defined",
    ],
    [
      "the far end's identity is a network",
      "match identity remote address 203.0.113.4 255.255.255.255",
      "match identity remote address 203.0.113.0 255.255.255.0",
      "the remote identity must be one address",
    ],
  ])("%s", (_, found, replacement, message) => {
    expect(text).toContain(found);
    expect(() => readRouterConfig(text.replace(found, replacement))).toThrow(message);
  });

  test("a key's line is in the wrong place, and does not show the key", () => {
    const wrong = text.replace(/ {2}pre-shared-key key-of-tunnel-1/, " pre-shared-key key-of-tunnel-1");
    expect(() => readRouterConfig(wrong)).toThrow('"peer az-gw-instance0" lacks "pre-shared-key"');
    expect(() => readRouterConfig(`pre-shared-key Secret1\n${text}`)).toThrow(
      'line 1: unknown command "pre-shared-key ********"',
    );
  });
});
