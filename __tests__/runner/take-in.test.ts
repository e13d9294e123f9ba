import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeIn } from "../../runner/take-in";
import { azure, simulatedAzure, type Target } from "../../runner/target";

const project = mkdtempSync(join(tmpdir(), "take-in-"));
const simulated = simulatedAzure(project, {});
const inAzure = azure(project, {}, "config/mine.json");
const machine = "azurerm_linux_virtual_machine.vm";
beforeAll(() => {
  for (const { home } of [simulated, inAzure]) {
    const folder = join(home, "cdktf.out/stacks/onprem-cat");
    mkdirSync(folder, { recursive: true });
    const json = { resource: { azurerm_linux_virtual_machine: { vm: {} } } };
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
  }
});
afterAll(() => rmSync(project, { recursive: true }));

test.each<[string, Target, readonly string[], RegExp]>([
  ["no id, on the simulator", simulated, ["a.b"], /^npm start -- import \[STACK\] ADDRESS ID takes /],
  ["no id", inAzure, ["a.b"], /^npx vpn import \[STACK\] ADDRESS ID --config config\/mine\.json takes /],
  ["an unknown address", inAzure, ["a.b", "/id"], /^no stack has a\.b; stacks are onprem-cat$/],
  ["a machine, on the simulator", simulated, [machine, "/id"], /delete it \(npm start -- deploy --remove-leftovers\)$/],
  ["a machine", inAzure, [machine, "/id"], /delete it \(az vm delete --ids ID\)$/],
])("fails when it is given %s", async (_, target, args, says) => {
  await expect(takeIn(target, args)).rejects.toThrow(says);
});
