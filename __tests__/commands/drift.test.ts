import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulatedAzure } from "../../runner/target";
import { Cloud } from "../../simulator/azure/cloud";
import { DRIFTS } from "../../simulator/azure/drift";
import { ProjectCopy } from "../../testing/project-copy";
import { lab } from "../helpers/synth";
import { runVpn } from "../helpers/vpn";
import { withTerraform } from "../helpers/with-terraform";

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), "drift-"))));
afterEach(() => rmSync(project, { recursive: true }));

const drift = (...args: string[]) => runVpn(["drift", ...args], { project });
const cloud = () => new Cloud(join(simulatedAzure(project, {}).home, "cloud"));
const ID = "/subscriptions/s/resourceGroups/a";

test("names what it has changed in the simulated cloud", async () => {
  cloud().put({ id: ID, name: "a", type: "Microsoft.Resources/resourceGroups", properties: {} });
  expect(await drift("policy-tags")).toEqual({ code: 0, out: `1 resources changed\n  ${ID}\n`, err: "" });
  expect(cloud().get(ID)).toMatchObject({ tags: { CreatedBy: "policy" } });
  expect(await drift("policy-tags")).toEqual({ code: 0, out: "0 resources changed\n", err: "" });
});

test("without a word it lists them all, each with its explanation", async () => {
  const { code, out, err } = await drift();
  expect({ code, out }).toEqual({ code: 1, out: "" });
  const lines = [...DRIFTS].map(([word, { drift }]) => `    ${word.padEnd(18)} ${drift[0]}\n`);
  expect(err).toBe(`drift needs a word; give one of these:\n${lines.join("")}`);
});

test.each([
  ["gateway", /^drift: unknown word "gateway"; give one of gateway-generation, .*set-order\n$/],
  ["", /^drift: unknown word ""; give one of /],
  ["..", /^the simulator has no POST \/simulator\/\n$/],
])("fails when the word is %j", async (word, said) => {
  const { code, out, err } = await drift(word);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(said);
});

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
  }, 60_000);

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
  }, 60_000);

  test("policy-tags show, and are taken away, where the config does not name them", () => {
    const { ignoreTags: _, ...config } = lab((lab) => (lab.gateway.sku = "VpnGw1AZ"));
    writeFileSync(environment.VPN_CONFIG, JSON.stringify(config));
    expect(copy.run("start", ["plan", "--verbose"], environment).stdout).toMatch(/- "CreatedBy" += /);
  }, 60_000);
});
