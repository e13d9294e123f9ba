import { validate } from "../../config/validate";
import { cidrs } from "../../lib/model/network";
import { fleet, lab, deploymentOf, type SimulatedConfig } from "../helpers/synth";

const prefixes = (config: SimulatedConfig) =>
  Object.fromEntries(deploymentOf(config).sites.map(({ name, network }) => [name, cidrs(network).join(" ")] as const));
const problems = (config: unknown): string[] => {
  const result = validate(config);
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

test("a site's index gives it its /24 and its /48", () => {
  expect(prefixes(fleet())).toMatchObject({
    amsterdam: "10.64.0.0/24 2001:db8:100::/48",
    berlin: "10.64.1.0/24 2001:db8:101::/48",
    rome: "10.64.9.0/24 2001:db8:109::/48",
  });
  expect(prefixes(fleet(({ sites }) => (sites[9]!.index = 255))).rome).toBe("10.64.255.0/24 2001:db8:1ff::/48");
});

test("no site moves when others come, go or change places", () => {
  const before = prefixes(fleet());
  const after = prefixes(
    fleet((config) => {
      config.sites = [{ name: "zurich", index: 10 }, ...config.sites.slice(3).reverse()];
    }),
  );
  const { zurich, ...rest } = after;
  expect(zurich).toBe("10.64.10.0/24 2001:db8:10a::/48");
  expect(Object.keys(rest)).toHaveLength(7);
  expect(before).toMatchObject(rest);
});

test("a site's own prefixes go before those of its index, and then it needs none", () => {
  const own = { ipv4: "10.9.0.0/24", ipv6: "2001:db8:9::/48" };
  const config = fleet(({ sites }) => (sites[0] = { name: "amsterdam", network: own }));
  expect(prefixes(config).amsterdam).toBe("10.9.0.0/24 2001:db8:9::/48");
});

test("a site has what siteDefaults says and it does not, key by key and connection by connection", () => {
  const config = fleet(({ siteDefaults, sites }) => {
    Object.assign(siteDefaults!, {
      location: "francecentral",
      zones: ["2"],
      catalyst: { size: "Standard_D16_v3", reloadOnFirstBoot: true },
      connections: [{ keyVersion: 2 }, { keyVersion: 3 }],
      tunnelAddresses: ["172.31.0.1", "172.31.0.2"],
    });
    Object.assign(sites[1]!, {
      zones: [],
      catalyst: { size: "Standard_DS3_v2" },
      connections: [{ keyVersion: 4 }],
      tunnelAddresses: ["172.31.0.9"],
    });
  });
  const [first, second] = deploymentOf(config).sites;
  expect(first).toMatchObject({
    location: "francecentral",
    zones: ["2"],
    router: { size: "Standard_D16_v3", reloadOnFirstBoot: true },
    connections: [{ keyVersion: 2 }, { keyVersion: 3 }],
    tunnels: [{ address: "172.31.0.1" }, { address: "172.31.0.2" }],
    testVm: { name: "vm2" },
  });
  expect(second).toMatchObject({
    location: "francecentral",
    zones: [],
    router: { size: "Standard_DS3_v2", reloadOnFirstBoot: true },
    connections: [{ keyVersion: 4 }, { keyVersion: 3 }],
    tunnels: [{ address: "172.31.0.9" }, { address: "172.16.0.2" }],
  });
  expect(second).toHaveProperty("testVm", undefined);
});

describe("fails when", () => {
  test.each<[string, (config: SimulatedConfig) => void, string[]]>([
    [
      "a site has no index, another's, or one that the supernet lacks",
      ({ sites }) => {
        delete sites[1]!.index;
        sites[2]!.index = 0;
        sites[3]!.index = 256;
      },
      [
        "sites.1.index: is missing; sitePrefixes takes the site's place from it: give a number of its own, for good",
        "sites.2.index: 0 is the index of sites[0]; give each its own",
        "sites.3.index: 256 is out of range: 2001:db8:100::/40 has 256 prefixes of length 48; give a smaller index, or a larger sitePrefixes.ipv6",
      ],
    ],
    [
      "there is an index without sitePrefixes",
      (config) => {
        delete config.sitePrefixes;
        config.sites = config.sites.slice(0, 1);
      },
      ["sites.0.index: 0 goes unused without sitePrefixes; give those, or remove it"],
    ],
    [
      "a supernet is smaller than a site's prefix",
      (config) => {
        config.sitePrefixes!.ipv4 = "10.64.0.0/25";
        config.sites = config.sites.slice(0, 1);
      },
      [
        "sites.0.index: 0 is out of range: 10.64.0.0/25 has 0 prefixes of length 24; give a smaller index, or a larger sitePrefixes.ipv4",
      ],
    ],
    [
      "the gateway lies in a site's place",
      ({ gateway }) => (gateway.network = { ipv4: "10.64.9.0/24" }),
      [
        "sites.9.network.ipv4: 10.64.9.0/24 overlaps 10.64.9.0/24 of the gateway's network; give prefixes that share no address",
      ],
    ],
    [
      "a default is malformed, once and at its place, beside what else is wrong",
      (config) => {
        Object.assign(config.siteDefaults!, { size: "big", zones: ["4"] });
        config.ipsecPolicy = { dhGroup: "DHGroup2" };
      },
      [
        'siteDefaults.zones.0: "4" must be one of 1, 2, 3',
        "siteDefaults.size: unknown key; known here: location, resourceGroup, resourceGroupExists, zones, network, catalyst, topology, connections, tunnelAddresses, ipsecPolicy, nextIpsecPolicy, dpdTimeoutSeconds, testVm",
        expect.stringMatching(/^ipsecPolicy\.dhGroup: DHGroup2 cannot be used/) as string,
      ],
    ],
    [
      "a default fits no site, at its place",
      ({ siteDefaults }) => (siteDefaults!.tunnelAddresses = ["172.16.0.1", "172.16.0.1"]),
      ["siteDefaults.tunnelAddresses.1: 172.16.0.1 is the address of another tunnel too; give each its own"],
    ],
    [
      "a default belongs to one site alone",
      ({ siteDefaults }) => (siteDefaults!.catalyst = { name: "router" }),
      [
        'siteDefaults.catalyst.name: "router" is the name of another router, and with it of its file; give each its own',
      ],
    ],
  ])("%s", (_, change, expected) => {
    expect(problems(fleet(change))).toEqual(expected);
  });

  test("siteDefaults is no object", () => {
    expect(problems({ ...fleet(), siteDefaults: "none" })).toEqual([
      'siteDefaults: "none" must be an object, such as "siteDefaults": {"testVm":{"enabled":false}}',
    ]);
  });
});

test.each<[string, number, SimulatedConfig["gateway"], string[]]>([
  [
    "16 are too many for VpnGw2AZ",
    16,
    { name: "hub" },
    [
      "sites: 16 sites need 32 connections, and VpnGw2AZ takes 30; use VpnGw4AZ, which takes 100, or set gateway.maxTunnels to what Azure grants",
    ],
  ],
  [
    "16 are too many for VpnGw1AZ, which no gateway leaves for one that takes them",
    16,
    { name: "hub", sku: "VpnGw1AZ" },
    [
      "sites: 16 sites need 32 connections, and VpnGw1AZ takes 30; use VpnGw4AZ, which takes 100 and is a new gateway where one is deployed, since Azure resizes within a generation and yours is Generation1, or set gateway.maxTunnels to what Azure grants",
    ],
  ],
  [
    "51 are too many for any",
    51,
    { name: "hub", sku: "VpnGw5AZ" },
    [
      "sites: 51 sites need 102 connections, and VpnGw5AZ takes 100; no SKU takes so many: use another gateway for some, or set gateway.maxTunnels to what Azure grants",
    ],
  ],
  ["15 fit VpnGw2AZ", 15, { name: "hub" }, []],
  ["50 fit VpnGw4AZ", 50, { name: "hub", sku: "VpnGw4AZ" }, []],
  ["more where Azure grants more", 16, { name: "hub", maxTunnels: 100 }, []],
])("the gateway's tunnels bound the sites: %s", (_, count, gateway, expected) => {
  const sites = Array.from({ length: count }, (_, index) => ({ name: `site${index}`, index }));
  expect(problems(fleet((config) => Object.assign(config, { gateway, sites })))).toEqual(expected);
});

test("the article's lab needs neither", () => {
  expect(prefixes(lab())).toEqual({ cat: "10.2.0.0/24 2001:db8:2::/48" });
});
