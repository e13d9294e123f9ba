import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRouterConfig } from "../../lib/router/reader";

const text = readFileSync(join(__dirname, "../fixtures/cat-tunnels.cfg"), "utf8");

/** The line on which a part of the file stands, from 1. */
const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

const PROPOSAL = "az-PROPOSAL-aes-gcm-256-sha384-group14";

test("reads front-door VRFs, and wants each to be defined", () => {
  const mesh = readFileSync(join(__dirname, "../fixtures/mesh-tunnels.cfg"), "utf8");
  const { vrfs, interfaces, profiles, tunnels } = readRouterConfig(mesh);
  expect(vrfs).toEqual(["az-WAN2", "az-WAN3"]);
  expect(interfaces.map(({ vrf }) => vrf)).toEqual([undefined, "az-WAN2", "az-WAN3"]);
  for (const list of [profiles, tunnels]) {
    expect(list.map(({ vrf }) => vrf)).toEqual(["az-WAN2", "az-WAN3", "az-WAN2", "az-WAN3"]);
  }
  expect(() => readRouterConfig(mesh.replace("vrf definition az-WAN2", "vrf definition other"))).toThrow(
    /^line \d+: GigabitEthernet2 uses VRF az-WAN2, which is not defined$/,
  );
  expect(() => readRouterConfig(mesh.replace(" address-family ipv6\n", ""))).toThrow(
    /"vrf definition az-WAN2" lacks "address-family ipv6"/,
  );
});

test("reads the lab's configuration", () => {
  const config = readRouterConfig(text);
  expect([config.throughputMbps, config.ntpServers]).toEqual([250, ["time.windows.com"]]);
  expect(config.interfaces).toEqual([
    { name: "GigabitEthernet1", ipv6Default: true, shutdown: false },
    { name: "GigabitEthernet2", ipv6Default: false, shutdown: false },
    { name: "GigabitEthernet3", ipv6Default: false, shutdown: false },
  ]);
  expect(config.proposals).toEqual([{ name: PROPOSAL, encryption: "aes-gcm-256", prf: "sha384", group: "14" }]);
  expect(config.policies).toEqual([
    { name: "az-POLICY", localAddresses: ["10.2.0.36", "10.2.0.68"], proposals: [PROPOSAL] },
  ]);
  expect(config.keyrings[1]).toEqual({
    name: "az-KEYRING2",
    peer: "az-gw-instance1",
    address: "203.0.113.5",
    sharedKey: "key-of-tunnel-2",
  });
  const later = text.replace(/( peer az-gw-instance1\n)/, "$1  description key version 2\n");
  expect(readRouterConfig(later).keyrings.map(({ keyVersion }) => keyVersion)).toEqual([undefined, 2]);
  expect(config.ipsecProfiles[0]).toEqual({
    name: "az-IPSEC-PROFILE1",
    transformSets: ["az-TRANSFORMSET-esp-gcm-256"],
    lifetimeSeconds: 25650,
    lifetimeKilobytes: "disable",
    replayWindow: 1024,
    pfs: undefined,
    ikeProfile: "az-PROFILE1",
  });
  expect(config.tunnels).toEqual([
    {
      name: "Tunnel0",
      description: "conn1-to-Catalyst to instance 0 of gw",
      address: "172.16.0.1",
      mtu: { ipv4: 1400, ipv6: 1400 },
      mss: { ipv4: 1350, ipv6: 1330 },
      source: "10.2.0.36",
      mode: "ipsec dual-overlay",
      destination: "203.0.113.4",
      ipsecProfile: "az-IPSEC-PROFILE1",
    },
    expect.objectContaining({ name: "Tunnel1", source: "10.2.0.68", destination: "203.0.113.5" }),
  ]);
  expect(config.ipv4Routes).toHaveLength(6);
  expect(config.ipv4Routes).toContainEqual({ prefix: "10.1.0.0/24", via: "Null0", distance: 250 });
  expect(config.ipv4Routes).toContainEqual({
    prefix: "203.0.113.4/32",
    via: "GigabitEthernet2",
    nextHop: "10.2.0.33",
  });
  expect(config.ipv6Routes).toContainEqual({
    prefix: "2001:db8:2:4::/64",
    via: "GigabitEthernet1",
    nextHop: "fe80::1234:5678:9abc",
  });
});

test("a comment says nothing, wherever it stands", () => {
  const commented = text.replace(/^( *)(\S.*)$/gm, "$1! {}\u0020$2\n$1$2");
  expect(readRouterConfig(commented)).toEqual(readRouterConfig(text));
});

/** The file with lines in the place of others. */
const changed = (...changes: readonly (readonly [string | RegExp, string])[]) =>
  changes.reduce((lines, [found, replacement]) => {
    expect(lines).toMatch(found);
    return lines.replace(found, replacement);
  }, text);

test("an interface is up where the file or the image says so", () => {
  const lines = changed([/ no shut\n/, ""], [/ no shut\n/, ""], [" no shut\n", " no shutdown\n"]);
  expect(readRouterConfig(lines).interfaces.map(({ shutdown }) => shutdown)).toEqual([false, true, false]);
});

test("IPv6 is forwarded where the file says so, and an interface takes a default route where it does", () => {
  const config = readRouterConfig(changed(["ipv6 unicast-routing\n", ""], [" ipv6 nd autoconfig default-route\n", ""]));
  expect(config.ipv6Routing).toBe(false);
  expect(config.interfaces.map(({ ipv6Default }) => ipv6Default)).toEqual([false, false, false]);
});

test("a tunnel may leave out its MTU and its bounds of TCP segments, and a profile its window", () => {
  const { tunnels, ipsecProfiles } = readRouterConfig(
    changed([/ ip mtu .*\n ipv6 mtu .*\n/, ""], [/ ipv6 tcp adjust-mss .*\n/, ""], [/.* window-size .*\n/, ""]),
  );
  expect(tunnels.map(({ mtu, mss }) => [mtu.ipv4, mtu.ipv6, mss.ipv4, mss.ipv6])).toEqual([
    [undefined, undefined, 1350, undefined],
    [1400, 1400, 1350, 1330],
  ]);
  expect(ipsecProfiles.map(({ replayWindow }) => replayWindow)).toEqual([undefined, 1024]);
});

test.each([
  ["ip route 10.9.0.0 255.255.255.0 Null0 250", { prefix: "10.9.0.0/24", via: "Null0", distance: 250 }],
  ["ip route 10.9.0.0 255.255.255.0 Tunnel1 2", { prefix: "10.9.0.0/24", via: "Tunnel1", distance: 2 }],
  [
    "ip route 192.0.2.4 255.255.255.255 GigabitEthernet2 10.2.0.33",
    { prefix: "192.0.2.4/32", via: "GigabitEthernet2", nextHop: "10.2.0.33" },
  ],
  ["ipv6 route 2001:DB8:9::/48 Null0 250", { prefix: "2001:db8:9::/48", via: "Null0", distance: 250 }],
  ["ipv6 route ::/0 FE80::1 9", { prefix: "::/0", via: "fe80::1", distance: 9 }],
])("reads the route %s", (line, route) => {
  const { ipv4Routes, ipv6Routes } = readRouterConfig(changed(["line vty", `${line}\nline vty`]));
  expect([...ipv4Routes, ...ipv6Routes]).toContainEqual(route);
});

test.each([
  ["the route to 10.1.0.0/24 uses interface Tunnel0", "interface Tunnel0"],
  ["Tunnel0 uses IPsec profile az-IPSEC-PROFILE1", "crypto ipsec profile az-IPSEC-PROFILE1"],
  ["az-IPSEC-PROFILE1 uses transform set az-TRANSFORMSET-esp-gcm-256", "crypto ipsec transform-set az-TRANSFORMSET"],
  ["az-IPSEC-PROFILE1 uses IKEv2 profile az-PROFILE1", "crypto ikev2 profile az-PROFILE1"],
  ["az-PROFILE1 uses keyring az-KEYRING1", "crypto ikev2 keyring az-KEYRING1"],
  [
    "az-POLICY uses proposal az-PROPOSAL-aes-gcm-256-sha384-group14",
    "crypto ikev2 proposal az-PROPOSAL-aes-gcm-256-sha384-group14",
  ],
])("fails when a line comes too early: %s", (message, heading) => {
  const sections = text.split(/^!\n/m);
  const moved = sections.find((section) => section.startsWith(heading))!;
  const lines = [...sections.filter((section) => section !== moved), moved].join("\n!\n");
  expect(() => readRouterConfig(lines)).toThrow(
    new RegExp(`^line \\d+: ${message}, which line \\d+ defines; IOS-XE takes the lines in their order, so define it`),
  );
});

describe("fails when", () => {
  test.each<[string, string | RegExp, string, string]>([
    [
      "the throughput stands twice",
      "platform hardware throughput level MB 250",
      "platform hardware throughput level MB 250\nplatform hardware throughput level MB 10",
      'the line "platform hardware throughput level MB ..." must stand once',
    ],
    [
      "the throughput is missing",
      "platform hardware throughput level MB 250\n",
      "",
      'the line "platform hardware throughput level MB ..." must stand once',
    ],
    [
      "a command is unknown",
      "ipv6 unicast-routing",
      "no ip ssh",
      `line ${lineOf("ipv6 unicast-routing")}: unknown command "no ip ssh"`,
    ],
    [
      "a command of a section is unknown",
      " dpd 10 2 periodic",
      " dpd 10 2 periodic\n proposal other",
      `line ${lineOf(" dpd ") + 1}: unknown command "proposal ..." in "crypto ikev2 profile az-PROFILE1"`,
    ],
    [
      "a command stands twice",
      " group 14",
      " group 14\n group 19",
      `line ${lineOf(" group 14") + 1}: unknown command "group ..." in`,
    ],
    [
      "a command is missing",
      " prf sha384\n",
      "",
      '"crypto ikev2 proposal az-PROPOSAL-aes-gcm-256-sha384-group14" lacks "prf"',
    ],
    [
      "a line is indented under a command that has no section",
      " group 14",
      " group 14\n  exit",
      `line ${lineOf(" group 14") + 1}: "exit" is indented under "group ..."`,
    ],
    [
      "an IKE policy is for every address",
      " match address local 10.2.0.36\n match address local 10.2.0.68\n proposal",
      " proposal",
      '"crypto ikev2 policy az-POLICY" lacks "match address local"',
    ],
    ["a lifetime is no number", "lifetime 27360", "lifetime long", 'has "lifetime long", which is no number'],
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
      "two tunnels have one address",
      "172.16.0.2 255.255.255.255",
      "172.16.0.1 255.255.255.255",
      `line ${text.split("\n").indexOf("interface Tunnel1") + 1}: ` +
        "Tunnel1 has the address 172.16.0.1 of Tunnel0; IOS-XE refuses an address that overlaps another " +
        "interface's, so give it another",
    ],
    ["DPD is out of range", /dpd .*/, "dpd 9 2 periodic", 'has "dpd 9 2 periodic"; write 10 to 3600 seconds, 2 to 60'],
    [
      "a distance is none",
      "255.255.255.0 Tunnel1",
      "255.255.255.0 Tunnel1 256",
      'has its next hop wrong: "256" is not an IPv4 address',
    ],
    [
      "a route leads to an interface that is not there",
      "ip route 10.1.0.0 255.255.255.0 Tunnel1",
      "ip route 10.1.0.0 255.255.255.0 Tunnel7",
      "the route to 10.1.0.0/24 uses interface Tunnel7, which is not defined",
    ],
    [
      "a distance is too large",
      "255.255.255.0 Null0 250",
      "255.255.255.0 Null0 256",
      'has its next hop wrong: "256" is not an IPv4 address',
    ],
    [
      "a route has two next hops",
      "10.2.0.96 255.255.255.224 10.2.0.1",
      "10.2.0.96 255.255.255.224 10.2.0.1 10.2.0.2",
      '"10.2.0.1 10.2.0.2" has two next hops; write an interface first, or one',
    ],
    [
      "a route says more",
      "255.255.255.0 Null0 250",
      "255.255.255.0 Null0 10.2.0.1 track 1",
      '"Null0 10.2.0.1 track 1" is more than an interface, an address and a distance',
    ],
    [
      "the far end's identity is a network",
      "match identity remote address 203.0.113.4 255.255.255.255",
      "match identity remote address 203.0.113.0 255.255.255.0",
      "the remote identity must be one address",
    ],
    [
      "an address is none",
      "address 203.0.113.4",
      "address 203.0.113.4;id",
      `line ${lineOf(" peer ")}: "peer az-gw-instance0" has "address" wrong: "203.0.113.4;id" is not an IPv4 address; write one such as`,
    ],
    [
      "a mask is none",
      "10.1.0.0 255.255.255.0",
      "10.1.0.0 255.0.255.0",
      'has its prefix wrong: "255.0.255.0" is not a mask; write one such as 255.255.255.0',
    ],
    [
      "a route has host bits",
      "ip route 10.1.0.0",
      "ip route 10.1.0.4",
      '"10.1.0.4/24" has host bits set; write 10.1.0.0/24',
    ],
    [
      "a name holds other signs",
      "crypto ikev2 policy az-POLICY",
      "crypto ikev2 policy $(id)",
      'has its name wrong: "$(id)" is not a name; write 1 to 64 letters, digits',
    ],
    ["a key has a blank", "key-of-tunnel-1", "6 key-of-tunnel-1", "has a pre-shared-key that is not one word of"],
    [
      "a sign is not ASCII",
      "az-gw-instance0",
      "az-gw\u202e",
      `line ${lineOf(" peer ")}: holds "\\u202e"; a router's file is printable ASCII`,
    ],
  ])("%s", (_, found, replacement, message) => {
    expect(() => readRouterConfig(changed([found, replacement]))).toThrow(message);
  });

  test("a key's line is in the wrong place, and does not show the key", () => {
    const wrong = text.replace(/ {2}pre-shared-key key-of-tunnel-1/, " pre-shared-key key-of-tunnel-1");
    expect(() => readRouterConfig(wrong)).toThrow('"peer az-gw-instance0" lacks "pre-shared-key"');
    expect(() => readRouterConfig(`pre-shared-key Secret1\n${text}`)).toThrow(
      'line 1: unknown command "pre-shared-key ..."',
    );
  });
});

test.each([
  ["enable secret 9 $9$Hidden", "enable secret ..."],
  ["enable password ip", "enable password ..."],
  ["username Hidden privilege 15 secret Hidden", "username ..."],
  [" key-string 7 Hidden", "key-string ..."],
  [" key hidden", "key ..."],
  ["snmp-server community hidden RO", "snmp-server community ..."],
  ["snmp-server host hidden hidden", "snmp-server host ..."],
  ["tacacs-server key hidden", "tacacs-server key ..."],
  ["radius-server host 192.0.2.1 key hidden", "radius-server host ..."],
  ["crypto isakmp key hidden address 192.0.2.1", "crypto isakmp key ..."],
  ["pre-shared-key local hidden", "pre-shared-key ..."],
  ["ip ospf authentication-key hidden", "ip ..."],
  ["hidden", "..."],
])("a line that is not understood shows no value: %s", (line, expected) => {
  const hidden = /hidden/i;
  const messages = [line.trim(), ` ${line.trim()}`, ` mode tunnel\n  ${line.trim()}`].map((lines) => {
    try {
      readRouterConfig(text.replace(" mode tunnel", `${lines.startsWith(" m") ? "" : " mode tunnel\n"}${lines}`));
    } catch (error) {
      return (error as Error).message;
    }
    return "read";
  });
  for (const message of messages) {
    expect(message).toContain(`"${expected}"`);
    expect(message).not.toMatch(hidden);
  }
  expect(() => readRouterConfig(` ${line.trim()}`)).toThrow(`line 1: "${expected}" belongs to no section`);
});

/** Time of the processor that reading takes, in milliseconds, whether it succeeds or fails. */
function time(lines: string): number {
  const started = process.cpuUsage();
  try {
    readRouterConfig(lines);
  } catch {
    // Most of them fail; how long that takes is looked at.
  }
  return process.cpuUsage(started).user / 1000;
}

const n = (count: number, part: string) => part.repeat(count);

test.each<[string, (size: number) => string]>([
  ["blanks before a sign", (size) => `${n(size, " ")}x`],
  ["tabs before a sign", (size) => `${n(size, "\t")}x`],
  ["blanks after a sign", (size) => `x${n(size, " ")}x`],
  ["exclamation marks", (size) => `${n(size, "! ")}x`],
  ["a long word", (size) => n(size, "a")],
  ["many words", (size) => n(size, "ip ")],
  ["a long name", (size) => `crypto ikev2 policy ${n(size, "a")}`],
  ["a long transform set", (size) => `crypto ipsec transform-set a ${n(size, "esp-gcm ")}\n mode tunnel`],
  ["a long address", (size) => `ip route ${n(size, "1.")} 255.255.255.0 Tunnel0`],
  ["a long IPv6 address", (size) => `ipv6 route ${n(size, "a:")} Tunnel0`],
  ["a long word in an IPv6 address", (size) => `ipv6 route ${n(size, "a")}:x Tunnel0`],
  ["a long number", (size) => `crypto ikev2 profile a\n lifetime ${n(size, "1")}x`],
  ["many routes", (size) => n(size / 5, "ip route 10.1.0.0 255.255.255.0 10.2.0.1\n")],
  [
    "many names",
    (size) => Array.from({ length: size / 5 }, (_, i) => `crypto ikev2 policy p${i}\n proposal a\n`).join(""),
  ],
  ["many commands in a section", (size) => `crypto ikev2 policy a\n${n(size / 5, " x\n")}`],
])("%s take time in proportion to their length", (_, lines) => {
  // Ten times the length takes ten times the time, and a hundred times where it grows with the square.
  // The least of three ratios, since the machine's speed changes.
  const ratios = Array.from({ length: 3 }, () => {
    const ofShort = Math.max(time(lines(10_000)), 1);
    return time(lines(100_000)) / ofShort;
  });
  expect(Math.min(...ratios)).toBeLessThan(40);
});
