import { following, syntax, understand } from "../../../simulator/ios-xe/syntax";

const command = (notation: string) => ({ notation, syntax: syntax(notation) });
const COMMANDS = [
  command("ip address = (dhcp|<ipv4> <mask>)"),
  command("ip route <ipv4> <mask> ~ (<interface> [<ipv4>]|<ipv4>) = [<1-255>]"),
  command("ipv6 enable"),
  command("interface <interface>"),
  command("description = <line>"),
  command("set transform-set = <word>+"),
  command("match fvrf = (any|<word>)"),
];

test.each([
  ["ip address dhcp", "ip address dhcp", "ip address"],
  ["ip addr dh", "ip address dhcp", "ip address"],
  ["IP ADDRESS 10.0.0.1 255.0.0.0", "ip address 10.0.0.1 255.0.0.0", "ip address"],
  ["ipv6 en", "ipv6 enable", "ipv6 enable"],
  ["int tu0", "interface Tunnel0", "interface Tunnel0"],
  ["int GigabitEthernet 0/0/1", "interface GigabitEthernet0/0/1", "interface GigabitEthernet0/0/1"],
  [" description  to  Azure ", "description to  Azure", "description"],
  ["set transform-set A B", "set transform-set A B", "set transform-set"],
  ["match fvrf any", "match fvrf any", "match fvrf"],
  ["match fvrf an", "match fvrf an", "match fvrf"],
  [
    "ip route 10.1.0.0 255.255.0.0 null0 250",
    "ip route 10.1.0.0 255.255.0.0 Null0 250",
    "ip route 10.1.0.0 255.255.0.0 Null0",
  ],
])("%s means %s", (typed, line, key) => {
  expect(understand(COMMANDS, typed)).toMatchObject({ line, key });
});

test.each([
  ["ip address 10.0.0.1", { why: "incomplete" }],
  ["ip", { why: "incomplete" }],
  ["i address dhcp", { why: "ambiguous", typed: "i address dhcp" }],
  ["ip addresses dhcp", { why: "invalid", at: 10 }],
  ["ip address 10.0.0.1 255.0.255.0", { why: "invalid", at: 20 }],
  ["ip address 10.0.0.256 255.0.0.0", { why: "invalid", at: 11 }],
  ["ip route 10.1.0.0 255.255.0.0 Null0 256", { why: "invalid", at: 36 }],
  ["interface Tunnel", { why: "invalid", at: 10 }],
  ["ipv6 enable now", { why: "invalid", at: 12 }],
  ["nonsense", { why: "invalid", at: 0 }],
])("%s is not understood: %j", (typed, why) => {
  expect(understand(COMMANDS, typed)).toEqual(why);
});

test("behind no the value may be missing, and a route may end with its prefix", () => {
  expect(understand(COMMANDS, "ip address", true)).toMatchObject({ key: "ip address" });
  expect(understand(COMMANDS, "ip route 10.1.0.0 255.255.0.0", true)).toMatchObject({
    key: "ip route 10.1.0.0 255.255.0.0",
  });
  expect(understand(COMMANDS, "ip route 10.1.0.0", true)).toEqual({ why: "incomplete" });
});

test("what may follow is listed, for the word that is begun or for the next one", () => {
  expect(following(COMMANDS, "i")).toEqual(["interface", "ip", "ipv6"]);
  expect(following(COMMANDS, "ip ")).toEqual(["address", "route"]);
  expect(following(COMMANDS, "ip address ")).toEqual(["<ipv4>", "dhcp"]);
  expect(following(COMMANDS, "ipv6 enable ")).toEqual(["<cr>"]);
});

test.each(["ip (a|b", "ip a)", "ip <number>"])("fails when a notation is wrong: %s", (notation) => {
  expect(() => syntax(notation)).toThrow(/lacks|too many|no kind/);
});
