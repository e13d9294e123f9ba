import { writeFileSync } from "node:fs";
import { ProjectCopy } from "../../testing/project-copy";
import { withTerraform } from "../helpers/with-terraform";
import { lab } from "../helpers/synth";

/** What Azure, a policy or the portal changes on its own must not show in a plan. */
withTerraform(() => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  const environment = { VPN_CONFIG: project.path("mine.json") };

  beforeAll(() => {
    const config = lab((lab) => {
      lab.gateway.sku = "VpnGw1AZ";
      lab.ignoreTags = ["CreatedBy"];
    });
    writeFileSync(environment.VPN_CONFIG, JSON.stringify(config));
    expect(project.run("start", [], environment)).toMatchObject({ status: 0 });
  }, 60_000);

  test.each(["gateway-generation", "policy-tags", "portal-dpd", "set-order"])(
    "%s: no changes",
    (name) => {
      const drift = project.run("start", ["drift", name], environment);
      expect(drift).toMatchObject({ status: 0, stderr: "" });
      const plan = project.run("start", ["plan"], environment);
      expect(plan.stdout).toContain("onprem-cat: no changes\nvpn-gateway: no changes\n");
      expect(plan.status).toBe(0);
    },
    60_000,
  );

  test("policy-tags show, and are taken away, where the config does not name them", () => {
    const { ignoreTags: _, ...config } = lab((lab) => (lab.gateway.sku = "VpnGw1AZ"));
    writeFileSync(environment.VPN_CONFIG, JSON.stringify(config));
    expect(project.run("start", ["drift", "policy-tags"], environment)).toMatchObject({ status: 0 });
    expect(project.run("start", ["plan", "--verbose"], environment).stdout).toMatch(/- "CreatedBy" += /);
  }, 60_000);
});
