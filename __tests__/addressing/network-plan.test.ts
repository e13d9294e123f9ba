import { parsePrefix } from "../../lib/addressing/cidr";
import {
  GATEWAY_LAYOUT,
  placeNetwork,
  planNetwork,
  SITE_LAYOUT,
  type SubnetSpec,
} from "../../lib/addressing/network-plan";
import type { GatewayRole, SiteRole } from "../../lib/model/network";
import { gatewayNetwork, siteNetwork } from "../helpers/foreign-stack";

const v4 = (text: string) => parsePrefix(text, "ipv4");
const v6 = (text: string) => parsePrefix(text, "ipv6");

interface Changes<Role extends string> {
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly subnets?: Readonly<Partial<Record<Role, SubnetSpec>>>;
}
const site = ({ ipv4 = "10.2.0.0/24", ipv6 = "2001:db8:2::/48", subnets }: Changes<SiteRole>) =>
  placeNetwork(SITE_LAYOUT, { name: "net", ipv4: v4(ipv4), ipv6: v6(ipv6), subnets });
const gateway = ({ ipv4 = "10.1.0.0/24", ipv6 = "2001:db8:1::/48", subnets }: Changes<GatewayRole>) =>
  placeNetwork(GATEWAY_LAYOUT, { name: "net", ipv4: v4(ipv4), ipv6: v6(ipv6), subnets });

test("gives the article's subnets, hosts and default gateways for its two address spaces", () => {
  const summary = (network: ReturnType<typeof gatewayNetwork> | ReturnType<typeof siteNetwork>) =>
    Object.entries(network.subnets).map(([role, { ipv4, ipv6, host, defaultGateway }]) =>
      [role, ipv4.cidr, ipv6.cidr, host.ipv4, host.ipv6, defaultGateway].join(" "),
    );
  expect(summary(gatewayNetwork())).toEqual([
    "subnet1 10.1.0.0/27 2001:db8:1:1::/64 10.1.0.4 2001:db8:1:1::4 10.1.0.1",
    "gatewaySubnet 10.1.0.224/27 2001:db8:1:e::/64 10.1.0.228 2001:db8:1:e::4 10.1.0.225",
  ]);
  expect(summary(siteNetwork())).toEqual([
    "eth1 10.2.0.0/27 2001:db8:2:1::/64 10.2.0.4 2001:db8:2:1::4 10.2.0.1",
    "eth2 10.2.0.32/27 2001:db8:2:2::/64 10.2.0.36 2001:db8:2:2::4 10.2.0.33",
    "eth3 10.2.0.64/27 2001:db8:2:3::/64 10.2.0.68 2001:db8:2:3::4 10.2.0.65",
    "app 10.2.0.96/27 2001:db8:2:4::/64 10.2.0.100 2001:db8:2:4::4 10.2.0.97",
  ]);
});

test("a network that grows upwards moves no subnet", () => {
  const subnets = [24, 23, 22, 20, 16].map((length) => {
    const placed = [gateway({ ipv4: `10.0.0.0/${length}` }), site({ ipv4: `10.16.0.0/${length}` })];
    expect(placed.flatMap(({ problems }) => problems)).toEqual([]);
    return placed.map(({ network }) => network.subnets);
  });
  for (const larger of subnets) expect(larger).toEqual(subnets[0]);
});

test("takes given names, prefixes and addresses, in canonical text", () => {
  const { network, problems } = site({
    subnets: {
      app: {
        name: "servers",
        ipv4: v4("10.2.0.128/25"),
        ipv6: v6("2001:DB8:2:FF::/64"),
        host: { ipv4: "10.2.0.200", ipv6: "2001:db8:2:ff:0:0:0:99" },
      },
    },
  });
  expect(problems).toEqual([]);
  expect(network.subnets.app).toMatchObject({
    name: "servers",
    ipv4: { cidr: "10.2.0.128/25" },
    ipv6: { cidr: "2001:db8:2:ff::/64" },
    host: { ipv4: "10.2.0.200", ipv6: "2001:db8:2:ff::99" },
    defaultGateway: "10.2.0.129",
  });
  expect(network.subnets.eth1.name).toBe("eth1");
});

test("a host may have the first address that Azure leaves, and the last", () => {
  const hosts = {
    eth1: { host: { ipv4: "10.2.0.4", ipv6: "2001:db8:2:1::4" } },
    eth2: { host: { ipv4: "10.2.0.62" } },
  };
  expect(site({ subnets: hosts }).problems).toEqual([]);
});

describe("fails when", () => {
  test.each<[string, Changes<SiteRole>, unknown]>([
    [
      "a subnet lies outside its network",
      { subnets: { eth2: { ipv4: v4("10.2.1.32/27") } } },
      ["subnets.eth2.ipv4: 10.2.1.32/27 lies outside its network 10.2.0.0/24; give a prefix inside it"],
    ],
    [
      "two subnets overlap",
      { subnets: { app: { ipv4: v4("10.2.0.64/26") } } },
      ["subnets.app.ipv4: 10.2.0.64/26 overlaps 10.2.0.64/27 of subnet eth3; give prefixes that share no address"],
    ],
    [
      "an IPv6 subnet is not a /64",
      { subnets: { app: { ipv6: v6("2001:db8:2:9::/80") } } },
      ["subnets.app.ipv6: 2001:db8:2:9::/80 is not a /64; Azure takes no other length for an IPv6 subnet"],
    ],
    [
      "a subnet is too small for Azure, and for the host that it is to have",
      {
        subnets: {
          eth1: { ipv4: v4("10.2.0.0/30"), host: { ipv4: "10.2.0.1" } },
          eth2: { ipv6: v6("2001:db8:2:9::/126"), host: { ipv6: "2001:db8:2:9::1" } },
        },
      },
      [
        "subnets.eth1.ipv4: 10.2.0.0/30 is too small; eth1 needs a /29 or larger",
        "subnets.eth2.ipv6: 2001:db8:2:9::/126 is not a /64; Azure takes no other length for an IPv6 subnet",
      ],
    ],
    [
      "the network has no room for a default subnet",
      { ipv4: "10.2.0.0/26" },
      [
        "subnets.eth3.ipv4: no default fits: 10.2.0.0/26 has no /27 number 2; give this subnet a prefix, or the network a larger one",
        "subnets.app.ipv4: no default fits: 10.2.0.0/26 has no /27 number 3; give this subnet a prefix, or the network a larger one",
      ],
    ],
    [
      "a host is one of the addresses that Azure keeps",
      { subnets: { eth1: { host: { ipv4: "10.2.0.3", ipv6: "2001:db8:2:1::1" } } } },
      [
        "subnets.eth1.host.ipv4: 10.2.0.3 is one that Azure keeps for itself in 10.2.0.0/27; give 10.2.0.4 or a later one, except the last",
        "subnets.eth1.host.ipv6: 2001:db8:2:1::1 is one that Azure keeps for itself in 2001:db8:2:1::/64; give 2001:db8:2:1::4 or a later one, except the last",
      ],
    ],
    [
      "a host is the broadcast address",
      { subnets: { eth1: { host: { ipv4: "10.2.0.31" } } } },
      [
        "subnets.eth1.host.ipv4: 10.2.0.31 is one that Azure keeps for itself in 10.2.0.0/27; give 10.2.0.4 or a later one, except the last",
      ],
    ],
    [
      "a host lies outside its subnet",
      { subnets: { eth1: { host: { ipv4: "10.2.0.36" } } } },
      ["subnets.eth1.host.ipv4: 10.2.0.36 lies outside its subnet 10.2.0.0/27; give an address inside it"],
    ],
    [
      "a network overlaps what Azure keeps",
      { ipv4: "169.254.0.0/24" },
      ["ipv4: 169.254.0.0/24 overlaps 169.254.0.0/16, which no network can have; give another prefix"],
    ],
    [
      "an address space is too long",
      { ipv6: "2001:db8:2::/65" },
      expect.arrayContaining(["ipv6: 2001:db8:2::/65 cannot be an address space; give a length of 16 to 64"]),
    ],
    [
      "an address space is too long for one subnet",
      { ipv4: "10.2.0.0/30" },
      expect.arrayContaining(["ipv4: 10.2.0.0/30 cannot be an address space; give a length of 8 to 29"]),
    ],
  ])("%s", (_, changes, expected) => {
    expect(site(changes).problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual(expected);
  });

  test("a subnet takes the whole network, whether by an equal prefix or the same", () => {
    const [ipv4, ipv6] = [v4("10.2.0.0/24"), v6("2001:db8:2::/48")];
    for (const whole of [ipv4, v4("10.2.0.0/24")]) {
      const { problems } = placeNetwork(SITE_LAYOUT, { name: "net", ipv4, ipv6, subnets: { eth1: { ipv4: whole } } });
      expect(problems.map(({ path }) => path.join("."))).toEqual(
        ["eth2", "eth3", "app"].map((role) => `subnets.${role}.ipv4`),
      );
    }
  });

  test("GatewaySubnet is smaller than a /27", () => {
    const { problems } = gateway({ subnets: { gatewaySubnet: { ipv4: v4("10.1.0.240/28") } } });
    expect(problems.map(({ message }) => message)).toEqual([
      "10.1.0.240/28 is too small; gatewaySubnet needs a /27 or larger",
    ]);
  });

  test("a plan is asked for, with the network's name and every problem", () => {
    const spec = { name: "vnet1", ipv4: v4("10.1.0.0/28"), ipv6: v6("2001:db8:1::/48") };
    expect(() => planNetwork(GATEWAY_LAYOUT, spec)).toThrowErrorMatchingInlineSnapshot(`
     "vnet1: subnets.subnet1.ipv4: no default fits: 10.1.0.0/28 has no /27 number 0; give this subnet a prefix, or the network a larger one
     vnet1: subnets.gatewaySubnet.ipv4: no default fits: 10.1.0.0/28 has no /27 number 7; give this subnet a prefix, or the network a larger one
     vnet1: subnets.gatewaySubnet.ipv4: 10.1.0.0/28 is too small; gatewaySubnet needs a /27 or larger"
    `);
  });
});
