import { writeFileSync } from "node:fs";
import { ProjectCopy } from "../../testing/project-copy";
import { lab } from "../helpers/synth";
import { runVpn } from "../helpers/vpn";
import { withTerraform } from "../helpers/with-terraform";

withTerraform(() => {
  const copy = new ProjectCopy();
  afterAll(() => copy.remove());
  const environment = { VPN_CONFIG: copy.path("mine.json") };

  beforeAll(() => {
    const config = lab((lab) => {
      lab.gateway.sku = "VpnGw1AZ";
      lab.ignoreTags = ["CreatedBy"];
    });
    writeFileSync(environment.VPN_CONFIG, JSON.stringify(config));
    expect(copy.run("start", [], environment)).toMatchObject({ status: 0 });
  });

  test("what Azure, a policy and the portal change on their own is planned nowhere", async () => {
    const changed: Record<string, number> = {};
    for (const word of ["gateway-generation", "policy-tags", "portal-dpd", "set-order"]) {
      const { out } = await runVpn(["drift", word], { project: copy.folder });
      changed[word] = Number(/^(\d+) resources changed\n/.exec(out)?.[1]);
    }
    // Every connection says its time of DPD already, so that the portal has none to fill in.
    expect(changed).toEqual({ "gateway-generation": 1, "policy-tags": 30, "portal-dpd": 0, "set-order": 21 });
    const plan = copy.run("start", ["plan"], environment);
    expect(plan.stdout).toContain("onprem-cat: no changes\nvpn-gateway: no changes\n");
    expect(plan.status).toBe(0);
  });

  test("policy-tags show, and are taken away, where the config does not name them", () => {
    const { ignoreTags: _, ...config } = lab((lab) => (lab.gateway.sku = "VpnGw1AZ"));
    writeFileSync(environment.VPN_CONFIG, JSON.stringify(config));
    expect(copy.run("start", ["plan", "--verbose"], environment).stdout).toMatch(/- "CreatedBy" += /);
  });
});
