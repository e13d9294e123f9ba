import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProjectCopy } from "../../testing/project-copy";
import { binaryName, environment } from "../../runner/terraform";
import { lab } from "../helpers/synth";
import { withTerraform } from "../helpers/with-terraform";

withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  const stack = project.path(".simulator/cdktf.out/stacks/vpn-gateway");
  const env = environment({ env: process.env, simulated: true });
  const terraform = (...args: string[]) =>
    execFileSync(binaryName(process.env), args, { cwd: stack, env, encoding: "utf8" }).trim().split("\n");
  const CONNECTED = /^azurerm_(virtual_network_gateway_connection|local_network_gateway)\./;
  const connected = () => terraform("state", "list").filter((address) => CONNECTED.test(address));
  const keys = (second: string) => ({
    VPN_CONFIG: project.path("mine.json"),
    TF_VAR_shared_key_cat_1: "first_key_of_somebody_else",
    TF_VAR_shared_key_cat_2: second,
  });
  const theirs = keys("other_key_of_somebody_else");

  /** @returns the exit code of a plan, and what it says of the gateway's stack */
  const planned = (environment = theirs) => {
    const { status, stdout } = project.run("start", ["plan"], environment);
    return [status, /^vpn-gateway: .*/m.exec(stdout)?.[0]];
  };

  test("connections that no state knows, imported as listed, leave nothing to do with the keys that they have", () => {
    writeFileSync(project.path("mine.json"), JSON.stringify(lab((config) => (config.sharedKeys = "variable"))));
    expect(project.run("start", [], theirs)).toMatchObject({ status: 0 });
    const before = connected();
    expect(before).toHaveLength(4);
    terraform("state", "rm", ...before);
    expect(planned()).toEqual([2, "vpn-gateway: 4 to add"]);

    const { status, stdout } = project.run("start", ["import", "--list"], theirs);
    expect(status).toBe(0);
    const commands = stdout.trim().split("\n");
    expect(commands).toHaveLength(4);
    for (const command of commands) {
      const [, ...words] = /^npm start -- (import) (\S+) (\S+) '(.+)' --config \S+$/.exec(command)!;
      expect(project.run("start", words, theirs)).toMatchObject({ status: 0, stderr: "" });
    }
    expect(connected()).toEqual(before);
    expect(planned()).toEqual([0, "vpn-gateway: no changes"]);
    // Terraform has read the keys back: the connection and the router's file would change.
    expect(planned(keys("a_key_that_no_end_has"))).toEqual([2, "vpn-gateway: 1 to replace, 1 to change"]);
  });

  test("import blocks beside the stack's JSON are planned and deployed, and can stay", () => {
    terraform("state", "rm", ...connected());
    const { stdout } = project.run("start", ["import", "--list", "--blocks"], theirs);
    writeFileSync(join(stack, "imports.tf"), stdout);
    expect(planned()).toEqual([2, "vpn-gateway: 4 to import"]);
    expect(project.run("start", [], theirs).status).toBe(0);
    expect(planned()).toEqual([0, "vpn-gateway: no changes"]);
  });
});
