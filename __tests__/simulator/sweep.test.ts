import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../simulator/azure/cloud";
import { sweep } from "../../simulator/sweep";

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "home-"))));
afterEach(() => rmSync(home, { recursive: true }));

const id = (name: string) => `/subscriptions/s/resourceGroups/${name}`;
const state = (...names: string[]) =>
  JSON.stringify({
    version: 4,
    resources: names.map((name) => ({
      mode: "managed",
      type: "azurerm_resource_group",
      instances: [{ attributes: { id: id(name) } }],
    })),
  });

function cloudOf(...names: string[]): () => string[] {
  const cloud = new Cloud(join(home, "cloud"));
  for (const name of names) cloud.put({ type: "azurerm_resource_group", id: id(name), attributes: { name } });
  return () => new Cloud(join(home, "cloud")).all().map(({ attributes }) => String(attributes.name));
}

test("removes what no state knows, and nothing else", () => {
  const left = cloudOf("a", "b", "c");
  writeFileSync(join(home, "terraform.one.tfstate"), state("a"));
  writeFileSync(join(home, "terraform.two.tfstate"), state("c"));
  expect(sweep(home)).toBe(1);
  expect(left().sort()).toEqual(["a", "c"]);
});

test("a state that was only begun knows nothing", () => {
  const left = cloudOf("a");
  writeFileSync(join(home, "terraform.one.tfstate"), "");
  expect(sweep(home)).toBe(1);
  expect(left()).toEqual([]);
});

test("half a state makes way for its backup, or for none", () => {
  const left = cloudOf("a", "b");
  const half = state("a", "b").slice(0, 60);
  writeFileSync(join(home, "terraform.one.tfstate"), half);
  writeFileSync(join(home, "terraform.one.tfstate.backup"), state("a"));
  writeFileSync(join(home, "terraform.two.tfstate"), half);
  expect(sweep(home)).toBe(1);
  expect(left()).toEqual(["a"]);
  expect(readFileSync(join(home, "terraform.one.tfstate"), "utf8")).toBe(state("a"));
  expect(existsSync(join(home, "terraform.two.tfstate"))).toBe(false);
});
