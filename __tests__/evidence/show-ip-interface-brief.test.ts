import { showIpInterfaceBrief } from "../../lib/evidence/show-ip-interface-brief";
import { shown } from "../helpers/shown";

const lines = shown("ip-interface-brief");

test("reads interfaces with and without an address, up, down and shut", () => {
  const { found, unreadable } = showIpInterfaceBrief.parse(lines);
  expect(unreadable).toEqual([]);
  expect(found.map((row) => [row.interface, row.addresses, row.status, row.isProtocolUp])).toEqual([
    ["GigabitEthernet1", ["10.2.0.4"], "up", true],
    ["GigabitEthernet2", ["10.2.0.36"], "up", true],
    ["GigabitEthernet3", [], "administratively down", false],
    ["Tunnel0", ["172.16.0.1"], "up", true],
    ["Tunnel1", ["172.16.0.2"], "up", false],
  ]);
});

test.each([
  ["manual up                    down", "manual", "not a row that is known"],
  ["172.16.0.2 ", "172.16.0.x ", "not an IPv4 address"],
])("a row with %j as %j is unreadable", (what, by, why) => {
  const { found, unreadable } = showIpInterfaceBrief.parse(lines.map((line) => line.replace(what, by)));
  expect(found).toHaveLength(4);
  expect(unreadable).toEqual([{ unreadable: expect.stringContaining("Tunnel1"), why: expect.stringContaining(why) }]);
});
