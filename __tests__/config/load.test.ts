import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadConfig } from "../../config/load";
import { ED25519 } from "../fixtures/ssh-keys";
import { lab, deploymentOf, simulatedSites, type SimulatedConfig } from "../helpers/synth";

const folder = mkdtempSync(join(tmpdir(), "config-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The report on a config file of this text, without the folder that it lies in. */
function report(text: string): string {
  const file = join(folder, "mine.json");
  writeFileSync(file, text);
  try {
    loadConfig(file);
  } catch (error) {
    expect(error).toHaveProperty("name", "UserError");
    return (error as Error).message.replaceAll(`${folder}/`, "");
  }
  return "no problem";
}

const reportOn = (change: (config: SimulatedConfig) => void) => report(JSON.stringify(lab(change)));
/** For what the types would not let a test write. */
const set = (path: string, value: unknown) => (config: SimulatedConfig) => {
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce<Record<string, unknown>>(
    (object, key) => (object[key] ??= {}) as Record<string, unknown>,
    config as Record<string, unknown>,
  );
  parent[last] = value;
};

test("the lab's file is right as it is, and eight values are all that it needs", () => {
  expect(report(JSON.stringify(lab()))).toBe("no problem");
  const least: SimulatedConfig = {
    location: "uksouth",
    resourceGroup: "rg",
    adminUsername: "azureadmin",
    gateway: { name: "gw" },
    sites: [{ name: "cat" }],
  };
  expect(report(JSON.stringify(least))).toBe("no problem");
});

test("names the file as generated files do: on one line, and in brackets where nobody can open it by that name", () => {
  const nameOf = (file: string) => loadConfig(file).deployment.config;
  expect(nameOf("config/fleet.json")).toBe("config/fleet.json");
  expect(nameOf(resolve("config/lab.json"))).toBe("config/lab.json");
  const hostile = join(folder, "a\nno ip ssh ${b} \u202e.json");
  writeFileSync(hostile, JSON.stringify(lab()));
  expect(nameOf(hostile)).toBe("<a_no_ip_ssh___b___.json>");
  const outside = join(folder, "mine.json");
  writeFileSync(outside, JSON.stringify(lab()));
  expect(nameOf(outside)).toBe("<mine.json>");
});

test("the names and numbers of a router's file have a form", () => {
  expect(reportOn(set("sites.0.catalyst.namePrefix", "2nd"))).toContain(
    'sites[0].catalyst.namePrefix: "2nd" must be 1 to 16 letters, digits, "_" and "-", starting with a letter',
  );
  expect(reportOn(set("sites.0.catalyst.tunnelBase", -1))).toContain(
    "sites[0].catalyst.tunnelBase: -1 is too small; it must be 0 or more",
  );
  expect(reportOn(set("sites.0.catalyst.tunnelBase", 2_147_483_647))).toContain(
    "sites[0].catalyst.tunnelBase: 2147483647 is too large; the most is 2147483644",
  );
  const highest = (config: SimulatedConfig) => {
    set("sites.0.catalyst.tunnelBase", 2_147_483_644)(config);
    set("sites.0.tunnelAddresses", ["172.31.0.1", "172.31.0.2"])(config);
  };
  expect(reportOn(highest)).toBe("no problem");
});

test("an NTP server is a host name or an address", () => {
  const servers = (list: unknown) => reportOn(set("sites.0.catalyst.ntpServers", list));
  expect(servers(["ntp.example.com", "192.0.2.1", "2001:DB8::1"])).toBe("no problem");
  expect(servers([])).toBe("no problem");
  expect(servers(["time.windows.com\nno ip ssh"])).toContain(
    'sites[0].catalyst.ntpServers[0]: "time.windows.com\\nno ip ssh" must be a host name, such as time.windows.com, or an address',
  );
  expect(servers(["192.0.2.256"])).toContain('sites[0].catalyst.ntpServers[0]: "192.0.2.256" is not an IPv4 address');
  expect(servers("time.windows.com")).toContain(
    'sites[0].catalyst.ntpServers: "time.windows.com" must be a list, such as',
  );
});

test("hands down region, resource groups and names", () => {
  const deployment = deploymentOf(
    lab((file) => {
      file.sites.push({
        name: "paris",
        location: "francecentral",
        network: { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" },
      });
    }),
  );
  const [cat, paris] = simulatedSites(deployment);
  expect([deployment.gateway.location, cat!.location, paris!.location]).toEqual([
    "uksouth",
    "uksouth",
    "francecentral",
  ]);
  expect(paris).toMatchObject({
    resourceGroup: "dual-stack-onprem-paris",
    router: { name: "paris" },
    network: { name: "paris-net", subnets: { eth1: { name: "paris-eth1" }, app: { name: "app-subnet" } } },
    connections: [
      { name: "conn1-to-paris", localNetworkGateway: expect.stringMatching(/^localNetGw1-paris-[0-9a-f]{6}$/) },
      { name: "conn2-to-paris", localNetworkGateway: expect.stringMatching(/^localNetGw2-paris-[0-9a-f]{6}$/) },
    ],
  });
});

test("a generation follows from the SKU, unless the config gives another", () => {
  const generations = (["VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ"] as const).map(
    (sku) => deploymentOf(lab(set("gateway", { name: "gw", sku }))).gateway.size.generation,
  );
  expect(generations).toEqual(["Generation1", "Generation2", "Generation2", "Generation2", "Generation2"]);
  const first = lab(set("gateway", { name: "gw", sku: "VpnGw2AZ", generation: "Generation1" }));
  expect(deploymentOf(first).gateway.size.generation).toBe("Generation1");
});

test("takes a byte order mark, as some editors write it", () => {
  expect(report(`\uFEFF${JSON.stringify(lab())}`)).toBe("no problem");
});

test("writes prefixes and addresses in canonical text", () => {
  const deployment = deploymentOf(lab(set("sites.0.network", { ipv6: "2001:DB8:2:0::0/48" })));
  expect(deployment.sites[0]!.network.ipv6[0]!.cidr).toBe("2001:db8:2::/48");
});

describe("fails when", () => {
  test("there is no such file", () => {
    expect(() => loadConfig("config/none.json")).toThrowErrorMatchingInlineSnapshot(
      `"config/none.json is not there; beside it lie fleet.json, lab.json"`,
    );
  });

  test("the file is not JSON, and shows nothing of it, since that may be a secret", () => {
    expect(report('{\n  "adminPassword": Hunter2\n}')).toBe(
      "mine.json is not valid JSON: line 2, column 20: invalid symbol; text stands in double quotes; without them there are numbers, true, false and null",
    );
    expect(report('{ "location": "uksouth", }')).toBe(
      "mine.json is not valid JSON: line 1, column 26: property name expected; remove the comma before }",
    );
    expect(report("\n")).toBe("mine.json is not valid JSON: it is empty; write an object, as config/lab.json is");
  });

  test("values are of no use, each by its own rule", () => {
    const change = (config: SimulatedConfig) => {
      set("adminUsername", null)(config);
      set("gateway.zones", [1])(config);
      set("gateway.maxTunnels", 0)(config);
      set("sites.0.connections", [{}, {}, {}])(config);
      set("monitoring", { instanceNames: ["a"] })(config);
      set("tags", { "my/tag": "x" })(config);
    };
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 6 problems:
       adminUsername: null must be text, such as "azureadmin"
       gateway.zones[0]: 1 must be one of 1, 2, 3
       gateway.maxTunnels: 0 is too small; it must be 2 or more
       sites[0].connections: a list of 3 is too long; the most is 2
       monitoring.instanceNames: ["a"] must name both instances
       tags["my/tag"]: "x" has a name that must be at most 512 characters without < > % & \\ ? /, "\${" and control characters, and not start with a blank
     mine.json has 1 warning:
       monitoring.actionGroup: is missing, so that alerts show in the portal alone; give {"emails": ["noc@example.com"]}, or an existing group"
    `);
  });

  test("the file holds a list", () => {
    expect(report("[]")).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       a list of 0 must be an object, such as {"location":"uksouth","resourceGroup":"vpn","adminUsername":"azureadmin","gateway":{"name":"gw"},"sites":[{"name":"site"}]}"
    `);
  });

  test("a key is unknown", () => {
    expect(reportOn(set("gateway.bgp", true))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       gateway.bgp: unknown key; known here: name, location, resourceGroup, resourceGroupExists, existing, networks, sku, generation, zones, preventDestroy, locks, network, maxTunnels, testVm"
    `);
  });

  test("required values are missing", () => {
    expect(report("{}")).toMatchInlineSnapshot(`
     "mine.json has 5 problems:
       location: is missing; it must be text, such as "uksouth"
       resourceGroup: is missing; it must be text, such as "vpn"
       adminUsername: is missing; it must be text, such as "azureadmin"
       gateway: is missing; it must be an object, such as "gateway": {"name":"gw"}
       sites: is missing; it must be a list, such as "sites": [{"name":"site"}]"
    `);
  });

  test("a value is of the wrong type", () => {
    expect(reportOn(set("gateway.zones", "1"))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       gateway.zones: "1" must be a list, such as "zones": ["1","2","3"]"
    `);
  });

  test("a prefix has host bits", () => {
    expect(reportOn(set("sites.0.network", { ipv4: "10.2.0.1/24" }))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       sites[0].network.ipv4: "10.2.0.1/24" has host bits set; write 10.2.0.0/24"
    `);
  });

  test("the two networks overlap", () => {
    expect(reportOn(set("sites.0.network", { ipv4: "10.1.0.0/25" }))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       sites[0].network.ipv4: 10.1.0.0/25 overlaps 10.1.0.0/24 of the gateway's network; give prefixes that share no address"
    `);
  });

  test("a network has no room, and counts what follows from it", () => {
    const change = (config: SimulatedConfig) => {
      set("gateway.network", { ipv4: "10.1.0.0/30" })(config);
      set("sites.0.network", { ipv6: "2001:db8:5::/65" })(config);
    };
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 2 problems:
       gateway.network.ipv4: 10.1.0.0/30 cannot be an address space; give a length of 8 to 29 (and 4 more that follow from it)
       sites[0].network.ipv6: 2001:db8:5::/65 cannot be an address space; give a length of 16 to 64 (and 8 more that follow from it)"
    `);
  });

  test("a subnet lies outside its network", () => {
    const change = set("sites.0.network", { subnets: { eth2: { ipv4: "10.2.1.32/27" } } });
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       sites[0].network.subnets.eth2.ipv4: 10.2.1.32/27 lies outside its network 10.2.0.0/24; give a prefix inside it"
    `);
  });

  test("an IPv6 subnet is not a /64", () => {
    const change = set("sites.0.network", { subnets: { eth2: { ipv6: "2001:db8:2:2::/72" } } });
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       sites[0].network.subnets.eth2.ipv6: 2001:db8:2:2::/72 is not a /64; Azure takes no other length for an IPv6 subnet"
    `);
  });

  test("GatewaySubnet is too small", () => {
    const change = set("gateway.network", { subnets: { gatewaySubnet: { ipv4: "10.1.0.224/28" } } });
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       gateway.network.subnets.gatewaySubnet.ipv4: 10.1.0.224/28 is too small; gatewaySubnet needs a /27 or larger"
    `);
  });

  test("SKU and generation do not go together", () => {
    expect(reportOn(set("gateway.sku", "VpnGw1AZ"))).toBe("no problem");
    expect(reportOn(set("gateway", { name: "gw", sku: "VpnGw1AZ", generation: "Generation2" }))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       gateway.generation: Generation2 does not exist for VpnGw1AZ; leave it out, since it follows from the SKU, or use another SKU"
    `);
  });

  test("the SKU is not zonal", () => {
    expect(reportOn(set("gateway.sku", "VpnGw2"))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       gateway.sku: "VpnGw2" must be one of VpnGw1AZ, VpnGw2AZ, VpnGw3AZ, VpnGw4AZ, VpnGw5AZ; did you mean VpnGw2AZ?"
    `);
  });

  test("two sites have the same name and overlapping prefixes", () => {
    const change = (config: SimulatedConfig) =>
      void config.sites.push({ name: "CAT", network: { ipv4: "10.2.0.0/16" } });
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 3 problems:
       sites[1].network.ipv4: 10.2.0.0/16 overlaps 10.2.0.0/24 of sites[0]; give prefixes that share no address
       sites[1].network.ipv6: 2001:db8:2::/48 overlaps 2001:db8:2::/48 of sites[0]; give prefixes that share no address
       sites[1].name: "CAT" is the name of another site; give each its own (and 2 more that follow from it)"
    `);
  });

  test("one end refuses the policy", () => {
    expect(reportOn(set("ipsecPolicy", { dhGroup: "DHGroup2", saLifetimeSeconds: 60 }))).toMatchInlineSnapshot(`
     "mine.json has 2 problems:
       ipsecPolicy.dhGroup: DHGroup2 cannot be used: Catalyst 8000 with IOS-XE 17.11 or later refuses it as weak (Cisco field notice FN72510); use one of DHGroup2048, DHGroup14, ECP256, ECP384
       ipsecPolicy.saLifetimeSeconds: 60 s is out of range: Azure takes a whole number of 300 or more; use 27000, Azure's default"
    `);
  });

  test("a name could smuggle a line into the router's configuration", () => {
    expect(reportOn(set("sites.0.name", "cat\nno ip ssh"))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       sites[0].name: "cat\\nno ip ssh" must be a host name of 1 to 40 letters, digits and "-" that starts with a letter and ends with a letter or digit"
    `);
  });

  test("Azure refuses a name", () => {
    const change = (config: SimulatedConfig) => {
      config.resourceGroup = "ends-with-dot.";
      config.adminUsername = "admin";
    };
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 2 problems:
       resourceGroup: "ends-with-dot." must be 1 to 90 letters, digits, "_", ".", "-" and brackets, without a "." at the end
       adminUsername: "admin" is a name that Azure reserves; choose another"
    `);
  });

  test("a tag would be evaluated by Terraform", () => {
    expect(reportOn(set("tags", { owner: "${file(1)}" }))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       tags.owner: "\${file(1)}" must be at most 256 characters without control characters, "\${" and "%{""
    `);
  });

  test("a secret stands in the file, and does not show it", () => {
    const text = reportOn(set("adminPassword", "Hunter2Hunter2"));
    expect(text).not.toContain("Hunter2");
    expect(text).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       adminPassword: must be "generate" or "variable"; a secret never stands in this file, so take it out"
    `);
  });

  test("the password is a variable that an SSH key makes idle", () => {
    const change = (config: SimulatedConfig) => {
      config.adminPassword = "variable";
      config.adminSshPublicKey = `${ED25519} me`;
    };
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       adminPassword: "variable" goes unused beside adminSshPublicKey, which replaces the password; remove one of the two"
    `);
  });

  test("the backend is of no known type", () => {
    expect(reportOn(set("backend", { type: "s3" }))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       backend.type: "s3" must be one of local, azurerm, cloud"
    `);
  });

  test("the folder of the states is the project's, or one that the project lies in", () => {
    const said = (folder: string) => reportOn(set("backend", { type: "local", folder }));
    for (const folder of [".", "./", "a/../", "..", "../", "a/../..", "../../.."]) {
      expect(said(folder)).toBe(
        `mine.json has 1 problem:\n  backend.folder: "${folder}" is the project's folder, or holds it, and the folder of the states is closed to all others; give the states a folder of their own, such as "state"`,
      );
    }
    for (const folder of ["state", "a/b", "../states", "../../a", "..a", ".hidden"]) {
      expect(said(folder)).toBe("no problem");
    }
  });

  test("Azure would refuse it late, or change it on its own", () => {
    const change = (config: SimulatedConfig) => {
      config.resourceGroup = "g".repeat(85);
      config.adminSourcePrefixes = ["192.0.2.0/24", "10.1.0.0/16", "2001:db8:9::/48", "10.0.0.0/8"];
      config.gateway.zones = ["1", "2"];
      config.sites[0] = {
        name: "cat",
        network: { ipv4: "0.0.0.0/24", ipv6: "fe80::/48", subnets: { app: { name: "gatewaysubnet" } } },
        catalyst: { name: "r".repeat(61), size: "Standard_D4s_v3" },
        tunnelAddresses: ["0.1.2.3"],
      };
    };
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 9 problems:
       gateway.zones: ["1","2"] must name one zone or all three: Azure makes an address of two in all three, and every later plan replaces it
       sites[0].network.subnets.app.name: "gatewaysubnet" is a name that Azure reserves; choose another
       sites[0].network.ipv4: 0.0.0.0/24 overlaps 0.0.0.0/8, which no network can have; give another prefix
       sites[0].network.ipv6: fe80::/48 overlaps fe80::/10, which no network can have; give another prefix
       sites[0].tunnelAddresses[0]: 0.1.2.3 cannot be the address of an interface; give a private one, such as 172.16.0.1
       sites[0].catalyst.size: Standard_D4s_v3 takes 2 network interfaces, and the router has 3; use Standard_D16_v5
       adminSourcePrefixes[3]: 10.0.0.0/8 overlaps 10.1.0.0/16, which Azure refuses in one rule; keep the larger of the two
       resourceGroup: "ggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg-vpn-gateway" has 97 characters, and Azure takes 90; give a shorter one (and 1 more that follows from it)
       sites[0].catalyst.name: "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr-net" has 65 characters, and Azure takes 64; give a shorter one"
    `);
  });

  test("a test machine's interface would bear the name of the router's", () => {
    expect(reportOn(set("sites.0.testVm", { name: "cat-eth2" }))).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       sites[0].testVm.name: "cat-eth2" is the name of another virtual machine of this site, or of its router's interface; give each its own"
    `);
  });

  test("two sites would accept the same terms", () => {
    const change = (config: SimulatedConfig) => {
      config.marketplaceTerms = "managed";
      config.sites.push({ name: "paris", network: { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" } });
    };
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 1 problem:
       marketplaceTerms: "managed" cannot accept the terms of cisco:cisco-c8000v-byol:17_16_01a-byol for sites[0] and sites[1], since a subscription accepts them once; use "external""
    `);
    expect(
      reportOn((config) => {
        change(config);
        config.sites[1]!.catalyst = { image: { sku: "17_15_01a-byol" } };
      }),
    ).toBe("no problem");
  });

  test("much is wrong, and reports all of it at once", () => {
    const change = (config: SimulatedConfig) => {
      set("location", "UK South")(config);
      set("gateway", { name: "gw", sku: "VpnGw1AZ", generation: "Generation2" })(config);
      set("sites.0.network", { ipv4: "10.2.0.0/33", subnets: { app: { ipv6: "2001:db8:9::/64" } } })(config);
      set("ipsecPolicy.ikeEncryption", "DES")(config);
      set("gateway.generation", "Generation2")(config);
    };
    expect(reportOn(change)).toMatchInlineSnapshot(`
     "mine.json has 5 problems:
       location: "UK South" must be a region in Azure's short form; did you mean "uksouth"?
       sites[0].network.ipv4: "10.2.0.0/33" is not an IPv4 prefix; write an address and a length of 0 to 32, such as 10.2.0.0/24
       sites[0].network.subnets.app.ipv6: 2001:db8:9::/64 lies outside its network 2001:db8:2::/48; give a prefix inside it
       ipsecPolicy.ikeEncryption: DES cannot be used: Catalyst 8000 with IOS-XE 17.11 or later refuses it as weak (Cisco field notice FN72510); use one of GCMAES256, GCMAES128, AES256, AES192, AES128
       gateway.generation: Generation2 does not exist for VpnGw1AZ; leave it out, since it follows from the SKU, or use another SKU"
    `);
  });
});
