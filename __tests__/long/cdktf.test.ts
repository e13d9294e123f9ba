import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { Simulator } from "../../runner/process";
import { readState } from "../../runner/state";
import { azure } from "../../runner/target";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";

/** Who has deployed with cdktf's own commands goes on with them. Azure is a simulator in Terraform's environment. */
withTerraform(() => {
  const project = new ProjectCopy();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await Simulator.start(azure(project.folder, process.env), async () => project.synthesis()());
  });
  afterAll(async () => {
    await simulator.stop();
    project.remove();
  });

  const cdktf = (...args: readonly string[]) =>
    spawnSync(project.path("node_modules/.bin/cdktf"), [...args, "--no-color", "--skip-provider-lock"], {
      cwd: project.folder,
      env: { ...simulator.environment, VPN_CONFIG: "config/lab.json" },
      encoding: "utf8",
    });
  const left = (stack: string) => readState(project.path("state", `terraform.${stack}.tfstate`)).resources.length;

  test("cdktf deploy, of the same files as npm run synth writes", () => {
    const direct = project.synthesized();
    rmSync(project.path("cdktf.out"), { recursive: true });
    expect(cdktf("deploy", "*", "--auto-approve").status).toBe(0);
    expect(project.synthesized()).toEqual(direct);
    expect(["onprem-cat", "vpn-gateway"].map(left)).toEqual([41, 30]);
    expect(readFileSync(project.path("generated/cat-tunnels.cfg"), "utf8")).toContain("interface Tunnel1");
  });

  test("cdktf diff", () => {
    const { status, stdout } = cdktf("diff", "vpn-gateway");
    expect(status).toBe(0);
    expect(stdout).toContain("No changes. Your infrastructure matches the configuration.");
  });

  test("cdktf destroy", () => {
    expect(cdktf("destroy", "*", "--auto-approve").status).toBe(0);
    expect(["onprem-cat", "vpn-gateway"].map(left)).toEqual([0, 0]);
    expect(existsSync(project.path("generated/cat-tunnels.cfg"))).toBe(false);
  });

  test("cdktf synth --hcl writes what Terraform can read, as the way out of cdktf", () => {
    expect(cdktf("synth", "--hcl").status).toBe(0);
    for (const stack of ["onprem-cat", "vpn-gateway"]) {
      const file = project.path("cdktf.out", "stacks", stack, "cdk.tf");
      expect(readFileSync(file, "utf8")).toMatch(/^resource "azurerm_resource_group" "resource-group" \{$/m);
      // Fails on anything that is not HCL.
      expect(spawnSync(process.env.TERRAFORM_BINARY_NAME || "terraform", ["fmt", file]).status).toBe(0);
    }
  });
});
