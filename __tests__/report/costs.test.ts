import { costs } from "../../lib/report/costs";
import { deploymentOf as exampleOf } from "../helpers/any-deployment";
import { reportOf, rowsOf } from "../helpers/report";
import { deploymentOf, fleet, lab, resourcesOf, synthesize } from "../helpers/synth";

const CAPTION = "Public list prices, pay as you go, East US, 730 hours, in USD";
const rows = (...args: Parameters<typeof reportOf>) =>
  rowsOf(reportOf(...args), "costs", CAPTION).map(({ what, count, each, all }) => [what, count, each, all]);

test("the lab: what is known is summed, what is not is named and counts as nothing", () => {
  expect(rows(exampleOf("lab.json"))).toEqual([
    ["VPN gateway VpnGw2AZ, both instances", "1", "411.72", "411.72"],
    ["Public IPv4 addresses, static", "7", "3.65", "25.55"],
    ["Routers Standard_D16_v5", "1", "560.64", "560.64"],
    ["Test machines Standard_B2ts_v2", "2", "not known", "not known"],
    ["Total, without what is not known", "", "", "997.91"],
  ]);
});

test("fifty sites on premises: the connections beyond those that the gateway includes", () => {
  expect(rows(exampleOf("examples/fifty-branches.json"))).toEqual([
    ["VPN gateway VpnGw4AZ, both instances", "1", "not known", "not known"],
    ["Connections beyond the 10 included", "40", "10.95", "438.00"],
    expect.arrayContaining(["Public IPv4 addresses, static"]),
    expect.arrayContaining(["not known"]),
    expect.arrayContaining(["Total, without what is not known"]),
  ]);
});

test("a gateway that exists has its price already, and the report says so", () => {
  const report = reportOf(exampleOf("examples/existing-hub.json"));
  expect(JSON.stringify(report.sections.find(({ id }) => id === "costs"))).toContain("The gateway exists already");
  expect(rowsOf(report, "costs", CAPTION).map(({ what }) => what)).not.toContainEqual(
    expect.stringContaining("VPN gateway"),
  );
});

test.each([
  ["the lab", lab()],
  ["single", lab(({ sites }) => void Object.assign(sites[0]!, { topology: "single", connections: undefined }))],
  ["a fleet", fleet()],
])("counts the addresses and machines of each size that the stacks make: %s", (_, config) => {
  const stacks = Object.values(synthesize(config));
  const count = (type: string) => stacks.reduce((sum, stack) => sum + resourcesOf(stack, type).length, 0);
  const found = rows(deploymentOf(config));
  const counted = (start: string) =>
    found.filter(([what]) => String(what).startsWith(start)).reduce((sum, [, one]) => sum + Number(one), 0);
  expect(counted("Public IPv4 addresses")).toBe(count("azurerm_public_ip"));
  expect(counted("Routers") + counted("Test machines")).toBe(count("azurerm_linux_virtual_machine"));
});

test("each price that is used names its source", () => {
  const deployment = exampleOf("lab.json");
  const [, list] = costs({
    deployment,
    sites: deployment.sites,
    known: { made: "2026-11-26T09:00:00Z", results: [] },
  }).blocks;
  expect(JSON.stringify(list).match(/Prices by /g)).toHaveLength(2);
});
