import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import { lab } from "../helpers/synth";

const problems = (config: ConfigFile) => {
  const result = validate(config);
  return "problems" in result ? result.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

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
