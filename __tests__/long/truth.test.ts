import { createHash } from "node:crypto";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { readState } from "../../runner/state";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";
import { fleet, type SimulatedConfig } from "../helpers/synth";

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  const home = project.path(".simulator");
  const stateFile = (stack: string) => join(home, "state", `terraform.${stack}.tfstate`);
  const left = (stack: string) => readState(stateFile(stack)).resources.length;

  const start = (
    sites: readonly string[],
    args: readonly string[] = [],
    environment: NodeJS.ProcessEnv = {},
    change: (config: SimulatedConfig) => void = () => {},
  ) => {
    const config = fleet((file) => {
      file.sites = file.sites
        .filter(({ name }) => sites.includes(name))
        .map((site) => ({ ...site, testVm: undefined }));
      change(file);
    });
    writeFileSync(project.path("fleet.json"), JSON.stringify(config));
    return project.run("start", args, { VPN_CONFIG: "fleet.json", ...environment });
  };
  /** Every file of the simulator's folder but for what a synthesis writes, and what a plan is known by afterwards. */
  const files = () =>
    Object.fromEntries(
      readdirSync(home, { recursive: true, withFileTypes: true })
        // The lock names the last process.
        .filter((entry) => entry.isFile() && entry.name !== "lock" && !/cdktf\.out|results/.test(entry.parentPath))
        .map(({ parentPath, name }) => join(parentPath, name))
        .sort()
        .map((file) => [relative(home, file), createHash("sha256").update(readFileSync(file)).digest("hex")]),
    );
  const linesOf = (stdout: string) => stdout.split("\n").filter((line) => /^[\w-]+: (\d+ |no changes)/.test(line));

  test("a deployment has a line for each stack, whatever the environment says to Terraform", () => {
    const { status, stdout, stderr } = start(["amsterdam", "berlin"], [], {
      TF_DATA_DIR: "shared",
      TF_CLI_ARGS_apply: "-no-such-flag",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(linesOf(stdout).sort()).toEqual([
      expect.stringMatching(/^onprem-amsterdam: \d+ added, 0 changed, 0 destroyed$/),
      expect.stringMatching(/^onprem-berlin: \d+ added, 0 changed, 0 destroyed$/),
      expect.stringMatching(/^vpn-gateway: \d+ added, 0 changed, 0 destroyed$/),
    ]);
  });

  test("a plan names the stack that has left the config, and changes nothing, not even a broken state", () => {
    const before = files();
    const planned = start(["amsterdam"], ["plan"]);
    // The gateway would lose its connections to that site.
    expect(planned.status).toBe(2);
    expect(planned.stdout).toContain("  onprem-berlin: npm start -- destroy onprem-berlin --config fleet.json\n");
    expect(files()).toEqual(before);

    const state = readFileSync(stateFile("vpn-gateway"));
    writeFileSync(`${stateFile("vpn-gateway")}.backup`, state);
    truncateSync(stateFile("vpn-gateway"), 0);
    const broken = files();
    const refused = start(["amsterdam", "berlin"], ["plan"]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("terraform.vpn-gateway.tfstate is no whole Terraform state: it has 0 bytes.");
    expect(refused.stdout).toMatch(/The simulated cloud has \d+ resources that no state knows/);
    expect(files()).toEqual(broken);
  });

  test("a deployment puts the backup in the broken state's place and says so", () => {
    const { status, stdout } = start(["amsterdam", "berlin"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Its backup is in its place now, and it is kept as terraform.vpn-gateway.tfstate.broken.");
    expect(linesOf(stdout).sort()).toEqual([
      "onprem-amsterdam: no changes",
      "onprem-berlin: no changes",
      "vpn-gateway: no changes",
    ]);
  });

  test("a subnet that would move under what is in it is refused, and nothing is changed", () => {
    const before = files();
    const moved = start(["amsterdam", "berlin"], [], {}, ({ sites }) => {
      const site = sites.find(({ name }) => name === "berlin")!;
      sites[sites.indexOf(site)] = { ...site, index: 5 };
    });
    expect(moved.status).toBe(1);
    expect(moved.stderr).toContain("onprem-berlin: subnet ");
    expect(moved.stderr).toContain("InUsePrefixCannotBeDeleted");
    expect(moved.stderr).toContain("destroy the stack first (npm start -- destroy onprem-berlin)");
    expect(files()).toEqual(before);
  });

  test("a stack that has left the config is destroyed by its name, and no other is touched", () => {
    const others = ["onprem-amsterdam", "vpn-gateway"].map(left);
    expect(start(["amsterdam"], ["destroy", "onprem-oslo"]).stderr).toBe(
      "no stack onprem-oslo is deployed; those that are: onprem-amsterdam, onprem-berlin, vpn-gateway\n",
    );
    start(["amsterdam"], ["plan"]);
    const { status, stdout, stderr } = start(["amsterdam"], ["destroy", "onprem-berlin"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(linesOf(stdout)).toEqual([expect.stringMatching(/^onprem-berlin: \d+ destroyed$/)]);
    expect(left("onprem-berlin")).toBe(0);
    expect(["onprem-amsterdam", "vpn-gateway"].map(left)).toEqual(others);
  });

  test("a destroy that does not end claims no success, and lists what is left", () => {
    const killer = project.path("dying-terraform");
    writeFileSync(killer, '#!/bin/sh\ncase "$1" in apply|destroy) kill -9 $$ ;; esac\nexec terraform "$@"\n', {
      mode: 0o755,
    });
    const { status, stderr } = start(["amsterdam"], ["destroy"], { TERRAFORM_BINARY_NAME: killer });
    expect(status).toBe(1);
    expect(stderr).toContain("Left of onprem-amsterdam: ");
    expect(stderr).toContain("Left of vpn-gateway: ");
    expect(stderr).toContain("Run it again to go on from here.");
  });

  test("destroy takes stacks of any config with it, has a line for each, and leaves nothing", () => {
    start(["berlin"], ["plan"]);
    const { status, stdout } = start(["berlin"], ["destroy"]);
    expect(status).toBe(0);
    expect(
      linesOf(stdout)
        .map((line) => line.replace(/\d+/, "N"))
        .sort(),
    ).toEqual(["onprem-amsterdam: N destroyed", "vpn-gateway: N destroyed"]);
    expect(project.cloudFiles()).toEqual([]);
    expect(start(["berlin"], ["destroy"]).stdout).toBe("Nothing was deployed.\n");
  });
});
