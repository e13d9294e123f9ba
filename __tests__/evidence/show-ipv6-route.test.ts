import { showIpv6Route } from "../../lib/evidence/show-ipv6-route";
import { shown } from "../helpers/shown";

test("reads a table in canonical text: several next hops, an address that looks like an interface, a tag", () => {
  const { found, unreadable } = showIpv6Route.parse(shown("ipv6-route"));
  expect(unreadable).toEqual([]);
  expect(found.map(({ code, prefix, nextHops }) => [code, prefix, nextHops])).toEqual([
    ["ND", "::/0", [{ address: "fe80::1", interface: "GigabitEthernet1" }]],
    ["S", "2001:db8:1::/48", [{ interface: "Tunnel0" }, { interface: "Tunnel1" }]],
    ["LC", "2001:db8:2:1::4/128", [{ interface: "GigabitEthernet1" }]],
    ["S", "2001:db8:2:4::/64", [{ address: "fe80::1234:5678:9abc", interface: "GigabitEthernet1" }]],
    ["S", "2001:db8:a::/64", [{ address: "2001:db8:2:1::1" }]],
    ["L", "ff00::/8", [{ interface: "Null0" }]],
  ]);
  expect(found[1]).toMatchObject({ distance: 1, metric: 0, vrf: undefined });
});

test("tells one tunnel alone, and Null0 alone", () => {
  expect(showIpv6Route.parse(shown("ipv6-route-degraded")).found.slice(0, 2)).toMatchObject([
    { prefix: "2001:db8:1::/48", nextHops: [{ interface: "Tunnel1" }] },
    { prefix: "2001:db8:1:8000::/49", distance: 250, nextHops: [{ interface: "Null0" }] },
  ]);
});

test("knows a VRF by the table's name, and next hops in another table", () => {
  const lines = [
    "IPv6 Routing Table - az-WAN2 - 1 entries",
    "B   2001:DB8:7::/48 [20/0], tag 1",
    "     via 10.4.1.1%default, indirectly connected",
    "     via FE80::A%default, GigabitEthernet2%default",
    "     via FD00::1",
    "      Last updated 22:57:07 04 December 2025",
  ];
  expect(showIpv6Route.parse(lines)).toMatchObject({
    found: [
      {
        vrf: "az-WAN2",
        nextHops: [
          { address: "10.4.1.1" },
          { address: "fe80::a", interface: "GigabitEthernet2" },
          { address: "fd00::1" },
        ],
      },
    ],
    unreadable: [],
  });
});

test.each([
  ["a next hop in another form", "via Tunnel0, directly connected", "via Tunnel0 somehow", "not an"],
  ["an address that is none", "2001:DB8:1::/48", "2001:DB8:1:::/48", "not an IPv6 address"],
  ["no distance", "2001:DB8:1::/48 [1/0]", "2001:DB8:1::/48", "not a line of a table"],
])("a route with %s is unreadable, and the others are read", (_, what, by, why) => {
  const { found, unreadable } = showIpv6Route.parse(shown("ipv6-route").map((line) => line.replace(what, by)));
  expect(found).toHaveLength(5);
  expect(unreadable).toEqual([
    { unreadable: expect.stringContaining("2001:DB8:1:"), why: expect.stringContaining(why) },
  ]);
});
