import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulatedAzure } from "../../runner/target";
import { Cloud } from "../../simulator/azure/cloud";
import { DRIFTS } from "../../simulator/azure/drift";
import { runVpn } from "../helpers/vpn";

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
