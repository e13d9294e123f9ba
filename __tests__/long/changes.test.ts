import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";
import { lab, type SimulatedConfig } from "../helpers/synth";

/** Changes that a deployment lives through, one after the other: each is deployed, and leaves nothing to do. */
withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  const file = project.path("mine.json");
  const keys = (numbers: readonly [number, number]) => ({
    TF_VAR_shared_key_cat_1: `first-key-of-this-site_${numbers[0]}`.replaceAll("-", "_"),
    TF_VAR_shared_key_cat_2: `other-key-of-this-site_${numbers[1]}`.replaceAll("-", "_"),
  });

  /** Deploys, and looks whether that was all. @returns what was printed */
  function deploy(config: SimulatedConfig, environment: NodeJS.ProcessEnv): string {
    writeFileSync(file, JSON.stringify(config));
    const all = { VPN_CONFIG: file, ...environment };
    const deployed = project.run("start", [], all);
    expect(deployed).toMatchObject({ status: 0, stderr: "" });
    const plan = project.run("start", ["plan"], all);
    expect(plan).toMatchObject({ status: 0, stdout: "onprem-cat: no changes\nvpn-gateway: no changes\n" });
    return deployed.stdout;
  }
  const names = (type: string) =>
    readdirSync(project.path(".simulator/cloud/resources"))
      .map((name) => readFileSync(project.path(".simulator/cloud/resources", name), "utf8"))
      .map((text) => JSON.parse(text) as { type: string; name: string })
      .filter((resource) => resource.type === type)
      .map(({ name }) => name)
      .sort();

  let config = lab((lab) => {
    lab.sharedKeys = "variable";
    lab.location = "ukwest";
    lab.gateway.zones = [];
    lab.sites[0]!.zones = [];
  });
  const change = (what: (config: SimulatedConfig) => void) => {
    config = structuredClone(config);
    what(config);
  };

  test("a region without zones", () => {
    deploy(config, keys([1, 1]));
    expect(names("Microsoft.Network/publicIPAddresses")).toEqual([
      "cat-eth1-pip-regional",
      "cat-eth2-pip-regional",
      "cat-eth3-pip-regional",
      "gw-pubIP1-regional",
      "gw-pubIP2-regional",
      "vm1-pubIP-regional",
      "vm2-pubIP-regional",
    ]);
    expect(project.run("start", ["destroy"], { VPN_CONFIG: file, ...keys([1, 1]) }).status).toBe(0);
  });

  test("other zones of a site: its addresses change, and nothing is replaced but they", () => {
    change((config) => {
      config.location = "uksouth";
      delete config.gateway.zones;
      delete config.sites[0]!.zones;
    });
    deploy(config, keys([1, 1]));
    change((config) => (config.sites[0]!.zones = ["1"]));
    expect(deploy(config, keys([1, 1]))).toContain("onprem-cat: 4 added, ");
    expect(names("Microsoft.Network/publicIPAddresses")).toContain("cat-eth1-pip-z1");
    expect(names("Microsoft.Network/publicIPAddresses")).not.toContain("cat-eth1-pip");
  });

  test("other zones of the gateway: another gateway, in one run", () => {
    change((config) => (config.gateway.zones = ["2"]));
    deploy(config, keys([1, 1]));
    expect(names("Microsoft.Network/publicIPAddresses")).toContain("gw-pubIP1-z2");
  });

  test("the gateway's network grows around its subnets", () => {
    change((config) => (config.gateway.network = { ipv4: "10.1.0.0/23" }));
    // The network and two rules change, and the router's file is written anew.
    expect(deploy(config, keys([1, 1]))).toContain("vpn-gateway: 1 added, 3 changed, 1 destroyed");
  });

  test("another key from a variable, with its version", () => {
    change((config) => (config.sites[0]!.connections![1]!.keyVersion = 2));
    deploy(config, keys([1, 2]));
    const file = readFileSync(project.path(".simulator/generated/cat-tunnels.cfg"), "utf8");
    expect(file).toContain(keys([1, 2]).TF_VAR_shared_key_cat_2);
  });

  test("another policy: the router accepts it first, then the connections get it one after the other", () => {
    const next = { dhGroup: "ECP384" } as const;
    const written = () =>
      readFileSync(project.path(".simulator/cloud/writes.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { operation: string; id: string });
    const groups = () =>
      readFileSync(project.path(".simulator/generated/cat-tunnels.cfg"), "utf8").match(/^ group \d+$/gm);
    /** @returns what the change has written to Azure, by operation and name */
    const step = (what: (site: SimulatedConfig["sites"][number]) => void) => {
      const before = written().length;
      change((config) => what(config.sites[0]!));
      deploy(config, keys([1, 2]));
      return written()
        .slice(before)
        .map(({ operation, id }) => `${operation} ${id.split("/").at(-1)}`);
    };
    expect(step((site) => (site.nextIpsecPolicy = next))).toEqual([]);
    expect(groups()).toEqual([" group 14", " group 20"]);
    expect(step((site) => (site.connections![0]!.ipsecPolicy = next))).toEqual(["put conn1-to-Catalyst"]);
    expect(
      step((site) => {
        site.ipsecPolicy = next;
        delete site.nextIpsecPolicy;
        delete site.connections![0]!.ipsecPolicy;
      }),
    ).toEqual(["put conn2-to-Catalyst"]);
    expect(groups()).toEqual([" group 20"]);
  });

  test("a router that is to boot anew", () => {
    change((config) => (config.sites[0]!.catalyst = { machineVersion: 2 }));
    expect(deploy(config, keys([1, 2]))).toContain("onprem-cat: 1 added, 0 changed, 1 destroyed");
  });
});
