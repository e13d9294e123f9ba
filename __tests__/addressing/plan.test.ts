import { planAddresses, type AddressInput } from "../../lib/addressing/plan";

type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };

const gatewayNetwork = () => ({
  ipv4: "10.1.0.0/24",
  ipv6: "2001:db8:1::/48",
  subnets: { subnet1: {}, gatewaySubnet: {} },
});

function siteNumber(n: number) {
  return {
    network: {
      ipv4: `10.${n + 1}.0.0/24`,
      ipv6: `2001:db8:${n + 1}::/48`,
      subnets: { eth1: {}, eth2: {}, eth3: {}, app: {} },
    },
    tunnels: [{ address: "172.16.0.1" }, { address: "172.16.0.2" }] as [{ address: string }, { address: string }],
  };
}

function plan(change: (input: Writable<AddressInput>) => void = () => {}, sites = 1) {
  const input: Writable<AddressInput> = {
    gateway: { network: gatewayNetwork() },
    sites: Array.from({ length: sites }, (_, i) => siteNumber(i + 1)),
  };
  change(input);
  return planAddresses(input);
}

const problemsOf = (change: (input: Writable<AddressInput>) => void, sites = 1) =>
  plan(change, sites).problems.map(({ path, message }) => `${path.join(".")}: ${message}`);

test("gives the article's subnets, hosts and default gateways for its two address spaces", () => {
  const { plan: result, problems } = plan();
  expect(problems).toEqual([]);
  const summary = (network: (typeof result)["gateway"] | (typeof result)["sites"][0]) =>
    Object.entries(network.subnets).map(([role, { ipv4, ipv6, host, defaultGateway }]) =>
      [role, ipv4.cidr, ipv6.cidr, host.ipv4, host.ipv6, defaultGateway].join(" "),
    );
  expect(summary(result.gateway)).toEqual([
    "subnet1 10.1.0.0/27 2001:db8:1:1::/64 10.1.0.4 2001:db8:1:1::4 10.1.0.1",
    "gatewaySubnet 10.1.0.224/27 2001:db8:1:e::/64 10.1.0.228 2001:db8:1:e::4 10.1.0.225",
  ]);
  expect(summary(result.sites[0]!)).toEqual([
    "eth1 10.2.0.0/27 2001:db8:2:1::/64 10.2.0.4 2001:db8:2:1::4 10.2.0.1",
    "eth2 10.2.0.32/27 2001:db8:2:2::/64 10.2.0.36 2001:db8:2:2::4 10.2.0.33",
    "eth3 10.2.0.64/27 2001:db8:2:3::/64 10.2.0.68 2001:db8:2:3::4 10.2.0.65",
    "app 10.2.0.96/27 2001:db8:2:4::/64 10.2.0.100 2001:db8:2:4::4 10.2.0.97",
  ]);
});

test("a network that grows upwards moves no subnet", () => {
  const lengths = [24, 23, 22, 20, 16];
  const subnets = lengths.map((length) => {
    const { plan: result, problems } = plan(({ gateway, sites }) => {
      gateway.network.ipv4 = `10.0.0.0/${length}`;
      sites[0]!.network.ipv4 = `10.16.0.0/${length}`;
    });
    expect(problems).toEqual([]);
    return [result.gateway, result.sites[0]!].map((network) => network.subnets);
  });
  for (const larger of subnets) expect(larger).toEqual(subnets[0]);
});

test("takes given prefixes and addresses, in canonical text", () => {
  const { plan: result, problems } = plan(({ sites: [site] }) => {
    site!.network.subnets.app = {
      ipv4: "10.2.0.128/25",
      ipv6: "2001:DB8:2:FF::/64",
      host: { ipv4: "10.2.0.200", ipv6: "2001:db8:2:ff:0:0:0:99" },
    };
  });
  expect(problems).toEqual([]);
  expect(result.sites[0]!.subnets.app).toMatchObject({
    ipv4: { cidr: "10.2.0.128/25" },
    ipv6: { cidr: "2001:db8:2:ff::/64" },
    host: { ipv4: "10.2.0.200", ipv6: "2001:db8:2:ff::99" },
    defaultGateway: "10.2.0.129",
  });
});

test("tunnel addresses may recur at another site", () => {
  expect(plan(() => {}, 2).problems).toEqual([]);
});

describe("fails when", () => {
  const cases: [string, (input: Writable<AddressInput>) => void, string[], number?][] = [
    [
      "a subnet lies outside its network",
      ({ sites }) => (sites[0]!.network.subnets.eth2 = { ipv4: "10.2.1.32/27" }),
      ["sites.0.network.subnets.eth2.ipv4: 10.2.1.32/27 lies outside its network 10.2.0.0/24; give a prefix inside it"],
    ],
    [
      "two subnets overlap",
      ({ sites }) => (sites[0]!.network.subnets.app = { ipv4: "10.2.0.64/26" }),
      [
        "sites.0.network.subnets.app.ipv4: 10.2.0.64/26 overlaps 10.2.0.64/27 of subnet eth3; give prefixes that share no address",
      ],
    ],
    [
      "an IPv6 subnet is not a /64",
      ({ gateway }) => (gateway.network.subnets.subnet1 = { ipv6: "2001:db8:1:1::/80" }),
      [
        "gateway.network.subnets.subnet1.ipv6: 2001:db8:1:1::/80 is not a /64; Azure takes no other length for an IPv6 subnet",
      ],
    ],
    [
      "GatewaySubnet is smaller than a /27",
      ({ gateway }) => (gateway.network.subnets.gatewaySubnet = { ipv4: "10.1.0.240/28" }),
      ["gateway.network.subnets.gatewaySubnet.ipv4: 10.1.0.240/28 is too small; gatewaySubnet needs a /27 or larger"],
    ],
    [
      "a subnet is too small for Azure",
      ({ sites }) => (sites[0]!.network.subnets.eth1 = { ipv4: "10.2.0.0/30" }),
      ["sites.0.network.subnets.eth1.ipv4: 10.2.0.0/30 is too small; eth1 needs a /29 or larger"],
    ],
    [
      "the network has no room for a default subnet",
      ({ sites }) => (sites[0]!.network.ipv4 = "10.2.0.0/26"),
      [
        "sites.0.network.subnets.eth3.ipv4: no default fits: 10.2.0.0/26 has no /27 number 2; give this subnet a prefix, or the network a larger one",
        "sites.0.network.subnets.app.ipv4: no default fits: 10.2.0.0/26 has no /27 number 3; give this subnet a prefix, or the network a larger one",
      ],
    ],
    [
      "a host is one of the addresses that Azure keeps",
      ({ sites }) => (sites[0]!.network.subnets.eth1 = { host: { ipv4: "10.2.0.3", ipv6: "2001:db8:2:1::1" } }),
      [
        "sites.0.network.subnets.eth1.host.ipv4: 10.2.0.3 is one that Azure keeps for itself in 10.2.0.0/27; give 10.2.0.4 or a later one, except the last",
        "sites.0.network.subnets.eth1.host.ipv6: 2001:db8:2:1::1 is one that Azure keeps for itself in 2001:db8:2:1::/64; give 2001:db8:2:1::4 or a later one, except the last",
      ],
    ],
    [
      "a host is the broadcast address",
      ({ sites }) => (sites[0]!.network.subnets.eth1 = { host: { ipv4: "10.2.0.31" } }),
      [
        "sites.0.network.subnets.eth1.host.ipv4: 10.2.0.31 is one that Azure keeps for itself in 10.2.0.0/27; give 10.2.0.4 or a later one, except the last",
      ],
    ],
    [
      "a host lies outside its subnet",
      ({ sites }) => (sites[0]!.network.subnets.eth1 = { host: { ipv4: "10.2.0.36" } }),
      [
        "sites.0.network.subnets.eth1.host.ipv4: 10.2.0.36 lies outside its subnet 10.2.0.0/27; give an address inside it",
      ],
    ],
    [
      "a network overlaps what Azure keeps",
      ({ sites }) => (sites[0]!.network.ipv4 = "169.254.0.0/24"),
      ["sites.0.network.ipv4: 169.254.0.0/24 overlaps 169.254.0.0/16, which no network can have; give another prefix"],
    ],
    [
      "an address space is too long",
      ({ sites }) => (sites[0]!.network.ipv6 = "2001:db8:2::/65"),
      expect.arrayContaining([
        "sites.0.network.ipv6: 2001:db8:2::/65 cannot be an address space; give a length of 16 to 64",
      ]),
    ],
    [
      "a site overlaps the gateway's network, and another site overlaps it",
      ({ sites }) => {
        sites[0]!.network.ipv4 = "10.1.0.0/23";
        sites[1]!.network.ipv6 = "2001:db8:2::/48";
      },
      [
        "sites.0.network.ipv4: 10.1.0.0/23 overlaps 10.1.0.0/24 of the gateway's network; give prefixes that share no address",
        "sites.1.network.ipv6: 2001:db8:2::/48 overlaps 2001:db8:2::/48 of sites[0]; give prefixes that share no address",
      ],
      2,
    ],
    [
      "tunnel addresses are the same, or lie in a network",
      ({ sites }) => {
        sites[0]!.tunnels[1].address = "172.16.0.1";
        sites[1]!.tunnels[0].address = "10.2.0.200";
      },
      [
        "sites.0.tunnels.1.address: 172.16.0.1 is the address of the other tunnel too; give each its own",
        "sites.1.tunnels.0.address: 10.2.0.200 lies in 10.2.0.0/24 of sites[0]; give one outside every network",
      ],
      2,
    ],
  ];

  test.each(cases)("%s", (_, change, expected, sites = 1) => {
    expect(problemsOf(change, sites)).toEqual(expected);
  });
});
