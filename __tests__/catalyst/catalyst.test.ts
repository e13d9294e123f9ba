import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../config/load";
import { readTemplate, render } from "../../lib/catalyst/render";
import { catalystView } from "../../lib/catalyst/view";
import { readRouterConfig } from "../../lib/router/reader";

const GATEWAY = ["203.0.113.4", "203.0.113.5"] as const;

/** What the router of a site of an example is told. */
function tunnelsOf(example: string, name: string): string {
  const { deployment } = loadConfig(join(__dirname, "../../config/examples", `${example}.json`));
  const { config, gateway, sites } = deployment;
  const view = catalystView({
    site: sites.find((one) => one.name === name)!,
    ...{ config, gatewayName: gateway.name, gatewayNetwork: gateway.network },
    farEnd: ({ instance, connection }) => ({
      gatewayAddress: GATEWAY[instance],
      sharedKey: `key-of-tunnel-${connection + 1}`,
    }),
  });
  return render(readTemplate("catalyst-tunnels.ios"), view);
}

test.each([
  ["two-providers", "oslo"],
  ["behind-a-firewall", "bergen"],
  ["ipv4-branches", "oslo"],
  ["ipv4-branches", "tromso"],
])("the router of %s, %s, is told exactly the reviewed text", (example, name) => {
  const file = join(__dirname, "../fixtures/on-premises", `${example}-${name}.cfg`);
  expect(tunnelsOf(example, name)).toBe(readFileSync(file, "utf8"));
});

test("an address is the source where it stays, else its interface", () => {
  const [fixed, changing] = [tunnelsOf("two-providers", "oslo"), tunnelsOf("behind-a-firewall", "bergen")].map(
    readRouterConfig,
  );
  expect(fixed!.tunnels.map(({ source }) => source)).toEqual(["198.51.100.10", "10.0.0.2"]);
  expect(fixed!.policies[0]!.localAddresses).toEqual(["198.51.100.10", "10.0.0.2"]);
  expect(changing!.tunnels.map(({ source }) => source)).toEqual(["GigabitEthernet0/0/0", "GigabitEthernet0/0/0"]);
  expect(changing!.policies[0]!.localAddresses).toEqual([]);
});

test("behind a NAT, the router gives the public address as its own; one of ports is kept open", () => {
  const about = (text: string) =>
    readRouterConfig(text).profiles.map(({ local, identity, natKeepaliveSeconds }) => [
      local,
      identity,
      natKeepaliveSeconds,
    ]);
  expect(about(tunnelsOf("two-providers", "oslo"))).toEqual([
    ["198.51.100.10", undefined, undefined],
    ["10.0.0.2", "203.0.113.20", undefined],
  ]);
  expect(about(tunnelsOf("behind-a-firewall", "bergen"))).toEqual(
    Array(2).fill(["GigabitEthernet0/0/0", "198.51.100.30", 20]),
  );
});

test("a site without IPv6 gets none", () => {
  const text = tunnelsOf("ipv4-branches", "bodo");
  const { tunnels, ipv4Routes, ipv6Routes } = readRouterConfig(text);
  expect(tunnels.map(({ mode, mtu, mss }) => [mode, mtu.ipv6, mss.ipv6])).toEqual(
    Array(2).fill(["ipsec ipv4", undefined, undefined]),
  );
  expect(ipv6Routes).toEqual([]);
  expect(ipv4Routes.map(({ via }) => via)).toEqual(["Null0", "Tunnel0", "Tunnel1"]);
});

test("every prefix of the gateway has its routes, and every tunnel its number and prefix of names", () => {
  const { ipv4Routes, ipv6Routes, tunnels, profiles } = readRouterConfig(tunnelsOf("existing-hub", "oslo"));
  const far = ["10.0.0.0/16", "10.8.0.0/16"];
  expect(ipv4Routes.filter(({ prefix }) => far.includes(prefix)).map(({ prefix, via }) => `${prefix} ${via}`)).toEqual(
    far.flatMap((prefix) => [`${prefix} Null0`, `${prefix} Tunnel100`, `${prefix} Tunnel101`]),
  );
  expect(ipv6Routes.map(({ via }) => via)).toEqual(["Null0", "Tunnel100", "Tunnel101"]);
  expect(tunnels.map(({ name }) => name)).toEqual(["Tunnel100", "Tunnel101"]);
  expect(profiles.map(({ name }) => name)).toEqual(["hub-PROFILE1", "hub-PROFILE2"]);
});

test("the file of a site on premises has nothing of the router that Azure has", () => {
  const text = tunnelsOf("ipv4-branches", "oslo");
  expect(text).not.toMatch(/^(interface Gigabit|vrf definition|platform|ntp|line|ipv6 unicast|ip access-list)/m);
  expect(readRouterConfig(text).throughputMbps).toBeUndefined();
});

test("a site on premises is told what its WAN must let in, as a comment alone", () => {
  const acl = (text: string) => text.split("\n").filter((line) => line.startsWith("!  permit"));
  expect(acl(tunnelsOf("two-providers", "oslo"))).toEqual([
    "!  permit udp host 203.0.113.4 host 198.51.100.10 eq isakmp",
    "!  permit udp host 203.0.113.4 host 198.51.100.10 eq non500-isakmp",
    "!  permit esp host 203.0.113.4 host 198.51.100.10",
    "!  permit udp host 203.0.113.5 host 10.0.0.2 eq isakmp",
    "!  permit udp host 203.0.113.5 host 10.0.0.2 eq non500-isakmp",
  ]);
  expect(acl(tunnelsOf("behind-a-firewall", "bergen"))).toHaveLength(4);
});
