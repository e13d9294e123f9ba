import { RENDERED, renderedFile, routerOf, routerWith, typed } from "../../helpers/simulated-router";

const PATH = "single-tunnels.cfg";
const configured = () => {
  const router = routerOf(PATH);
  router.take(renderedFile(PATH), "test");
  return router;
};
/** What the router says to the last line, typed in configuration mode. */
const said = (router: ReturnType<typeof configured>, ...lines: string[]) =>
  typed(router, "configure terminal", ...lines).at(-1);

test("a value replaces the one before it, and stands beside it where the command makes a list", () => {
  const router = configured();
  const lines = [
    "crypto ikev2 profile az-PROFILE1",
    "lifetime 3600",
    "match identity remote address 203.0.113.9 255.255.255.255",
    "crypto ikev2 policy az-POLICY",
    "no match address local 10.2.0.36",
    "match address local 10.2.0.99",
    "ip route 10.1.0.0 255.255.255.0 Tunnel0 7",
  ];
  expect(
    typed(router, "configure terminal", ...lines)
      .slice(1)
      .join(""),
  ).toBe("");
  const text = router.configurationText();
  expect(text).toMatch(/crypto ikev2 profile az-PROFILE1\n(?: .*\n)* lifetime 3600\n/);
  expect(text.match(/ lifetime 27360\n/g)).toHaveLength(1);
  expect(text).toContain(
    " match identity remote address 203.0.113.4 255.255.255.255\n match identity remote address 203.0.113.9 255.255.255.255\n",
  );
  expect(text).toContain("crypto ikev2 policy az-POLICY\n match fvrf any\n match address local 10.2.0.99\n proposal");
  expect(text).toContain("ip route 10.1.0.0 255.255.255.0 Tunnel0 7\n");
  expect(text).not.toContain("ip route 10.1.0.0 255.255.255.0 Tunnel0\n");
});

test("what holds anyway is not shown, and no brings it back", () => {
  const router = configured();
  said(
    router,
    "crypto ikev2 profile az-PROFILE1",
    "lifetime 86400",
    "crypto ipsec profile az-IPSEC-PROFILE1",
    "no set security-association lifetime seconds",
  );
  said(router, "interface GigabitEthernet1", "mop enabled", "shutdown");
  const text = router.configurationText();
  expect(text.match(/ lifetime 27360\n/g)).toHaveLength(1);
  expect(text.match(/ lifetime seconds 25650\n/g)).toHaveLength(1);
  expect(text).toMatch(/interface GigabitEthernet1\n ip address dhcp\n shutdown\n(?: .*\n)* no mop sysid\n!/);
});

test("a line that the mode does not know is taken by the mode around it, which is then the mode", () => {
  const router = configured();
  const session = router.session();
  const prompts = [
    "conf t",
    "int tu0",
    "crypto ikev2 keyring az-KEYRING1",
    "peer az-gw-instance0",
    "hostname oslo",
    "exit",
  ].map((line) => (session.type(line), session.prompt));
  expect(prompts).toEqual([
    "cat(config)#",
    "cat(config-if)#",
    "cat(config-ikev2-keyring)#",
    "cat(config-ikev2-keyring-peer)#",
    "oslo(config)#",
    "oslo#",
  ]);
});

describe("refuses", () => {
  test.each([
    ["crypto ikev2 proposal az-PROPOSAL-aes-gcm-256-sha384-group14", "crypto ikev2 policy az-POLICY"],
    ["crypto ikev2 keyring az-KEYRING1", "crypto ikev2 profile az-PROFILE1"],
    ["crypto ikev2 profile az-PROFILE1", "crypto ipsec profile az-IPSEC-PROFILE1"],
    ["crypto ipsec transform-set az-TRANSFORMSET-esp-gcm-256", "crypto ipsec profile az-IPSEC-PROFILE1"],
    ["crypto ipsec profile az-IPSEC-PROFILE2", "interface Tunnel1"],
  ])("to remove %s while %s names it", (object, user) => {
    const router = configured();
    const before = router.configurationText();
    expect(said(router, `no ${object}`)).toMatch(new RegExp(`^% Cannot remove .*: it is in use by ${user}\n$`));
    expect(router.configurationText()).toBe(before);
    said(router, `no ${user}`);
    // Its other users are gone first.
    const left = router.configuration.filter(({ key }) => key === object);
    expect(left).toHaveLength(1);
  });

  test.each([
    ["interface Tunnel0", "tunnel protection ipsec profile none", "% IPsec profile none does not exist\n"],
    [
      "crypto ipsec profile az-IPSEC-PROFILE1",
      "set transform-set none",
      'ERROR: transform set with tag "none" does not exist.\n',
    ],
    ["crypto ipsec profile az-IPSEC-PROFILE1", "set ikev2-profile none", "% IKEv2 profile none does not exist\n"],
    ["crypto ikev2 profile az-PROFILE1", "keyring local none", "% IKEv2 keyring none does not exist\n"],
    ["crypto ikev2 policy az-POLICY", "proposal none", "% IKEv2 proposal none does not exist\n"],
    ["interface GigabitEthernet1", "vrf forwarding none", "% VRF none does not exist\n"],
    ["interface GigabitEthernet3", "ip address 172.16.0.1 255.255.255.0", "% 172.16.0.0 overlaps with Tunnel0\n"],
    ["end", "configure terminal", "Enter configuration commands, one per line.  End with CNTL/Z.\n"],
    ["exit", "no ip route 10.9.0.0 255.255.0.0", "%No matching route to delete\n"],
    ["!", "no ip route 10.1.0.0 255.255.255.0 Tunnel0 7", "%No matching route to delete\n"],
    ["!", "ip route 10.1.0.1 255.255.255.0 Tunnel0", "%Inconsistent address and mask\n"],
    ["!", "no interface GigabitEthernet1", "% Removal of physical interfaces is not permitted\n"],
  ])("in %s: %s", (mode, line, answer) => {
    const router = configured();
    const before = router.configurationText();
    const lines = mode === "exit" ? [line] : [mode, line];
    expect(said(router, ...lines)).toBe(answer);
    expect(router.configurationText()).toBe(before);
  });

  test.each([
    ["crypto ikev2 proposl P", 31],
    ["interface GigabitEthernet9", 22],
    ["ip route 10.1.0.0 255.255.255.0 Tunnel9", 44],
    ["no ip routes", 23],
  ])("%s, with a mark below column %i", (line, column) => {
    expect(said(configured(), line)).toBe(`${" ".repeat(column)}^\n% Invalid input detected at '^' marker.\n\n`);
  });

  test("a line that is cut short, or that several commands begin with", () => {
    expect(said(configured(), "crypto ikev2 proposal")).toBe("% Incomplete command.\n\n");
    expect(said(configured(), "i")).toBe('% Ambiguous command:  "i"\n');
  });

  test("crypto, as long as no licence level is active", () => {
    const router = routerWith({ configuration: RENDERED[PATH] });
    expect(said(router, "crypto ikev2 proposal P")).toMatch(/^ {12}\^\n% Invalid input/);
    expect(router.configurationText()).not.toContain("crypto");
  });
});

test("an interface that goes into a VRF, and out of it, loses its addresses", () => {
  const router = configured();
  expect(
    said(router, "vrf definition A", "address-family ipv4", "interface GigabitEthernet1", "vrf forwarding A"),
  ).toBe(
    [
      "% Interface GigabitEthernet1 IPv4 disabled and address(es) removed due to enabling VRF A",
      "% Interface GigabitEthernet1 IPv6 disabled and address(es) removed due to enabling VRF A",
      "",
    ].join("\n"),
  );
  expect(router.configurationText()).toContain("interface GigabitEthernet1\n vrf forwarding A\n no ip address\n");
  expect(said(router, "interface GigabitEthernet1", "vrf forwarding A")).toBe("");
  expect(said(router, "interface GigabitEthernet1", "ip address dhcp", "no vrf forwarding")).toBe(
    "% Interface GigabitEthernet1 IPv4 disabled and address(es) removed due to disabling VRF A\n",
  );
});

test("a VRF that is removed takes the addresses of its interfaces, and its routes", () => {
  const path = "on-premises/ipv4-branches-oslo.cfg";
  const router = routerOf(path);
  router.take(renderedFile(path), "test");
  expect(said(router, "no vrf definition INTERNET1")).toBe(
    "% IPv4 and IPv6 addresses from all interfaces in VRF INTERNET1 have been removed\n",
  );
  const text = router.configurationText();
  expect(text).toContain("interface GigabitEthernet0/0/0\n no ip address\n");
  expect(text).not.toMatch(/(?:definition|forwarding|tunnel vrf|route vrf) INTERNET1\b/);
  expect(text).toContain("ip route vrf INTERNET2 203.0.113.5");
});

test("a route is removed by its whole line, by its way, or with all others to its prefix", () => {
  const router = configured();
  const routes = () => router.configurationText().match(/^ip route 10\.1\.0\.0 .*$/gm) ?? [];
  const to = "ip route 10.1.0.0 255.255.255.0";
  expect(routes()).toEqual([`${to} Null0 250`, `${to} Tunnel0`, `${to} Tunnel1`]);
  said(router, `no ${to} Null0 250`);
  expect(routes()).toEqual([`${to} Tunnel0`, `${to} Tunnel1`]);
  said(router, `no ${to} Tunnel1`);
  expect(routes()).toEqual([`${to} Tunnel0`]);
  said(router, `${to} Tunnel1`, `no ${to}`);
  expect(routes()).toEqual([]);
});

test("routes leave with the tunnel that they lead through", () => {
  const router = configured();
  expect(said(router, "no interface Tunnel1")).toMatch(/^% Not all config may be removed and may reappear after /);
  expect(router.configurationText()).not.toContain("Tunnel1");
  expect(router.configurationText()).toContain("ipv6 route 2001:DB8:1::/48 Tunnel0\n");
});

test("fails when the configuration of the start has a line that is refused, and names no key", () => {
  const lines = ["crypto ikev2 keyring K", " peer p", "  pre-shared-key 6 two words"];
  expect(() => routerWith({ configuration: lines.join("\n") })).toThrow(
    new Error("the router cannot start: % Invalid input detected at '^' marker. (in line 3 of the configuration)"),
  );
});

test("the world hears of each line that changes something, and of no other", () => {
  const router = configured();
  const heard: string[] = [];
  router.world.configured = (running) => heard.push(running);
  router.take("hostname cat\n!\nntp server a\nntp server a\nnonsense\nno ntp server a\n", "test");
  expect(heard.map((text) => /ntp server a\n/.test(text))).toEqual([true, false]);
});
