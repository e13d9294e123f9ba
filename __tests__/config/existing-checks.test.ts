import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";

type Gateway = ConfigFile["gateway"];

const EXISTING = { resourceGroup: "hub-rg", virtualNetwork: "hub-vnet" };
const NETWORKS = { ipv4: ["10.0.0.0/16"], ipv6: ["2001:db8:1::/48"] };

const problems = (gateway: Partial<Gateway>, more: Partial<ConfigFile> = {}) => {
  const result = validate({
    location: "uksouth",
    resourceGroup: "vpn",
    adminUsername: "azureadmin",
    gateway: { name: "hub-vpngw", ...gateway },
    sites: [
      {
        kind: "onPremises",
        name: "oslo",
        networks: { ipv4: ["10.20.0.0/16"], ipv6: ["2001:db8:20::/48"] },
        router: { wans: [{ interface: "GigabitEthernet0/0/0", publicAddress: "198.51.100.10" }] },
      },
    ],
    ...more,
  });
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

test("a hub needs its networks, and its resource group may be the one of the connections", () => {
  expect(problems({ existing: EXISTING, networks: NETWORKS })).toEqual([]);
  expect(
    problems({ existing: EXISTING, networks: NETWORKS, resourceGroup: "hub-rg", resourceGroupExists: true }),
  ).toEqual([]);
  expect(problems({ existing: EXISTING })).toEqual([
    expect.stringMatching(
      /^gateway\.networks: is missing; it must name every prefix of hub-vnet, such as "networks": /,
    ),
  ]);
  expect(problems({ existing: EXISTING, networks: { ipv4: NETWORKS.ipv4 } })).toEqual([
    "sites.0.networks.ipv6: names 2001:db8:20::/48, and gateway.networks.ipv6 is empty, so that no tunnel would carry IPv6; give the gateway's IPv6 prefixes, or none here",
  ]);
});

test("what would go unused is refused", () => {
  expect(problems({ networks: NETWORKS })).toEqual([
    "gateway.networks: goes unused without gateway.existing; name what is there, or use gateway.network for a new one",
  ]);
  expect(
    problems({
      ...{ existing: EXISTING, networks: NETWORKS, preventDestroy: true, locks: true },
      ...{ network: { name: "vnet9" }, testVm: { enabled: true } },
    }),
  ).toEqual([
    "gateway.network: goes unused beside gateway.existing: the network is there already; remove it",
    "gateway.testVm: goes unused beside gateway.existing: nothing is put into a network of others; remove it",
    "gateway.preventDestroy: goes unused beside gateway.existing: Terraform never destroys that gateway; remove it",
    "gateway.locks: goes unused beside gateway.existing: nothing is put onto a gateway of others; remove it",
  ]);
  const ofNew = { existing: { ...EXISTING, gateway: false }, networks: NETWORKS, preventDestroy: true, locks: true };
  expect(problems(ofNew)).toEqual([]);
});

test("the hub's resource group is not made anew", () => {
  expect(problems({ existing: EXISTING, networks: NETWORKS, resourceGroup: "HUB-RG" })).toEqual([
    "gateway.resourceGroup: HUB-RG is the group of the existing network, and Terraform would make it; set gateway.resourceGroupExists, or give another name",
  ]);
});

test("connections that the gateway has besides count among those that it takes", () => {
  expect(problems({ existing: { ...EXISTING, connections: 30 }, networks: NETWORKS })).toEqual([
    "sites: 1 site and what is there already need 31 connections, and VpnGw2AZ takes 30; use VpnGw4AZ, which takes 100, or set gateway.maxTunnels to what Azure grants",
  ]);
});

test("a simulated site needs a hub of both families", () => {
  const ipv4 = { ipv4: NETWORKS.ipv4 };
  expect(problems({ existing: EXISTING, networks: ipv4 }, { sites: [{ name: "cat" }] })).toEqual([
    "sites.0: carries IPv6, as every simulated site, and gateway.networks.ipv6 is empty; give the gateway's IPv6 prefixes",
  ]);
});
