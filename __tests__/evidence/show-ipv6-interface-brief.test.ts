import { showIpv6InterfaceBrief } from "../../lib/evidence/show-ipv6-interface-brief";
import { shown } from "../helpers/shown";

const lines = shown("ipv6-interface-brief");

test("reads the addresses of each interface in canonical text", () => {
  const { found, unreadable } = showIpv6InterfaceBrief.parse(lines);
  expect(unreadable).toEqual([]);
  expect(found.map((row) => [row.interface, row.addresses, row.status, row.isProtocolUp])).toEqual([
    ["GigabitEthernet1", ["fe80::6045:bdff:fe10:1", "2001:db8:2:1::4"], "up", true],
    ["GigabitEthernet3", [], "administratively down", false],
    ["Tunnel0", ["fe80::7e1e:52ff:fe01:ab00"], "up", true],
    ["Tunnel1", [], "up", false],
  ]);
});

test.each([
  ["Tunnel1                [up/down]", "Tunnel1                [up/odd]", "its first line"],
  ["    unnumbered (Loopback0)", "    somehow", "not an IPv4 address"],
])("an interface with %j as %j is unreadable", (what, by, why) => {
  const { found, unreadable } = showIpv6InterfaceBrief.parse(lines.map((line) => line.replace(what, by)));
  expect(found).toHaveLength(3);
  expect(unreadable).toEqual([{ unreadable: expect.stringContaining("Tunnel1"), why: expect.stringContaining(why) }]);
});
