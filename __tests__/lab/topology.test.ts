import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ShownState } from "../../lab/inputs";
import { familiesOf, topologyOf, type Topology } from "../../lab/topology";
import { parsePrefix } from "../../lib/addressing/cidr";
import { GATEWAY, siteOf, surroundings } from "../helpers/premises";

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");

/** Each interface as its name, address, next router and public address. */
const shown = ({ interfaces }: Topology) =>
  interfaces.map(({ name, ipv4, gateway, publicAddress }) => [name, ipv4, gateway, publicAddress].join(" "));

test("of a site in Azure, its state tells what is around the router", () => {
  const { interfaces, app, hub, instances } = topologyOf(GATEWAY, ShownState.parse("site", fixture("site-state.json")));
  expect(interfaces.map(({ name, nat, isDefault }) => [name, nat, isDefault])).toEqual([
    ["GigabitEthernet1", "static", true],
    ["GigabitEthernet2", "static", true],
    ["GigabitEthernet3", "static", true],
  ]);
  expect(interfaces[1]).toMatchObject({ ipv4: "10.2.0.36/27", gateway: "10.2.0.33/27", peer: "198.51.100.218" });
  expect({ app, hub, instances }).toEqual({
    app: { ipv4: ["10.2.0.100"], ipv6: ["2001:db8:2:4::4"] },
    hub: { ipv4: ["10.1.0.4"], ipv6: ["2001:db8:1:1::4"] },
    instances: [
      { ipv4: "10.1.0.228/32", ipv6: "2001:db8:1:e::4/128" },
      { ipv4: "10.1.0.229/32", ipv6: "2001:db8:1:e::5/128" },
    ],
  });
});

test("of a site on premises, the config tells it: its WANs, and a machine in each prefix", () => {
  const topology = surroundings("two-providers", "oslo");
  expect(shown(topology)).toEqual([
    "LAN 198.18.0.2/30 198.18.0.1/30 ",
    "GigabitEthernet0/0/0 198.51.100.10/32 198.51.100.9/32 198.51.100.10",
    "GigabitEthernet0/0/1 10.0.0.2/32 10.0.0.1/32 203.0.113.20",
  ]);
  expect(topology.interfaces.map(({ nat }) => nat)).toEqual(["none", "none", "static"]);
  expect(topology.app).toEqual({ ipv4: ["10.20.0.6", "192.168.7.6"], ipv6: ["2001:db8:20::6"] });
  expect(topology.hub).toEqual({ ipv4: ["10.1.0.4"], ipv6: ["2001:db8:1:1::4"] });
  expect(topology.routes).toEqual([
    { prefix: "10.1.0.0/24", via: "198.18.0.2" },
    { prefix: "2001:db8:1::/48", via: "2001:2::2" },
  ]);
});

test("what the config does not know of a WAN is made up: its address, its next router, what a name resolves to", () => {
  expect(shown(surroundings("behind-a-firewall", "bergen"))[1]).toBe(
    "GigabitEthernet0/0/0 198.18.1.2/32 198.18.1.1/32 198.51.100.30",
  );
  const tromso = surroundings("ipv4-branches", "tromso");
  expect(shown(tromso)[1]).toBe("Cellular0/2/0 198.18.1.2/32 198.18.1.1/32 198.18.1.3");
  expect(tromso.interfaces[1]!.peer).toBe("tromso.example.com");
});

test("a site without IPv6 leaves IPv4 alone", () => {
  expect(familiesOf(surroundings("ipv4-branches", "bodo"))).toEqual(["ipv4"]);
  expect(familiesOf(surroundings("ipv4-branches", "oslo"))).toEqual(["ipv4", "ipv6"]);
});

test.each([
  ["two-providers", "oslo", [true, false, false]],
  ["ipv4-branches", "oslo", [true, false, false]],
  ["ipv4-branches", "bodo", [false, true]],
])("%s, %s: a default route leads to the provider only where no next hop is known", (example, name, expected) => {
  expect(surroundings(example, name).interfaces.map(({ isDefault }) => isDefault)).toEqual(expected);
});

test("two WANs with one address, which VRFs allow, are refused", () => {
  const { site, hub } = siteOf("two-providers", "oslo");
  const connections = site.connections.map((one) => ({ ...one, wan: { ...one.wan, address: "10.0.0.2" } }));
  expect(() => topologyOf(GATEWAY, { site: { ...site, connections }, hub })).toThrow(
    "the WANs of oslo have one address, and the lab tells WANs apart by it",
  );
});

describe("a hub that exists", () => {
  // As data sources, and GatewaySubnet alone.
  const state = (gatewaySubnet: readonly string[]) => {
    const { values } = JSON.parse(fixture("gateway-state.json")) as {
      values: { root_module: { resources: { mode: string; type: string; values: Record<string, unknown> }[] } };
    };
    const resources = values.root_module.resources.flatMap((one) => {
      if (!["azurerm_subnet", "azurerm_public_ip", "azurerm_virtual_network_gateway"].includes(one.type)) return [one];
      if (one.type === "azurerm_subnet" && one.values.name !== "GatewaySubnet") return [];
      const address_prefixes = one.type === "azurerm_subnet" ? gatewaySubnet : undefined;
      return [{ ...one, mode: "data", values: { ...one.values, ...(address_prefixes && { address_prefixes }) } }];
    });
    return ShownState.parse("hub", JSON.stringify({ values: { root_module: { resources } } }));
  };
  const { site } = siteOf("two-providers", "oslo");
  const hub = (ipv4: readonly string[], ipv6: readonly string[]) => ({
    ipv4: ipv4.map((one) => parsePrefix(one, "ipv4")),
    ipv6: ipv6.map((one) => parsePrefix(one, "ipv6")),
  });

  test("has a machine in each prefix of gateway.networks, apart from the instances", () => {
    const network = hub(["10.0.0.0/16", "10.8.0.7/32"], ["2001:db8:1::/48"]);
    const topology = topologyOf(state(["10.0.0.0/27", "2001:db8:1::/64"]), { site, hub: network });
    expect(topology.hub).toEqual({ ipv4: ["10.0.0.6", "10.8.0.7"], ipv6: ["2001:db8:1::6"] });
    expect(topology.instances.map(({ ipv4 }) => ipv4)).toEqual(["10.0.0.4/32", "10.0.0.5/32"]);
  });

  test("needs no IPv6 where its network has none", () => {
    const topology = topologyOf(state(["10.0.0.0/27"]), { site, hub: hub(["10.0.0.0/16"], []) });
    expect(topology.instances).toEqual([{ ipv4: "10.0.0.4/32" }, { ipv4: "10.0.0.5/32" }]);
    expect(familiesOf(topology)).toEqual(["ipv4"]);
  });
});
