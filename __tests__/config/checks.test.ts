import { validate } from "../../config/validate";
import { DEFAULT_POLICY } from "../../lib/model/ipsec-policy";
import { deploymentOf, lab, type SimulatedConfig } from "../helpers/synth";

const problems = (config: SimulatedConfig) => {
  const result = validate(config);
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

describe("throughput", () => {
  const throughput = (throughputMbps: unknown, hseck9?: boolean) =>
    problems(
      lab(({ sites }) => (sites[0]!.catalyst = { throughputMbps, hseck9 } as SimulatedConfig["sites"][0]["catalyst"])),
    );

  test("above 250 Mbit/s takes the HSECK9 licence", () => {
    expect(throughput(250)).toEqual([]);
    expect(throughput(500)).toEqual([
      'sites.0.catalyst.throughputMbps: 500 needs Cisco\'s HSECK9 licence, without which IOS-XE takes 250 at most; use that, or set "hseck9": true where the router has the licence',
    ]);
    expect(throughput(500, true)).toEqual([]);
  });

  test("is one of Cisco's levels", () => {
    expect(throughput(300)).toEqual([
      "sites.0.catalyst.throughputMbps: 300 must be one of 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000",
    ]);
    expect(throughput("250")).toEqual([
      'sites.0.catalyst.throughputMbps: "250" must be one of 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000; did you mean 250?',
    ]);
  });
});

describe("the topology", () => {
  const site = (changes: Partial<SimulatedConfig["sites"][number]>) =>
    problems(lab(({ sites }) => void Object.assign(sites[0]!, { connections: [] }, changes)));

  test("bounds connections and tunnels", () => {
    expect(site({ topology: "single", connections: [{}], tunnelAddresses: ["172.16.0.1", "172.16.0.2"] })).toEqual([]);
    expect(site({ topology: "mesh", tunnelAddresses: [1, 2, 3, 4].map((n) => `172.16.0.${n}`) })).toEqual([]);
    expect(site({ topology: "single", connections: [{}, {}] })).toEqual([
      "sites.0.connections: has 2, and the topology single has 1 connection; remove the others, or use another topology",
    ]);
    expect(site({ tunnelAddresses: ["172.16.0.1", "172.16.0.2", "172.16.0.3"] })).toEqual([
      "sites.0.tunnelAddresses: has 3, and the topology article has 2 tunnels; remove the others, or use another topology",
    ]);
  });

  test("says how many connections a site takes of the gateway's", () => {
    const sites = (topology: "single" | "mesh") =>
      problems(
        lab((config) => {
          config.sitePrefixes = { ipv4: "10.128.0.0/12", ipv6: "2001:db8:8000::/36" };
          config.siteDefaults = { topology };
          config.sites = Array.from({ length: 30 }, (_, index) => ({ name: `site${index}`, index }));
        }),
      );
    expect(sites("single")).toEqual([]);
    expect(sites("mesh")[0]).toMatch(/^sites: 30 sites need 60 connections, and VpnGw2AZ takes 30; use VpnGw4AZ/);
  });
});

describe("a policy", () => {
  const policies = (change: (site: SimulatedConfig["sites"][number], config: SimulatedConfig) => void) =>
    lab((config) => change(config.sites[0]!, config));

  test("is the one above it but for what it says itself", () => {
    const { sites } = deploymentOf(
      policies((site, config) => {
        config.ipsecPolicy = { dhGroup: "ECP384" };
        site.ipsecPolicy = { pfsGroup: "ECP384" };
        site.nextIpsecPolicy = { pfsGroup: "PFS14" };
        site.connections = [{}, { ipsecPolicy: { saLifetimeSeconds: 3600 } }];
      }),
    );
    const ofSite = { ...DEFAULT_POLICY, dhGroup: "ECP384", pfsGroup: "ECP384" };
    expect(sites[0]!.connections.map(({ ipsecPolicy }) => ipsecPolicy)).toEqual([
      ofSite,
      { ...ofSite, saLifetimeSeconds: 3600 },
    ]);
    expect(sites[0]!.nextIpsecPolicy).toEqual({ ...ofSite, pfsGroup: "PFS14" });
  });

  test("is wrong where it is given, and once", () => {
    const gcm = (field: string) =>
      `${field}.ipsecIntegrity: GCMAES256 does not go with ipsecEncryption AES256: Azure wants the same GCMAES algorithm for both; use SHA256`;
    const cbc = { ipsecEncryption: "AES256" } as const;
    expect(problems(policies((site) => (site.ipsecPolicy = cbc)))).toEqual([gcm("sites.0.ipsecPolicy")]);
    expect(problems(policies((site) => (site.nextIpsecPolicy = cbc)))).toEqual([gcm("sites.0.nextIpsecPolicy")]);
    expect(problems(policies((site) => (site.connections = [{ ipsecPolicy: cbc }, { ipsecPolicy: cbc }])))).toEqual([
      gcm("sites.0.connections.0.ipsecPolicy"),
      gcm("sites.0.connections.1.ipsecPolicy"),
    ]);
    const inherited = policies((site, config) => {
      config.ipsecPolicy = cbc;
      site.ipsecPolicy = { pfsGroup: "ECP384" };
    });
    expect(problems(inherited)).toEqual([gcm("ipsecPolicy")]);
    const twice = policies((site, config) => {
      site.ipsecPolicy = cbc;
      const network = { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" };
      config.sites.push({ name: "paris", network, ipsecPolicy: cbc });
    });
    expect(problems(twice)).toEqual([gcm("sites.0.ipsecPolicy"), gcm("sites.1.ipsecPolicy")]);
  });
});

describe("zones", () => {
  const rule = (region: string) =>
    `the region ${region} has no availability zones, and Azure refuses an address that names any; set "zones": []`;

  test("are refused in a region that has none, for the gateway and the sites", () => {
    expect(problems(lab((config) => (config.location = "ukwest")))).toEqual([
      `gateway.zones: ${rule("ukwest")}`,
      `sites.0.zones: ${rule("ukwest")}`,
    ]);
    expect(problems(lab(({ sites }) => (sites[0]!.location = "westus")))).toEqual([`sites.0.zones: ${rule("westus")}`]);
  });

  test("are needed for the gateway in a region that has them, and for no site", () => {
    const none = lab((file) => {
      file.gateway.zones = [];
      file.siteDefaults = { zones: [] };
    });
    expect(problems(none)).toEqual([
      "gateway.zones: [] is for a region without availability zones, and uksouth has some: Azure wants zonal addresses for VpnGw2AZ there; name one zone, or all three",
    ]);
  });

  test("are none where the config says so", () => {
    const config = lab((file) => {
      file.location = "ukwest";
      file.gateway.zones = [];
      file.siteDefaults = { zones: [] };
    });
    expect(problems(config)).toEqual([]);
  });
});
