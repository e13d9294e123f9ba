import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureDoor } from "../../runner/azure-door";
import { leftovers } from "../../runner/leftovers";
import { requireWrittenStates } from "../../runner/repair";
import { inspect, settle } from "../../runner/settle";
import { simulatedAzure, type Target } from "../../runner/target";
import { Cloud } from "../../simulator/azure/cloud";
import { door } from "../../simulator/azure/door";

let project: string;
let target: Target;
const folder = () => join(target.home, "state");
let printed: () => string;
let azure: AzureDoor;
let server: Server | undefined;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "settle-"));
  target = simulatedAzure(project, {});
  mkdirSync(folder(), { recursive: true });
  const log = jest.spyOn(console, "log").mockImplementation(() => {});
  const error = jest.spyOn(console, "error").mockImplementation(() => {});
  printed = () => [...log.mock.calls, ...error.mock.calls].flat().join("\n");
});
afterEach(() => {
  server?.close();
  rmSync(project, { recursive: true });
  jest.restoreAllMocks();
});

const id = (name: string) => `/subscriptions/s/resourceGroups/${name}`;
const state = (...names: string[]) =>
  JSON.stringify({
    version: 4,
    resources: names.map((name) => ({
      mode: "managed",
      type: "azurerm_resource_group",
      name,
      instances: [{ attributes: { id: id(name) } }],
    })),
  });
const write = (name: string, text: string) => writeFileSync(join(folder(), name), text);
const read = (name: string) => readFileSync(join(folder(), name), "utf8");

/** A cloud with these groups, which answers at `azure`. @returns the groups that it has then */
async function cloudOf(...names: string[]): Promise<() => string[]> {
  const cloud = new Cloud(join(target.home, "cloud"));
  for (const name of names)
    cloud.put({ id: id(name), name, type: "Microsoft.Resources/resourceGroups", properties: {} });
  const socket = join(target.home, "azure.sock");
  server = door(cloud).listen(socket);
  await once(server, "listening");
  azure = new AzureDoor(socket);
  return () =>
    cloud
      .all()
      .map(({ name }) => name)
      .sort();
}

test("names what no state knows, and removes nothing unasked", async () => {
  const left = await cloudOf("a", "b", "c", "d", "e");
  write("terraform.one.tfstate", state("a"));
  expect((await leftovers(target, azure)).map(({ id }) => id.slice(-1))).toEqual(
    expect.arrayContaining(["b", "c", "d", "e"]),
  );
  await settle(target, azure, "deploy");
  expect(left()).toEqual(["a", "b", "c", "d", "e"]);
  expect(printed()).toMatch(
    /^The simulated cloud has 4 resources that no state knows:\n( {2}azurerm_resource_group \/subscriptions\/s\/resourceGroups\/[b-e]\n){3} {2}and 1 more\nThey stay\. A run that meets one ends in "already exists"; npm start -- deploy --remove-leftovers removes them\.$/,
  );
});

test("removes exactly that when asked", async () => {
  const left = await cloudOf("a", "b", "c");
  write("terraform.one.tfstate", state("a"));
  write("terraform.two.tfstate", state("c"));
  await settle(target, azure, "destroy", true);
  expect(left()).toEqual(["a", "c"]);
  expect(printed()).toContain("They are removed from the simulated cloud.");
});

test.each([
  ["0 bytes", "", "it has 0 bytes"],
  ["half a state", state("a", "b").slice(0, 60), "its 60 characters end too early"],
])("%s make way for the backup, and are kept", async (_, text, reason) => {
  await cloudOf("a");
  write("terraform.one.tfstate", text);
  write("terraform.one.tfstate.backup", state("a"));
  write("terraform.one.tfstate.broken", "of an earlier time");
  await settle(target, azure, "deploy");
  expect(read("terraform.one.tfstate")).toBe(state("a"));
  expect(read("terraform.one.tfstate.backup")).toBe(state("a"));
  expect(read("terraform.one.tfstate.broken")).toBe("of an earlier time");
  expect(read("terraform.one.tfstate.broken-2")).toBe(text);
  expect(printed()).toContain(reason);
  expect(printed()).toContain("Its backup is in its place now, and it is kept as terraform.one.tfstate.broken-2.");
});

describe("a state that Terraform could not write", () => {
  const errored = () => join(target.home, "cdktf.out/stacks/one/errored.tfstate");
  const version = (serial: number, ...names: string[]) =>
    JSON.stringify({ ...(JSON.parse(state(...names)) as object), serial, lineage: "l" });
  beforeEach(() => {
    mkdirSync(join(target.home, "cdktf.out/stacks/one"), { recursive: true });
    writeFileSync(join(target.home, "cdktf.out/stacks/one/cdk.tf.json"), "{}");
  });

  test.each([
    ["an earlier version", () => version(1)],
    ["half a file", () => version(1, "a").slice(0, 40)],
    ["none", undefined],
  ])("takes the place of %s", async (_, before) => {
    await cloudOf("a");
    if (before) write("terraform.one.tfstate", before());
    writeFileSync(errored(), version(2, "a"));
    await settle(target, azure, "deploy");
    expect(read("terraform.one.tfstate")).toBe(version(2, "a"));
    expect(existsSync(errored())).toBe(false);
    expect(printed()).toMatch(/has left its content in .*errored\.tfstate\. That is in its place now/);
  });

  test("that is no later than the state, or of another one, stays where it is", async () => {
    await cloudOf("a");
    for (const [there, left] of [
      [version(3, "a"), version(3)],
      [version(3, "a"), version(4).replace('"l"', '"m"')],
    ] as const) {
      write("terraform.one.tfstate", there);
      writeFileSync(errored(), left);
      await settle(target, azure, "deploy");
      expect(read("terraform.one.tfstate")).toBe(there);
    }
    expect(printed()).toBe("");
  });

  test("stops a run in Azure, whose backend this project does not write", () => {
    writeFileSync(errored(), version(2));
    const require = (env: NodeJS.ProcessEnv) => () => requireWrittenStates({ ...target, env });
    expect(require({})).toThrow(/ {2}\(cd .*one && terraform state push errored\.tfstate && rm/);
    expect(require({ TERRAFORM_BINARY_NAME: "tofu" })).toThrow(/one && tofu state push/);
    rmSync(errored());
    expect(require({})).not.toThrow();
  });
});

test("fails when a state is lost while the cloud has what no other state knows, until that may go", async () => {
  const left = await cloudOf("a", "b");
  write("terraform.one.tfstate", "");
  write("terraform.two.tfstate", state("b"));
  // A backup that is no whole state is none.
  write("terraform.one.tfstate.backup", "{");
  await expect(settle(target, azure, "deploy")).rejects.toThrow(
    /terraform\.one\.tfstate is no whole Terraform state: it has 0 bytes, and there is no backup of it\.\nThe simulated cloud has 1 resource that no state knows:\n.*\nPut a copy [^]*\n {2}npm start -- deploy --remove-leftovers$/,
  );
  expect(left()).toEqual(["a", "b"]);
  expect(read("terraform.one.tfstate")).toBe("");
  await settle(target, azure, "deploy", true);
  expect(left()).toEqual(["b"]);
  expect(readdirSync(folder())).toEqual(
    expect.arrayContaining(["terraform.one.tfstate.broken", "terraform.one.tfstate.backup", "terraform.two.tfstate"]),
  );
  expect(readdirSync(folder())).not.toContain("terraform.one.tfstate");
});

test("a state that was only begun, with nothing made, is moved aside", async () => {
  await cloudOf("b");
  write("terraform.one.tfstate", "");
  write("terraform.two.tfstate", state("b"));
  await settle(target, azure, "deploy");
  expect(readdirSync(folder())).toContain("terraform.one.tfstate.broken");
});

test("a look changes nothing, and says what is broken and what is left", async () => {
  await cloudOf("a", "b");
  write("terraform.one.tfstate", "");
  write("terraform.one.tfstate.backup", state("a"));
  write("terraform.two.tfstate", "{");
  const files = () =>
    readdirSync(folder(), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, read(name)]);
  const before = files();
  expect(await inspect(target, azure)).toBe(false);
  expect(files()).toEqual(before);
  expect(printed()).toContain("The next deploy or destroy puts terraform.one.tfstate.backup in its place.");
  expect(printed()).toContain("and there is no backup of it.");
  expect(printed()).toContain("The simulated cloud has 2 resources that no state knows");
});
