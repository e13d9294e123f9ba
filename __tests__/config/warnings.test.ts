import { validate } from "../../config/validate";
import type { ConfigFile } from "../../config/schema";
import { ED25519 } from "../fixtures/ssh-keys";
import { fleet, lab } from "../helpers/synth";

const warnings = (config: ConfigFile) =>
  validate(config).warnings.map(({ path, message }) => `${path.join(".")}: ${message}`);

test("the examples have no warning", () => {
  expect([warnings(lab()), warnings(fleet())]).toEqual([[], []]);
});

describe("warns of", () => {
  test("a region that is not known, where it stands", () => {
    const config = fleet((file) => {
      file.location = "uksuth";
      file.gateway.location = "moonbase1";
      file.siteDefaults!.location = "westeurop";
    });
    expect(warnings(config)).toEqual([
      'location: "uksuth" is not among the regions known here; did you mean "uksouth"?',
      'gateway.location: "moonbase1" is not among the regions known here; make sure that az account list-locations has it',
      'siteDefaults.location: "westeurop" is not among the regions known here; did you mean "westeurope"?',
    ]);
  });

  test("a router's size that Cisco does not list, or that retires, once for all sites that have it from the defaults", () => {
    const size = (of: string) => fleet((file) => (file.siteDefaults!.catalyst = { size: of }));
    const table =
      "that has Standard_D16_v5, Standard_DS3_v2, Standard_D3_v2, Standard_DS4_v2, Standard_D4_v2, Standard_F16s_v2, Standard_F32s_v2";
    expect(warnings(size("Standard_D8s_v5"))).toEqual([
      `siteDefaults.catalyst.size: Standard_D8s_v5 is not in Cisco's list of sizes for the router; ${table}`,
    ]);
    expect(warnings(size("Standard_D8_v3"))).toEqual([
      `siteDefaults.catalyst.size: Standard_D8_v3 is not in Cisco's list of sizes for the router and retires on 2029-11-15; ${table}`,
    ]);
    expect(warnings(size("Standard_DS3_v2"))).toEqual([
      "siteDefaults.catalyst.size: Standard_DS3_v2 retires on 2028-05-01, and Azure gives a new subscription none; use Standard_D16_v5",
    ]);
  });

  test("a test machine's size that retires", () => {
    expect(warnings(lab(({ gateway }) => (gateway.testVm = { size: "Standard_B1s" })))).toEqual([
      "gateway.testVm.size: Standard_B1s retires on 2028-11-15, and Azure gives a new subscription none; use Standard_B2ts_v2",
    ]);
  });

  test("a generation that Microsoft moves gateways away from, where there is another", () => {
    const generation = (sku: "VpnGw1AZ" | "VpnGw2AZ") =>
      lab(({ gateway }) => Object.assign(gateway, { sku, generation: "Generation1" }));
    expect(warnings(generation("VpnGw1AZ"))).toEqual([]);
    expect(warnings(generation("VpnGw2AZ"))).toEqual([
      "gateway.generation: Generation1 is what Microsoft moves gateways away from; leave it out, and a new gateway is of Generation2",
    ]);
  });

  test("a router's file that a remote run would lose, unless the config says that it is wanted", () => {
    const cloud = (writeFile?: boolean) =>
      warnings({ ...lab(), backend: { type: "cloud", organization: "acme" }, writeFile });
    expect(cloud()).toEqual([
      "writeFile: is missing, and a remote run of HCP Terraform writes the router's file, with its keys, where nobody finds it; give false, or true where the workspaces' execution mode is Local",
    ]);
    expect([...cloud(true), ...cloud(false), ...warnings(lab())]).toEqual([]);
  });

  test("alerts that reach nobody", () => {
    expect(warnings({ ...lab(), monitoring: { actionGroup: { emails: ["noc@example.com"] } } })).toEqual([]);
    expect(warnings({ ...lab(), monitoring: {} })).toEqual([
      'monitoring.actionGroup: is missing, so that alerts show in the portal alone; give {"emails": ["noc@example.com"]}, or an existing group',
    ]);
  });

  test("SSH that is open to all, and a password as its only guard", () => {
    const open = lab((file) => (file.adminSourcePrefixes = ["0.0.0.0/0", "::/0"]));
    const widely = (cidr: string) =>
      `${cidr} opens SSH to the whole Internet; give the prefixes that administrators come from`;
    expect(warnings(open)).toEqual([
      `adminSourcePrefixes.0: ${widely("0.0.0.0/0")}`,
      `adminSourcePrefixes.1: ${widely("::/0")}`,
      "adminSshPublicKey: is missing, so that a password alone guards an SSH that is open to the whole Internet; give a public key",
    ]);
    expect(warnings({ ...open, adminSshPublicKey: ED25519 })).toHaveLength(2);
  });

  test("nothing that only stands in for a wrong value", () => {
    const config = fleet((file) => {
      file.location = "UK South";
      file.siteDefaults!.catalyst = { size: "D8_v3" };
    });
    expect(warnings(config)).toEqual([]);
  });
});
