import { topologyGraph } from "../../lib/graph/topology-graph";
import { deploymentOf } from "../helpers/any-deployment";

test("the article's lab has two tunnels, and two that Azure tries in vain", () => {
  expect(topologyGraph(deploymentOf("lab.json"))).toEqual({
    gateway: {
      name: "gw",
      sku: "VpnGw2AZ",
      instances: [{ publicAddress: "gw-pubIP1" }, { publicAddress: "gw-pubIP2" }],
      network: { name: "vnet1", prefixes: ["10.1.0.0/24", "2001:db8:1::/48"] },
    },
    sites: [
      {
        name: "cat",
        router: "cat",
        prefixes: ["10.2.0.0/24", "2001:db8:2::/48"],
        wans: [
          {
            interface: "GigabitEthernet2",
            address: "10.2.0.36",
            nat: "static",
            connection: "conn1-to-Catalyst",
            tunnels: ["Tunnel0", undefined],
          },
          {
            interface: "GigabitEthernet3",
            address: "10.2.0.68",
            nat: "static",
            connection: "conn2-to-Catalyst",
            tunnels: [undefined, "Tunnel1"],
          },
        ],
      },
    ],
  });
});

test("public addresses in fewer zones bear their zones in their names, as in Azure", () => {
  const addresses = (...zones: string[]) => {
    const deployment = deploymentOf("lab.json");
    const { gateway } = topologyGraph({ ...deployment, gateway: { ...deployment.gateway, zones } });
    return gateway.instances.map(({ publicAddress }) => publicAddress);
  };
  expect(addresses()).toEqual(["gw-pubIP1-regional", "gw-pubIP2-regional"]);
  expect(addresses("1")).toEqual(["gw-pubIP1-z1", "gw-pubIP2-z1"]);
});

test("mesh has every tunnel, each by its connection, in the VRF of its WAN", () => {
  const [oslo] = topologyGraph(deploymentOf("examples/ipv4-branches.json")).sites;
  expect(oslo!.wans).toEqual([
    {
      interface: "GigabitEthernet0/0/0",
      address: "198.51.100.10",
      nat: "none",
      peer: "198.51.100.10",
      vrf: "INTERNET1",
      connection: "conn1-to-oslo",
      tunnels: ["Tunnel0", "Tunnel2"],
    },
    {
      interface: "GigabitEthernet0/0/1",
      address: "203.0.113.20",
      nat: "none",
      peer: "203.0.113.20",
      vrf: "INTERNET2",
      connection: "conn2-to-oslo",
      tunnels: ["Tunnel3", "Tunnel1"],
    },
  ]);
});

test("an address that changes is none, and a name stands for it", () => {
  const { sites } = topologyGraph(deploymentOf("examples/ipv4-branches.json"));
  expect(sites[2]!.wans).toEqual([
    {
      interface: "Cellular0/2/0",
      nat: "port",
      peer: "tromso.example.com",
      connection: "conn1-to-tromso",
      tunnels: ["Tunnel0", "Tunnel1"],
    },
  ]);
});

test("of a gateway that exists, the names of the public addresses are not known", () => {
  expect(topologyGraph(deploymentOf("examples/existing-hub.json")).gateway).toEqual({
    name: "hub-vpngw",
    sku: "VpnGw2AZ",
    instances: [{}, {}],
    network: { name: "hub-vnet", prefixes: ["10.0.0.0/16", "10.8.0.0/16", "2001:db8:1::/48"] },
  });
});
