import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readOwnConfiguration } from "../../lib/router/own-configuration";
import { readRunningConfig } from "../../lib/router/running-config";
import { routerFile } from "../helpers/router-files";

const text = readFileSync(join(__dirname, "../fixtures/running/oslo.txt"), "utf8");
const file = readOwnConfiguration(routerFile("examples/two-providers.json"));

/** The text with lines in the place of others. */
const changed = (...changes: readonly (readonly [string | RegExp, string])[]) =>
  changes.reduce((lines, [found, replacement]) => {
    expect(lines).toMatch(found);
    return lines.replace(found, replacement);
  }, text);

const read = (...changes: readonly (readonly [string | RegExp, string])[]) =>
  readRunningConfig(changed(...changes), file);

/** A section's lines in the file's spelling, with what holds where nothing is shown. */
const linesOf = (running: ReturnType<typeof read>, key: string) =>
  running.sections.get(key)!.lines.map((line) => line.text);

/** The line on which a part of the text stands, from 1. */
const lineOf = (lines: string, part: string) => lines.slice(0, lines.indexOf(part)).split("\n").length;

test("takes what bears the file's names, its tunnels and their routes, and nothing else", () => {
  const { sections, routes, notes } = read();
  expect([...sections.keys()]).toEqual([
    "proposal az-PROPOSAL-aes-gcm-256-sha384-group14",
    "policy az-POLICY",
    "keyring az-KEYRING1",
    "keyring az-KEYRING2",
    "IKEv2 profile az-PROFILE1",
    "IKEv2 profile az-PROFILE2",
    "transform set az-TRANSFORMSET-esp-gcm-256",
    "IPsec profile az-IPSEC-PROFILE1",
    "IPsec profile az-IPSEC-PROFILE2",
    "interface Tunnel0",
    "interface Tunnel1",
  ]);
  expect(routes.map(({ family, prefix, via }) => [family, prefix, via])).toEqual([
    ["ipv4", "10.1.0.0/24", "Tunnel0"],
    ["ipv4", "10.1.0.0/24", "Tunnel1"],
    ["ipv4", "10.1.0.0/24", "Null0"],
    ["ipv4", "203.0.113.4/32", "GigabitEthernet0/0/0"],
    ["ipv4", "203.0.113.5/32", "GigabitEthernet0/0/1"],
    ["ipv6", "2001:db8:1::/48", "Tunnel0"],
    ["ipv6", "2001:db8:1::/48", "Tunnel1"],
    ["ipv6", "2001:db8:1::/48", "Null0"],
  ]);
  expect(notes).toEqual([]);
});

test("names of a longer prefix are another file's", () => {
  const other = `crypto ikev2 policy az-eu-POLICY\n match fvrf any\n proposal BRANCH-PROPOSAL\n!\ninterface Tunnel7
 tunnel protection ipsec profile az-eu-IPSEC-PROFILE1\n!\ncrypto ikev2 keyring az-KEYRING\n!\n`;
  const { sections } = read(["interface Loopback0", `${other}interface Loopback0`]);
  expect(sections.size).toBe(11);
});

test("a tunnel that the file no longer has is known by its IPsec profile, and its routes by the tunnel", () => {
  const more = `interface Tunnel9\n tunnel destination 203.0.113.8\n tunnel protection ipsec profile az-IPSEC-PROFILE9\n!
ip route 10.9.0.0 255.255.0.0 Tunnel9\nip route 10.9.0.0 255.255.0.0 Null0 250\nip route 10.8.0.0 255.255.0.0 Null0 250
ip route vrf X 203.0.113.8 255.255.255.255 10.0.0.1\n`;
  const { sections, routes } = read(["ip forward-protocol nd\n", `${more}ip forward-protocol nd\n`]);
  expect(sections.has("interface Tunnel9")).toBe(true);
  expect(routes.slice(0, 3).map(({ text }) => text)).toEqual([
    "ip route 10.9.0.0 255.255.0.0 Tunnel9",
    "ip route 10.9.0.0 255.255.0.0 Null0 250",
    "ip route vrf X 203.0.113.8 255.255.255.255 10.0.0.1",
  ]);
});

test("reads a terminal with a pager and the ends of Windows' lines, and configuration that a banner quotes is none", () => {
  const pages = text
    .split("\n")
    .map((line, i) =>
      i % 24 === 23 ? ` --More-- ${"\b".repeat(10)}${" ".repeat(10)}${"\b".repeat(10)}${line}` : line,
    );
  const plain = read();
  for (const lines of [pages.join("\r\n"), text.replaceAll("^C", "\x03"), text.replaceAll("^C", "#")]) {
    const running = readRunningConfig(lines, file);
    expect([...running.sections.keys()]).toEqual([...plain.sections.keys()]);
    expect(running.routes).toEqual(plain.routes);
    expect(running.sections.get("interface Tunnel0")!.lines).toEqual(plain.sections.get("interface Tunnel0")!.lines);
  }
});

test("the last whole configuration of a terminal is the router's", () => {
  const first = text.replaceAll("203.0.113.4", "203.0.113.77");
  const part =
    "oslo#show running-config interface Tunnel0\nCurrent configuration : 30 bytes\n!\ninterface Tunnel0\nend\n";
  const own = ({ sections, routes }: ReturnType<typeof read>) => [
    [...sections.values()].map(({ heading, lines }) => [heading, ...lines.map((line) => line.text)]),
    routes.map((route) => route.text),
  ];
  expect(own(readRunningConfig(first + text + part, file))).toEqual(own(read()));
});

test("a tunnel of an operator that holds nothing is none of the file's", () => {
  const { sections } = read([
    "interface Tunnel50",
    "interface Tunnel60\n no ip address\n shutdown\n!\ninterface Tunnel50",
  ]);
  expect(sections.size).toBe(11);
});

test("a route that is tracked counts as the file's, and is named", () => {
  const { routes, notes } = read(["255.255.255.0 Tunnel0\n", "255.255.255.0 Tunnel0 track 1\n"]);
  expect(routes).toHaveLength(8);
  expect(notes).toEqual([
    '"ip route 10.1.0.0 255.255.255.0 Tunnel0 track 1" stays as it is: what it tracks decides whether it holds',
  ]);
});

test("what holds where nothing is shown stands beside what is shown", () => {
  const running = read(
    [" lifetime 27360\n", ""],
    [" set security-association lifetime kilobytes disable\n set security-association lifetime seconds 25650\n", ""],
    [" set security-association replay window-size 1024\n", ""],
  );
  expect(linesOf(running, "IKEv2 profile az-PROFILE1")).toContain("lifetime 86400");
  expect(linesOf(running, "IPsec profile az-IPSEC-PROFILE1")).toEqual([
    "set transform-set az-TRANSFORMSET-esp-gcm-256",
    "set ikev2-profile az-PROFILE1",
    "set security-association lifetime seconds 3600",
    "set security-association lifetime kilobytes 4608000",
    "set security-association replay window-size 64",
  ]);
});

test("what the router has set for all profiles holds where a profile shows nothing", () => {
  const running = read(
    [" set security-association lifetime seconds 25650\n set security-association replay window-size 1024\n", ""],
    [
      "crypto ipsec transform-set BRANCH",
      "crypto ipsec security-association lifetime seconds 25650\ncrypto ipsec security-association replay window-size 1024\ncrypto ipsec transform-set BRANCH",
    ],
  );
  expect(linesOf(running, "IPsec profile az-IPSEC-PROFILE1")).toEqual(
    expect.arrayContaining([
      "set security-association lifetime seconds 25650",
      "set security-association replay window-size 1024",
    ]),
  );
});

test("lines have the file's spelling", () => {
  const running = read(
    [" match identity remote address 203.0.113.4 255.255.255.255 \n", " match identity remote address 203.0.113.4\n"],
    ["esp-gcm-256 esp-gcm 256 \n mode tunnel\n", "esp-gcm-256 esp-gcm 128 \n"],
    ["  pre-shared-key key-of-connection-1", "  pre-shared-key 6 Zk^RgQXBXGeW`cYJ"],
    [" set ikev2-profile az-PROFILE1\n", " set pfs\n set ikev2-profile az-PROFILE1\n"],
    ["ipv6 route 2001:DB8:1::/48 Tunnel0", "ipv6 route 2001:0DB8:0001::/48 Tunnel0 name hub"],
  );
  expect(linesOf(running, "IKEv2 profile az-PROFILE1")).toContain(
    "match identity remote address 203.0.113.4 255.255.255.255",
  );
  expect(linesOf(running, "IPsec profile az-IPSEC-PROFILE1")).toContain("set pfs group14");
  const set = running.sections.get("transform set az-TRANSFORMSET-esp-gcm-256")!;
  expect([set.heading, ...set.lines.map((line) => line.text)]).toEqual([
    "crypto ipsec transform-set az-TRANSFORMSET-esp-gcm-256 esp-gcm",
    "mode tunnel",
  ]);
  const [peer] = running.sections.get("keyring az-KEYRING1")!.lines;
  expect(peer!.lines.map((line) => line.text)).toEqual(["address 203.0.113.4", "pre-shared-key 6"]);
  expect(running.routes).toContainEqual(expect.objectContaining({ prefix: "2001:db8:1::/48", via: "Tunnel0" }));
});

test("an operator's commands in a tunnel are kept and named", () => {
  const { notes } = read([
    " tunnel source 198.51.100.10\n",
    " ip nat outside\n load-interval 30\n ip access-group SECRETNAME in\n tunnel source 198.51.100.10\n",
  ]);
  const line = lineOf(text, " tunnel source 198.51.100.10");
  expect(notes).toEqual([
    `"interface Tunnel0" has "ip nat outside" (line ${line}), which is not the file's and stays`,
    `"interface Tunnel0" has "load-interval ..." (line ${line + 1}), which is not the file's and stays`,
    `"interface Tunnel0" has "ip access-group ..." (line ${line + 2}), which is not the file's and stays`,
  ]);
});

test("a tunnel that has been begun is the file's: it holds nothing that the file's does not", () => {
  const begun = [/ tunnel source 198[^!]*az-IPSEC-PROFILE1\n/, " shutdown\n no ip redirects\n"] as const;
  expect(linesOf(read(begun), "interface Tunnel0")).toContain("shutdown");
  expect(() => read(begun, [" ip mtu 1400\n", " ip mtu 1300\n"])).toThrow('"interface Tunnel0" is not the file\'s');
});

describe("fails when", () => {
  test.each<[string, string | RegExp, string, string, string]>([
    [
      "a tunnel of the file's name is another's",
      " tunnel protection ipsec profile az-IPSEC-PROFILE1",
      " tunnel protection ipsec profile BRANCH-IPSEC",
      "interface Tunnel0\n",
      "\"interface Tunnel0\" is not the file's: no IPsec profile whose name starts with az- protects it; give the file's tunnels other numbers (tunnelBase), or take it off the router",
    ],
    [
      "a tunnel is in a VRF",
      " ip address 172.16.0.1",
      " vrf forwarding X\n ip address 172.16.0.1",
      " vrf forwarding X",
      '"vrf forwarding ..." in "interface Tunnel0" is no command of the file',
    ],
    [
      "a tunnel's protection is shared",
      "profile az-IPSEC-PROFILE1\n!\ninterface Tunnel1",
      "profile az-IPSEC-PROFILE1 shared\n!\ninterface Tunnel1",
      " tunnel protection ipsec profile az-IPSEC-PROFILE1 shared",
      '"tunnel protection ipsec profile ..." in "interface Tunnel0" is no command of the file',
    ],
    [
      "a key differs by direction",
      "  pre-shared-key key-of-connection-1",
      "  pre-shared-key local hidden-1",
      "  pre-shared-key local",
      '"pre-shared-key ..." in "crypto ikev2 keyring az-KEYRING1" is no command of the file',
    ],
    [
      "a far end is asked for a certificate",
      " keyring local az-KEYRING1",
      " pki trustpoint hidden\n keyring local az-KEYRING1",
      " pki trustpoint hidden",
      '"pki trustpoint ..." in "crypto ikev2 profile az-PROFILE1" is no command of the file',
    ],
  ])("%s", (_, found, replacement, part, message) => {
    const lines = changed([found, replacement]);
    const expected = `line ${lineOf(lines, part)} of the router's configuration: ${message}`;
    let thrown = "";
    try {
      readRunningConfig(lines, file);
    } catch (error) {
      thrown = (error as Error).message;
    }
    expect(thrown).toContain(expected);
    expect(thrown).not.toContain("hidden");
  });

  test.each([
    ["its end is missing", text.slice(0, text.indexOf("line con 0"))],
    ["its start is missing", text.slice(text.indexOf("crypto ikev2 proposal"))],
    ["it is of one interface", "Current configuration : 30 bytes\n!\ninterface Tunnel0\n shutdown\nend\n"],
    ["a second one is cut off", text + text.slice(0, text.indexOf("line con 0"))],
    ["a banner does not end", text.replace("^C\n!\nline con 0", "\n!\nline con 0")],
    ["nothing is there", ""],
  ])("%s", (_, lines) => {
    expect(() => readRunningConfig(lines, file)).toThrow(
      'the text is no whole "show running-config", which goes from "version ..." to "end"; type "terminal length 0" before it, and give all that it prints',
    );
  });
});
