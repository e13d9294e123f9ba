import { translate } from "../../lab/ends";
import { natRules } from "../../lab/packet-rules";
import type { Topology } from "../../lab/topology";
import { gatewayTo, routerOf, surroundings } from "../helpers/premises";

/** The rules of a site's translation, without what precedes the first match. */
function rulesOf(example: string, name: string, ...peers: readonly string[]) {
  const topology: Topology = surroundings(example, name);
  const { tunnels } = translate(gatewayTo(...peers), routerOf(example, name), topology);
  const lines = natRules(tunnels, topology.interfaces)
    .split("\n")
    .map((line) => line.trim());
  const about = (word: string) => lines.filter((line) => line.includes(word));
  return { dnat: about(" dnat to "), snat: about(" snat to "), drop: about(" drop") };
}

const twoProviders = rulesOf("two-providers", "oslo", "198.51.100.10", "203.0.113.20");

test("without NAT the address stays, and the first daemon's ports as well", () => {
  expect(twoProviders.snat.slice(0, 2)).toEqual([
    "oifname wan ip saddr 198.51.100.10 udp sport 500 snat to 198.51.100.10:500",
    "oifname wan ip saddr 198.51.100.10 udp sport 4500 snat to 198.51.100.10:4500",
  ]);
  expect(twoProviders.dnat[0]).toBe(
    "iifname wan ip saddr 203.0.113.4 ip daddr 198.51.100.10 udp dport 500 dnat to 198.51.100.10:500",
  );
});

test("a static NAT gives one address for one, in both directions, and keeps IKE's ports", () => {
  expect(twoProviders.snat.slice(2)).toEqual([
    "oifname wan ip saddr 10.0.0.2 udp sport 501 snat to 203.0.113.20:500",
    "oifname wan ip saddr 10.0.0.2 udp sport 4501 snat to 203.0.113.20:4500",
  ]);
  expect(twoProviders.dnat[3]).toBe(
    "iifname wan ip saddr 203.0.113.5 ip daddr 203.0.113.20 udp dport 4500 dnat to 10.0.0.2:4501",
  );
});

test("a NAT by ports gives other ports, and lets in nothing that nobody asked for", () => {
  const { snat, dnat, drop } = rulesOf("behind-a-firewall", "bergen", "198.51.100.30");
  expect(snat).toEqual([
    "oifname wan ip saddr 198.18.1.2 udp sport 500 snat to 198.51.100.30:20500",
    "oifname wan ip saddr 198.18.1.2 udp sport 4500 snat to 198.51.100.30:24500",
    "oifname wan ip saddr 198.18.1.2 udp sport 501 snat to 198.51.100.30:20501",
    "oifname wan ip saddr 198.18.1.2 udp sport 4501 snat to 198.51.100.30:24501",
  ]);
  expect(dnat).toEqual([]);
  expect(drop).toContain("iifname wan ip daddr 198.51.100.30 drop");
  expect(twoProviders.drop.join()).not.toContain("daddr");
});

test("nothing gets to the Internet by the networks behind the router", () => {
  expect(twoProviders.drop).toEqual(["iifname eth1 oifname wan drop"]);
});
