import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureDoor } from "../../runner/azure-door";
import { leftovers } from "../../runner/leftovers";
import { Cloud } from "../../simulator/azure/cloud";

const faults = process.env.SIMULATOR_FAULTS;
let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "leftovers-"))));
afterEach(() => {
  rmSync(home, { recursive: true });
  if (faults === undefined) delete process.env.SIMULATOR_FAULTS;
  else process.env.SIMULATOR_FAULTS = faults;
});

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
  expect(await leftovers(home, new AzureDoor(join(home, "nobody.sock")))).toEqual(found);
});

test("fails with a sentence when the simulator that is to remove something was killed", async () => {
  await expect(new AzureDoor(join(home, "nobody.sock")).remove(found)).rejects.toThrow(
    /^the simulator has ended before it answered \(ENOENT\); run it again to go on from here$/,
  );
});

test("it is asked whatever is to go wrong, and whatever the stacks have", async () => {
  fill();
  process.env.SIMULATOR_FAULTS = "no-such.json";
  const stack = join(home, "cdktf.out", "stacks", "one");
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify({ resource: { azurerm_storage_account: { a: {} } } }));
  expect(await leftovers(home)).toEqual(found);
});

test("without a cloud nothing is started, and nothing made", async () => {
  expect(await leftovers(home)).toEqual([]);
  expect(existsSync(join(home, "cloud"))).toBe(false);
});

test("fails with the simulator's sentence when the cloud was written by an earlier version", async () => {
  mkdirSync(join(home, "cloud", "resources"), { recursive: true });
  writeFileSync(join(home, "cloud", "resources", "old.json"), JSON.stringify({ attributes: {} }));
  await expect(leftovers(home)).rejects.toThrow(
    /^\S+\/cloud was written by an earlier version, .*; remove the folder$/,
  );
});
