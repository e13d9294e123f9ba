import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRouter, ShownState } from "../../lab/inputs";
import { peerOf, translate, withoutTunnel } from "../../lab/ends";
import { topologyOf } from "../../lab/topology";
import { gatewayTo, routerOf, surroundings } from "../helpers/premises";

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

describe("of a site on premises", () => {
  /** What the router gives as its identity, and what the gateway takes, by tunnel. */
  const identities = (example: string, name: string, peers: readonly string[], router = routerOf(example, name)) => {
    const both = translate(gatewayTo(...peers), router, surroundings(example, name));
    return both.tunnels.map((tunnel) => {
      const { remoteAddress, remoteId } = peerOf(both, tunnel)!;
      return `${tunnel.localAddress} gives ${tunnel.localId}, ${remoteAddress} is ${remoteId}`;
    });
  };

  test("the gateway takes the public address where the file gives an identity, else the router's own address", () => {
    expect(identities("two-providers", "oslo", ["198.51.100.10", "203.0.113.20"])).toEqual([
      "198.51.100.10 gives 198.51.100.10, 198.51.100.10 is 198.51.100.10",
      "10.0.0.2 gives 203.0.113.20, 203.0.113.20 is 203.0.113.20",
    ]);
    const { profiles, ...rest } = routerOf("two-providers", "oslo");
    const silent = { ...rest, profiles: profiles.map(({ identity: _, ...profile }) => profile) };
    expect(identities("two-providers", "oslo", ["198.51.100.10", "203.0.113.20"], silent)[1]).toBe(
      "10.0.0.2 gives 10.0.0.2, 203.0.113.20 is 10.0.0.2",
    );
  });

  test("an interface that the file names has its address, and a name for a far end is anybody", () => {
    expect(identities("behind-a-firewall", "bergen", ["198.51.100.30"])).toEqual(
      Array(2).fill("198.18.1.2 gives 198.51.100.30, 198.51.100.30 is 198.51.100.30"),
    );
    expect(identities("ipv4-branches", "tromso", ["tromso.example.com"])).toEqual(
      Array(2).fill("198.18.1.2 gives 198.18.1.2, %any is %any"),
    );
  });

  test("a tunnel must be in the VRF that the site says its interface is in", () => {
    const { tunnels, profiles, ...rest } = routerOf("ipv4-branches", "oslo");
    const global = {
      ...rest,
      tunnels: tunnels.map((one) => ({ ...one, vrf: undefined })),
      profiles: profiles.map((one) => ({ ...one, vrf: undefined })),
    };
    const peers = ["198.51.100.10", "203.0.113.20"];
    expect(identities("ipv4-branches", "oslo", peers)).toHaveLength(4);
    expect(() => identities("ipv4-branches", "oslo", peers, global)).toThrow(
      "Tunnel0 is in the global routing table, and GigabitEthernet0/0/0, its source, in VRF INTERNET1",
    );
  });
});
