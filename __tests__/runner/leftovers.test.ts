import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureDoor } from "../../runner/azure-door";
import { leftovers } from "../../runner/leftovers";
import { simulatedAzure, type Target } from "../../runner/target";
import { Cloud } from "../../simulator/azure/cloud";

let project: string;
let target: Target;
let home: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "leftovers-"));
  target = simulatedAzure(project, {});
  home = target.home;
});
afterEach(() => rmSync(project, { recursive: true }));

const STRAY = "/subscriptions/s/resourceGroups/stray";
const fill = () =>
  new Cloud(join(home, "cloud")).put({
    id: STRAY,
    name: "stray",
    type: "Microsoft.Resources/resourceGroups",
    properties: {},
  });
const found = [{ type: "azurerm_resource_group", id: STRAY }];

test("a simulator that was killed is no reason to know nothing: another one is asked", async () => {
  fill();
  expect(await leftovers(target, new AzureDoor(join(home, "nobody.sock")))).toEqual(found);
});

test("fails with a sentence when the simulator that is to remove something was killed", async () => {
  await expect(new AzureDoor(join(home, "nobody.sock")).remove(found)).rejects.toThrow(
    /^the simulator has ended before it answered \(ENOENT\); run it again to go on from here$/,
  );
});

test("it is asked whatever is to go wrong or to be there, and whatever the stacks have", async () => {
  fill();
  const stack = join(home, "cdktf.out", "stacks", "one");
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify({ resource: { azurerm_storage_account: { a: {} } } }));
  const env = { SIMULATOR_FAULTS: "no-such.json", SIMULATOR_AZURE: "no-such.json" };
  expect(await leftovers({ ...target, env })).toEqual(found);
});

test("without a cloud nothing is started, and nothing made", async () => {
  expect(await leftovers(target)).toEqual([]);
  expect(existsSync(join(home, "cloud"))).toBe(false);
});

test("fails with the simulator's sentence when the cloud was written by an earlier version", async () => {
  mkdirSync(join(home, "cloud", "resources"), { recursive: true });
  writeFileSync(join(home, "cloud", "resources", "old.json"), JSON.stringify({ attributes: {} }));
  await expect(leftovers(target)).rejects.toThrow(
    /^\S+\/cloud was written by an earlier version, .*; remove the folder$/,
  );
});
