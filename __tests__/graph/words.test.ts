import { topologyGraph, type GraphWan } from "../../lib/graph/topology-graph";
import { siteName, titleOf, tunnelName, wanAddress, wanSurroundings } from "../../lib/graph/words";
import { deploymentOf } from "../helpers/any-deployment";

const wan = (own: Partial<GraphWan>): GraphWan => ({
  interface: "GigabitEthernet0/0/0",
  nat: "none",
  connection: "conn1-to-oslo",
  tunnels: ["Tunnel0", undefined],
  ...own,
});

test.each([
  ["no NAT", { address: "198.51.100.10", peer: "198.51.100.10" }],
  ["no NAT, VRF INTERNET1", { address: "198.51.100.10", peer: "198.51.100.10", vrf: "INTERNET1" }],
  ["no NAT, known as oslo.example.com", { peer: "oslo.example.com" }],
  ["static NAT to 203.0.113.20", { nat: "static", address: "10.0.0.2", peer: "203.0.113.20" }],
  ["port NAT to oslo.example.com", { nat: "port", peer: "oslo.example.com" }],
  ["static NAT to an address of Azure", { nat: "static", address: "10.2.0.36" }],
] as const)("says %s where that is between a WAN and Azure", (words, own) => {
  expect(wanSurroundings(wan(own))).toBe(words);
});

test("what is not there is named, too", () => {
  expect([wanAddress(wan({})), wanAddress(wan({ address: "10.2.0.36" }))]).toEqual(["changing address", "10.2.0.36"]);
  expect([tunnelName(wan({}), 0), tunnelName(wan({}), 1)]).toEqual(["Tunnel0", "no tunnel"]);
});

test("a router is named where it does not bear the name of its site", () => {
  const site = { name: "oslo", prefixes: [], wans: [] };
  expect(siteName({ ...site, router: "oslo" })).toBe("oslo");
  expect(siteName({ ...site, router: "edge-1" })).toBe("oslo, router edge-1");
});

test("the title has the name of one site, and the number of many", () => {
  expect(titleOf(topologyGraph(deploymentOf("lab.json")))).toBe("VPN between gw and cat");
  expect(titleOf(topologyGraph(deploymentOf("fleet.json")))).toBe("VPN between hub and 10 sites");
});
