import { showIpRoute } from "../../lib/evidence/show-ip-route";
import { shown } from "../helpers/shown";

const both = shown("ip-route");
const ways = (lines: string[], only?: string) =>
  showIpRoute
    .parse(lines, only)
    .found.map(({ code, prefix, nextHops }) => [
      code,
      prefix,
      ...nextHops.map((hop) => [hop.address, hop.interface].filter(Boolean).join(" ")),
    ]);

test("reads a table: several next hops, lengths that stand above, a next hop in a line of its own", () => {
  expect(showIpRoute.parse(both).unreadable).toEqual([]);
  expect(ways(both)).toEqual([
    ["S", "0.0.0.0/0", "10.2.0.1"],
    ["S", "10.1.0.0/24", "Tunnel1", "Tunnel0"],
    ["C", "10.2.0.0/27", "GigabitEthernet1"],
    ["L", "10.2.0.4/32", "GigabitEthernet1"],
    ["S", "10.2.0.96/27", "10.2.0.1"],
    ["C", "172.16.0.1/32", "Tunnel0"],
    ["C", "172.16.0.2/32", "Tunnel1"],
    ["S", "203.0.113.10/32", "10.2.0.33 GigabitEthernet2"],
    ["S", "203.0.113.20/32", "10.2.0.65 GigabitEthernet3"],
  ]);
  expect(showIpRoute.parse(both).found.at(-1)).toMatchObject({ distance: 1, metric: 0 });
});

test("tells one tunnel alone, Null0 alone, and the way to an instance through the wrong interface", () => {
  expect(ways(shown("ip-route-degraded")).slice(1)).toEqual([
    ["S", "10.1.0.0/24", "Tunnel0"],
    ["S", "10.1.1.0/24", "Null0"],
    ["O IA", "10.9.0.0/16", "10.2.0.1 GigabitEthernet1"],
    ["S", "203.0.113.10/32", "10.2.0.33 GigabitEthernet2"],
    ["S", "203.0.113.20/32", "10.2.0.1 GigabitEthernet1"],
  ]);
});

test("knows a VRF by the table's name or by the command, and the global table that follows", () => {
  const vrf = shown("ip-route-vrf");
  const vrfs = (lines: string[], only?: string) => new Set(showIpRoute.parse(lines, only).found.map(({ vrf }) => vrf));
  expect(vrfs(vrf)).toEqual(new Set(["az-WAN2"]));
  expect(
    vrfs(
      vrf.filter((line) => !line.startsWith("Routing Table")),
      "vrf az-WAN2 static",
    ),
  ).toEqual(new Set(["az-WAN2"]));
  expect(vrfs([...both, ...vrf])).toEqual(new Set([undefined, "az-WAN2"]));
  expect(vrfs([...vrf, ...both])).toEqual(new Set(["az-WAN2", undefined]));
});

test.each([
  ["S        10.1.0.0/24 is directly attached, Tunnel0", "its way is not in a known form"],
  ["S        10.1.0.0/24 [1/0] via 10.2.0.999", "not an IPv4 address"],
  ["S        10.1.0.1/24 is directly connected, Tunnel0", "host bits"],
  ["S        10.1.0.0/24", "no next hop"],
  ["S        10.1.0.0 is directly connected, Tunnel0", "it has no length"],
  ["S ?!     10.1.0.0/24 is directly connected, Tunnel0", "not a line of a table"],
])("the line %j is unreadable, and the routes around it are read", (line, why) => {
  const around = [
    "S        10.7.0.0/24 is directly connected, Tunnel0",
    line,
    "S        10.8.0.0/24 [1/0] via 10.2.0.1",
  ];
  const { found, unreadable } = showIpRoute.parse(around);
  expect(found.map(({ prefix }) => prefix)).toEqual(["10.7.0.0/24", "10.8.0.0/24"]);
  expect(unreadable).toEqual([{ unreadable: line, why: expect.stringContaining(why) }]);
});

test("a route with one next hop in an unknown form is unreadable as a whole", () => {
  const lines = [
    "S        10.1.0.0/24 is directly connected, Tunnel1",
    "                     is somehow connected, Tunnel0",
  ];
  expect(showIpRoute.parse(lines)).toEqual({
    found: [],
    unreadable: [{ unreadable: lines.join("\n"), why: "its way is not in a known form" }],
  });
});
