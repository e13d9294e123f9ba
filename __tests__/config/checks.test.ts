import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import { lab } from "../helpers/synth";

const problems = (config: ConfigFile) => {
  const result = validate(config);
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

describe("throughput", () => {
  const throughput = (throughputMbps: unknown, hseck9?: boolean) =>
    problems(
      lab(({ sites }) => (sites[0]!.catalyst = { throughputMbps, hseck9 } as ConfigFile["sites"][0]["catalyst"])),
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
