import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigFile } from "../../config/schema";
import { readRouterConfig } from "../../lib/router/reader";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";

const EXAMPLES = ["behind-a-firewall", "two-providers", "existing-hub", "ipv4-branches", "fifty-branches", "monitored"];

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  const examples = join(__dirname, "../../config/examples");

  test.each(EXAMPLES)(
    "%s: deployed, changed, nothing left to plan then, and destroyed to what was there before",
    (name) => {
      const config = JSON.parse(readFileSync(join(examples, `${name}.json`), "utf8")) as ConfigFile;
      const file = project.path("example.json");
      const there = name === "existing-hub" ? { SIMULATOR_AZURE: join(examples, `${name}.azure.json`) } : {};
      const start = (...args: string[]) => {
        writeFileSync(file, JSON.stringify(config));
        const { status, stderr } = project.run("start", [...args, "--config", file], there);
        return { status, stderr };
      };
      const configOf = (site: string) =>
        readRouterConfig(readFileSync(project.path(".simulator/generated", `${site}-tunnels.cfg`), "utf8"));

      expect(start("plan")).toMatchObject({ status: 2 });
      const before = project.cloudFiles();
      expect(start()).toEqual({ status: 0, stderr: "" });

      const [site] = config.sites;
      if (site?.kind !== "onPremises") throw new Error(`the first site of ${name} is not on premises`);
      site.networks.ipv4.push("10.250.0.0/16");
      config.gateway.networks?.ipv4.push("10.251.0.0/16");
      expect(start()).toEqual({ status: 0, stderr: "" });
      expect(start("plan")).toEqual({ status: 0, stderr: "" });
      for (const { name: of } of config.sites) {
        const routed = configOf(of).ipv4Routes.some(({ prefix }) => prefix === "10.251.0.0/16");
        expect(routed).toBe(config.gateway.networks !== undefined);
      }

      expect(project.run("start", ["destroy"])).toMatchObject({ status: 0 });
      expect(project.cloudFiles()).toEqual(before);
      expect(project.run("start", ["reset"])).toMatchObject({ status: 0 });
    },
  );

  test("a network that exists gets a gateway, and keeps all that is its own", () => {
    const config = JSON.parse(readFileSync(join(examples, "existing-hub.json"), "utf8")) as ConfigFile;
    config.gateway.existing = { ...config.gateway.existing!, gateway: false, connections: 0 };
    writeFileSync(project.path("network.json"), JSON.stringify(config));
    const resources = JSON.parse(readFileSync(join(examples, "existing-hub.azure.json"), "utf8")) as { id: string }[];
    const network = resources.filter(({ id }) => !/publicIPAddresses|virtualNetworkGateways/.test(id));
    writeFileSync(project.path("network.azure.json"), JSON.stringify(network));
    const there = { SIMULATOR_AZURE: project.path("network.azure.json") };
    const start = (...args: string[]) =>
      project.run("start", [...args, "--config", project.path("network.json")], there);
    expect(start("plan")).toMatchObject({ status: 2 });
    const before = project.cloudFiles();
    expect(start()).toMatchObject({ status: 0, stderr: "" });
    // Beside it: the group, two addresses, two connections and their two far ends.
    expect(project.cloudFiles()).toHaveLength(before.length + 8);
    expect(start("plan")).toMatchObject({ status: 0 });
    expect(start("destroy")).toMatchObject({ status: 0 });
    expect(project.cloudFiles()).toEqual(before);
    expect(project.run("start", ["reset"])).toMatchObject({ status: 0 });
  });

  test("fails before any change where the config writes an existing gateway in another case than Azure does", () => {
    const config = JSON.parse(readFileSync(join(examples, "existing-hub.json"), "utf8")) as ConfigFile;
    config.gateway.existing = { ...config.gateway.existing!, resourceGroup: "Hub-RG" };
    writeFileSync(project.path("case.json"), JSON.stringify(config));
    const there = { SIMULATOR_AZURE: join(examples, "existing-hub.azure.json") };
    const { status, stderr } = project.run("start", ["plan", "--config", project.path("case.json")], there);
    expect(status).toBe(1);
    expect(stderr).toContain(
      "Azure writes hub-vpngw in hub-rg, and the config hub-vpngw in Hub-RG: azurerm compares them letter by letter, and would make every connection anew at each deployment; write gateway.name and gateway.existing.resourceGroup as Azure does.",
    );
    expect(project.run("start", ["reset"])).toMatchObject({ status: 0 });
  });

  test("a simulated site and one on premises stand side by side on one gateway", () => {
    const config = JSON.parse(readFileSync(join(examples, "two-providers.json"), "utf8")) as ConfigFile;
    config.sites.push({ name: "cat", topology: "mesh" });
    writeFileSync(project.path("mixed.json"), JSON.stringify(config));
    const start = (...args: string[]) => project.run("start", [...args, "--config", project.path("mixed.json")]);
    expect(start()).toMatchObject({ status: 0, stderr: "" });
    expect(start("plan")).toMatchObject({ status: 0, stderr: "" });
    config.sites.shift();
    writeFileSync(project.path("mixed.json"), JSON.stringify(config));
    const { status, stdout } = start();
    expect([status, stdout]).toEqual([0, expect.stringMatching(/vpn-gateway: \d+ added, \d+ changed, 7 destroyed/)]);
    expect(start("destroy")).toMatchObject({ status: 0 });
    expect(project.cloudFiles()).toEqual([]);
  });
});
