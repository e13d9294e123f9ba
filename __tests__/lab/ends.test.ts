import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRouter, ShownState } from "../../lab/inputs";
import { peerOf, translate, withoutTunnel } from "../../lab/ends";
import { topologyOf } from "../../lab/topology";

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");
const gateway = ShownState.parse("gateway.json", fixture("gateway-state.json"));
const topology = topologyOf(gateway, ShownState.parse("site.json", fixture("site-state.json")));
const ends = (name: string, change = (file: string) => file) =>
  translate(gateway, parseRouter("router.cfg", change(fixture(name))), topology);

/** Each tunnel as interface, instance and connection, and what the instances try in vain. */
function shown(name: string) {
  const both = ends(name);
  return {
    tunnels: both.tunnels.map((one) => `eth${one.exit + 1} to ${one.instance}, ${peerOf(both, one)?.name}`),
    refused: ([0, 1] as const).map((instance) => withoutTunnel(both, instance).map((one) => one.name)),
  };
}

test("the tunnels are those of the router's file, and no connection of mesh is without one", () => {
  expect(shown("cat-tunnels.cfg")).toEqual({
    tunnels: ["eth2 to 0, conn1-to-Catalyst", "eth3 to 1, conn2-to-Catalyst"],
    refused: [["conn2-to-Catalyst"], ["conn1-to-Catalyst"]],
  });
  expect(shown("mesh-tunnels.cfg")).toEqual({
    tunnels: [
      "eth2 to 0, conn1-to-Catalyst",
      "eth3 to 1, conn2-to-Catalyst",
      "eth2 to 1, conn1-to-Catalyst",
      "eth3 to 0, conn2-to-Catalyst",
    ],
    refused: [[], []],
  });
});

test.each<[string, (file: string) => string, string]>([
  [
    "a tunnel's source is in another routing table",
    (file) =>
      file
        .replace("GigabitEthernet2\n vrf forwarding az-WAN2\n", "GigabitEthernet2\n vrf forwarding az-WAN3\n")
        .replace("GigabitEthernet3\n vrf forwarding az-WAN3\n", "GigabitEthernet3\n vrf forwarding az-WAN2\n"),
    "Tunnel0 is in VRF az-WAN2, and GigabitEthernet2, its source, in VRF az-WAN3",
  ],
  [
    "no interface has a tunnel's source",
    (file) => file.replaceAll(" 10.2.0.36\n", " 10.2.0.37\n"),
    "Tunnel0 leaves from 10.2.0.37, which no interface of the router has",
  ],
  [
    "no instance has a tunnel's destination",
    (file) => file.replaceAll("203.0.113.4", "203.0.113.9"),
    "Tunnel0 goes to 203.0.113.9, which no instance of the gateway has",
  ],
])("fails when %s", (_, change, message) => expect(() => ends("mesh-tunnels.cfg", change)).toThrow(message));
