import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";

type Site = Extract<ConfigFile["sites"][number], { kind: "onPremises" }>;
type Wan = Site["router"]["wans"][number];

const WAN: Wan = { interface: "GigabitEthernet0/0/0", publicAddress: "198.51.100.10", nextHop: "198.51.100.9" };
const SECOND: Wan = { interface: "GigabitEthernet0/0/1", publicAddress: "203.0.113.20", nextHop: "203.0.113.17" };

const site = (name: string, change: Partial<Site> = {}, ...wans: Wan[]): Site => ({
  kind: "onPremises",
  name,
  networks: { ipv4: ["10.20.0.0/16"], ipv6: ["2001:db8:20::/48"] },
  router: { wans: wans.length > 0 ? wans : [WAN] },
  ...change,
});
const config = (...sites: ConfigFile["sites"]): ConfigFile => ({
  location: "uksouth",
  resourceGroup: "vpn",
  adminUsername: "azureadmin",
  gateway: { name: "gw" },
  sites,
});
const lines = (file: ConfigFile) => {
  const result = validate(file);
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};
/** The problems of one site with these WANs, without the place of the WANs. */
const ofWans = (topology: Site["topology"], ...wans: Wan[]) =>
  lines(config(site("oslo", { topology }, ...wans))).map((line) => line.replace("sites.0.router.wans.", ""));

test.each<[Site["topology"], Wan[]]>([
  [undefined, [WAN]],
  [undefined, [WAN, SECOND]],
  ["single", [{ interface: "Cellular0/2/0", fqdn: "oslo.example.com", nat: "port" }]],
  ["single", [{ ...WAN, nat: "static", privateAddress: "10.255.0.2", nextHop: "10.255.0.1" }]],
  // Behind the site's own firewall.
  ["single", [{ ...WAN, nat: "static", privateAddress: "10.20.255.2", nextHop: "10.20.255.1" }]],
  [
    "mesh",
    [
      { ...WAN, vrf: "INTERNET1" },
      { ...SECOND, vrf: "INTERNET2" },
    ],
  ],
])("takes topology %s with WANs %j", (topology, wans) => expect(ofWans(topology, ...wans)).toEqual([]));

test("the number of WANs decides on a topology that is not named", () => {
  const topologies = [[WAN], [WAN, SECOND]].map((wans) => {
    const result = validate(config(site("oslo", {}, ...wans)));
    return "deployment" in result ? result.deployment.sites[0]!.topology : result.problems;
  });
  expect(topologies).toEqual(["single", "article"]);
});

describe("refuses a WAN", () => {
  test.each<[string, Site["topology"], Wan[], string]>([
    [
      "whose public address is a private one",
      "single",
      [{ interface: "GigabitEthernet0/0/0", publicAddress: "192.168.1.2" }],
      '0.publicAddress: 192.168.1.2 lies in 192.168.0.0/16, which is not reached through the Internet; give the address of the NAT, with this one as privateAddress and "nat": "static" or "port"',
    ],
    [
      "whose public address is of a carrier's NAT",
      "single",
      [{ interface: "GigabitEthernet0/0/0", publicAddress: "100.64.0.9" }],
      "0.publicAddress: 100.64.0.9 lies in 100.64.0.0/10, which",
    ],
    [
      "that has neither address nor name",
      "single",
      [{ interface: "GigabitEthernet0/0/0" }],
      "0.publicAddress: is missing; it must be the address that Azure sees, such as 198.51.100.10, or give fqdn",
    ],
    [
      "that has both",
      "single",
      [{ ...WAN, fqdn: "oslo.example.com" }],
      "0.fqdn: goes unused beside publicAddress; Azure takes the one or the other",
    ],
    [
      "that has a name where the topology needs addresses",
      "article",
      [WAN, { interface: "GigabitEthernet0/0/1", fqdn: "oslo.example.com", nextHop: "dhcp" }],
      '1.fqdn: "oslo.example.com" cannot stand for a WAN of the topology article, whose two WANs are told apart',
    ],
    [
      "that has a private address and no NAT",
      "single",
      [{ ...WAN, privateAddress: "10.255.0.2" }],
      '0.privateAddress: 10.255.0.2 needs a NAT, and "nat" is "none"',
    ],
    [
      "that is its own next hop",
      "single",
      [{ ...WAN, nextHop: "198.51.100.10" }],
      "0.nextHop: 198.51.100.10 is the WAN's own address; give that of the provider's router",
    ],
    [
      "that is its own next hop behind a NAT",
      "single",
      [{ ...WAN, nat: "static", privateAddress: "10.255.0.2", nextHop: "10.255.0.2" }],
      "0.nextHop: 10.255.0.2 is the WAN's own address; give that of the provider's router",
    ],
    [
      "whose next hop is in the gateway's network",
      "single",
      [{ ...WAN, nextHop: "10.1.0.9" }],
      "0.nextHop: 10.1.0.9 lies in 10.1.0.0/24 of the gateway's network, which tunnels lead to",
    ],
    [
      "whose public address no host has",
      "single",
      [{ interface: "GigabitEthernet0/0/0", publicAddress: "127.0.0.1" }],
      "0.publicAddress: 127.0.0.1 lies in 127.0.0.0/8, which is not reached through the Internet",
    ],
    [
      "of mesh without a VRF, or with the other's",
      "mesh",
      [WAN, { ...SECOND, vrf: "INTERNET" }],
      "0.vrf: is missing; it must name the VRF that the interface is in",
    ],
    [
      "of mesh in the other's VRF",
      "mesh",
      [
        { ...WAN, vrf: "INTERNET" },
        { ...SECOND, vrf: "INTERNET" },
      ],
      "1.vrf: INTERNET is the VRF of the other WAN too",
    ],
    [
      "on the interface of the other",
      "article",
      [WAN, { ...SECOND, interface: WAN.interface }],
      "1.interface: GigabitEthernet0/0/0 is the interface of the other WAN too; give each its own",
    ],
    [
      "inside of a network that tunnels lead to",
      "single",
      [{ ...WAN, nat: "static", privateAddress: "10.1.0.9" }],
      "0.privateAddress: 10.1.0.9 lies in 10.1.0.0/24 of the gateway's network, which tunnels lead to",
    ],
    [
      "that nothing leaves through",
      "single",
      [{ ...WAN, interface: "Null0" }],
      "0.interface: Null0 discards what it gets; give the interface that the Internet is behind",
    ],
    [
      "that is a tunnel of the file itself",
      "single",
      [{ ...WAN, interface: "Tunnel1" }],
      "0.interface: Tunnel1 is one of the file's own tunnels; give the interface that they leave through, or another tunnelBase",
    ],
    [
      "whose next hop no host can be",
      "single",
      [{ ...WAN, nextHop: "224.0.0.1" }],
      "0.nextHop: 224.0.0.1 lies in 224.0.0.0/4, which no host can have; give another address",
    ],
    [
      "whose own address no host can have",
      "single",
      [{ ...WAN, nat: "static", privateAddress: "255.255.255.255" }],
      "0.privateAddress: 255.255.255.255 lies in 255.255.255.255/32, which no host can have; give another address",
    ],
  ])("%s", (_, topology, wans, line) => {
    const found = ofWans(topology, ...wans);
    expect(found).toEqual([expect.stringContaining(line)]);
  });

  test("too many or too few for the topology", () => {
    expect(ofWans("article", WAN)).toEqual([
      "sites.0.router.wans: has 1, and the topology article has two WANs; give the second, or use single",
    ]);
    expect(ofWans("single", WAN, SECOND)).toEqual([
      "sites.0.router.wans: has 2, and the topology single has one WAN; remove the second, or use article",
    ]);
  });

  test("that another site has", () => {
    const second = site("bergen", { networks: { ipv4: ["10.30.0.0/16"] } });
    expect(lines(config(site("oslo"), second))).toEqual([
      "sites.1.router.wans.0.publicAddress: 198.51.100.10 is that of sites[0].router.wans[0] too, and the gateway tells its connections apart by it; give each its own",
    ]);
  });

  test("whose name another site has in other letters", () => {
    const named = (fqdn: string): Wan => ({ interface: "Cellular0/2/0", fqdn, nat: "port" });
    const second = site("bergen", { networks: { ipv4: ["10.30.0.0/16"] } }, named("wan.example.com"));
    expect(lines(config(site("oslo", {}, named("WAN.example.com")), second))).toEqual([
      expect.stringMatching(
        /^sites\.1\.router\.wans\.0\.fqdn: wan\.example\.com is that of sites\[0\]\.router\.wans\[0\] too/,
      ),
    ]);
  });
});

describe("refuses a tunnel's address, the default as well,", () => {
  const CPE: Wan = { ...WAN, nat: "static", privateAddress: "172.16.0.10", nextHop: "172.16.0.1" };
  const taken = (address: string, holder: string) =>
    `: ${address} is the ${holder} too; give an address that neither the router nor a neighbour of it has`;

  test.each<[string, Wan, string[], string]>([
    ["that the provider's router has", CPE, [], `0${taken("172.16.0.1", "nextHop of router.wans[0]")}`],
    [
      "that the WAN has behind a NAT",
      { ...CPE, privateAddress: "172.16.0.2", nextHop: "172.16.0.9" },
      [],
      `1${taken("172.16.0.2", "privateAddress of router.wans[0]")}`,
    ],
    [
      "that the WAN has without a NAT",
      WAN,
      ["198.51.100.10"],
      `0${taken("198.51.100.10", "publicAddress of router.wans[0]")}`,
    ],
  ])("%s", (_, wan, tunnelAddresses, line) => {
    expect(lines(config(site("oslo", { tunnelAddresses }, wan)))).toEqual([`sites.0.tunnelAddresses.${line}`]);
  });

  test("unless the site has others", () => {
    const tunnelAddresses = ["172.31.0.1", "172.31.0.2"];
    expect(lines(config(site("oslo", { tunnelAddresses }, CPE)))).toEqual([]);
  });
});

describe("refuses networks", () => {
  const networks = (...lists: Site["networks"][]) =>
    lines(
      config(
        ...lists.map((one, i) => site(`s${i}`, { networks: one }, { ...WAN, publicAddress: `198.51.100.${20 + i}` })),
      ),
    );

  test("that overlap the hub's, another site's or each other, or hold a tunnel's address", () => {
    expect(
      networks(
        { ipv4: ["10.20.0.0/16", "10.1.0.0/25"], ipv6: ["2001:db8:1:8::/64"] },
        { ipv4: ["10.20.8.0/24", "172.16.0.0/24", "10.9.0.0/16", "10.9.9.0/24"] },
      ),
    ).toEqual([
      "sites.0.networks.ipv4.1: 10.1.0.0/25 overlaps 10.1.0.0/24 of the gateway's network; give prefixes that share no address",
      "sites.1.networks.ipv4.3: 10.9.9.0/24 overlaps 10.9.0.0/16 of sites[1]; give prefixes that share no address",
      "sites.1.networks.ipv4.0: 10.20.8.0/24 overlaps 10.20.0.0/16 of sites[0]; give prefixes that share no address",
      "sites.0.networks.ipv6.0: 2001:db8:1:8::/64 overlaps 2001:db8:1::/48 of the gateway's network; give prefixes that share no address",
      "sites.0.tunnelAddresses.0: 172.16.0.1 lies in 172.16.0.0/24 of sites[1]; give one outside every network",
      "sites.0.tunnelAddresses.1: 172.16.0.2 lies in 172.16.0.0/24 of sites[1]; give one outside every network",
      "sites.1.tunnelAddresses.0: 172.16.0.1 lies in 172.16.0.0/24 of sites[1]; give one outside every network",
      "sites.1.tunnelAddresses.1: 172.16.0.2 lies in 172.16.0.0/24 of sites[1]; give one outside every network",
    ]);
  });

  test("that nobody can have, that are too many, or that are none", () => {
    const many = Array.from({ length: 1001 }, (_, i) => `20.${Math.floor(i / 250)}.${i % 250}.0/24`);
    expect(networks({ ipv4: many.slice(1) })).toEqual([]);
    expect(networks({ ipv4: ["127.0.0.0/8"] }, { ipv4: many })).toEqual([
      "sites.0.networks.ipv4.0: 127.0.0.0/8 overlaps 127.0.0.0/8, which no network can have; give another prefix",
      "sites.1.networks: has 1001 prefixes, and a local network gateway of Azure takes 1000; join neighbours into larger ones",
    ]);
    expect(networks({ ipv4: [] })).toEqual(["sites.0.networks.ipv4: [] must name one prefix or more"]);
  });
});

test("more of the gateway's prefixes than a route table takes, or of all than a security group does, are refused", () => {
  const many = (count: number, first: number) =>
    Array.from({ length: count }, (_, i) => `${first + Math.floor(i / 65536)}.${(i >> 8) & 255}.${i & 255}.0/24`);
  const file = config({ name: "lab" });
  file.gateway.network = { additionalPrefixes: many(399, 20) };
  expect(lines(file)).toEqual([
    "gateway.network: has 401 prefixes, and the route table of a simulated site takes 400; join neighbours into larger ones",
  ]);
  const sites = Array.from({ length: 5 }, (_, i) =>
    site(`s${i}`, { networks: { ipv4: many(900, 30 + i) } }, { ...WAN, publicAddress: `198.51.100.${20 + i}` }),
  );
  expect(lines(config(...sites))).toEqual([
    "sites: has 4502 prefixes, and the network security group of subnet1 takes 4000; join neighbours into larger ones",
  ]);
});

test("a site that forgets its kind is told so, and the rest of it is checked", () => {
  const { kind: _, ...forgetful } = site("oslo", {}, { ...WAN, publicAddress: "10.0.0.1" });
  expect(lines(config(forgetful as unknown as Site))).toEqual([
    'sites.0.kind: is missing; it must be "onPremises" for a site that has networks and a router of its own',
    expect.stringContaining("sites.0.router.wans.0.publicAddress: 10.0.0.1 lies in 10.0.0.0/8"),
  ]);
});

test("siteDefaults gives a site on premises what every site has, and nothing of a machine", () => {
  const file = {
    ...config(site("oslo"), { name: "lab" }),
    siteDefaults: { catalyst: { size: "Standard_D16_v5" }, testVm: { enabled: false }, dpdTimeoutSeconds: 20 },
  };
  const result = validate(file);
  expect("deployment" in result && result.deployment.sites.map((one) => one.dpdTimeoutSeconds)).toEqual([20, 20]);
});
