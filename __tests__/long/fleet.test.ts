import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Write } from "../../simulator/azure/cloud";
import { run, Simulator } from "../../runner/process";
import { simulatedAzure } from "../../runner/target";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";
import { fleet } from "../helpers/synth";

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());

  const start = (sites: readonly string[], ...args: string[]) => {
    const config = fleet((file) => {
      file.sites = file.sites
        .filter(({ name }) => sites.includes(name))
        .map((site) => ({ ...site, testVm: undefined }));
    });
    writeFileSync(project.path("fleet.json"), JSON.stringify(config));
    return project.run("start", args, { VPN_CONFIG: "fleet.json" });
  };
  const cdktf = async (...args: string[]) => {
    const simulator = await Simulator.start(simulatedAzure(project.folder, process.env));
    const output = ["--skip-synth", "--skip-provider-lock", "--output", project.path(".simulator/cdktf.out")];
    try {
      return await run(join(project.folder, "node_modules/.bin/cdktf"), [...args, "--auto-approve", ...output], {
        cwd: project.folder,
        env: simulator.environment,
        onLine: () => {},
      });
    } finally {
      simulator.stop();
    }
  };
  /** What Azure saw being written since `mark`, each as its operation and the end of its id. */
  const writes = (mark = 0): string[] =>
    readFileSync(project.path(".simulator/cloud/writes.jsonl"), "utf8")
      .trim()
      .split("\n")
      .slice(mark)
      .map((line) => JSON.parse(line) as Write)
      .map(({ operation, id }) => `${operation} ${id.split("/").slice(4).join("/")}`);

  test("three sites are deployed two at a time, each with its own file", () => {
    const { status, stderr } = start(["amsterdam", "berlin", "cairo"], "--parallelism", "2");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readdirSync(project.path(".simulator/generated"))).toEqual([
      "amsterdam-tunnels.cfg",
      "berlin-tunnels.cfg",
      "cairo-tunnels.cfg",
    ]);
  });

  test("a site that is deployed by its name is the only one that is touched", async () => {
    const mark = writes().length;
    expect(await cdktf("deploy", "onprem-berlin")).toBe(0);
    expect(writes().slice(mark)).toEqual([]);
    expect(await cdktf("destroy", "onprem-berlin", "--ignore-missing-stack-dependencies")).toBe(0);
    const since = writes(mark);
    expect(since).toContain("delete fleet-onprem-berlin");
    // To take a link away is a write of the interface or subnet that had it.
    expect(since.filter((one) => !/^(put|delete) fleet-onprem-berlin/.test(one))).toEqual([]);
  });

  test("a site that is taken out then leaves the gateway, and nothing else moves", () => {
    const before = readFileSync(project.path(".simulator/generated/cairo-tunnels.cfg"), "utf8");
    const mark = writes().length;
    const { status, stderr } = start(["amsterdam", "cairo"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const since = writes(mark).map((one) => one.replace(/(localNetGw\d-berlin)-[0-9a-f]{6}$/, "$1"));
    const place = "fleet-vpn-gateway/providers/Microsoft.Network";
    expect(since.sort()).toEqual([
      `delete ${place}/connections/conn1-to-berlin`,
      `delete ${place}/connections/conn2-to-berlin`,
      `delete ${place}/localNetworkGateways/localNetGw1-berlin`,
      `delete ${place}/localNetworkGateways/localNetGw2-berlin`,
      `put ${place}/networkSecurityGroups/subnet1-nsg/securityRules/allow-vpn-ipv4`,
      `put ${place}/networkSecurityGroups/subnet1-nsg/securityRules/allow-vpn-ipv6`,
      `put ${place}/networkSecurityGroups/vm1-nsg/securityRules/allow-vpn-ipv4`,
      `put ${place}/networkSecurityGroups/vm1-nsg/securityRules/allow-vpn-ipv6`,
    ]);
    expect(readdirSync(project.path(".simulator/generated"))).toEqual(["amsterdam-tunnels.cfg", "cairo-tunnels.cfg"]);
    expect(readFileSync(project.path(".simulator/generated/cairo-tunnels.cfg"), "utf8")).toBe(before);
  });

  test("a site that comes leaves those that are there alone", () => {
    // All but the line that names the config.
    const told = () =>
      readFileSync(project.path(".simulator/generated/cairo-tunnels.cfg"), "utf8").split("\n").slice(1);
    const before = told();
    const mark = writes().length;
    expect(start(["amsterdam", "berlin", "cairo"]).status).toBe(0);
    expect(writes(mark).filter((one) => /onprem-(amsterdam|cairo)|-(amsterdam|cairo)(-|$)/.test(one))).toEqual([]);
    expect(told()).toEqual(before);
    expect(readdirSync(project.path(".simulator/generated"))).toContain("berlin-tunnels.cfg");
  });

  test("fails when the parallelism is no number", () => {
    expect(start(["amsterdam"], "--parallelism", "many").stderr).toBe(
      "error: option '--parallelism <n>' argument 'many' is invalid. It must be a whole number of 1 or more.\nnpx vpn deploy --help lists what it takes\n",
    );
  });
});
