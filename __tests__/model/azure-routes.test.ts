import { parsePrefix } from "../../lib/addressing/cidr";
import { routeName, routesThrough } from "../../lib/model/azure-routes";

const router = { ipv4: "10.2.0.4", ipv6: "2001:db8:2:1::4" };

test("each prefix has a route through the router's address of its family, under a name that stays", () => {
  const network = {
    ipv4: ["10.0.0.0/16", "10.8.0.0/16", "10.9.0.0/16"].map((cidr) => parsePrefix(cidr, "ipv4")),
    ipv6: ["2001:db8:1::/48", "2001:db8:8::/48"].map((cidr) => parsePrefix(cidr, "ipv6")),
  };
  const routes = routesThrough(router, network).map((route) => [routeName(route), route.prefix, route.nextHop]);
  expect(routes).toEqual([
    ["to-remote-network-v4", "10.0.0.0/16", "10.2.0.4"],
    ["to-remote-network-v4-2", "10.8.0.0/16", "10.2.0.4"],
    ["to-remote-network-v4-3", "10.9.0.0/16", "10.2.0.4"],
    ["to-remote-network-v6", "2001:db8:1::/48", "2001:db8:2:1::4"],
    ["to-remote-network-v6-2", "2001:db8:8::/48", "2001:db8:2:1::4"],
  ]);
});

test("a family without a prefix has no route", () => {
  const network = { ipv4: [parsePrefix("10.0.0.0/16", "ipv4")], ipv6: [] };
  expect(routesThrough(router, network).map(({ key }) => key)).toEqual(["v4"]);
});
