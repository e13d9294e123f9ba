import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../../simulator/azure/cloud";
import { currentCloud } from "../../../simulator/azure/current-cloud";

const folder = mkdtempSync(join(tmpdir(), "cloud-"));
afterAll(() => rmSync(folder, { recursive: true }));

const group = (name: string) => ({
  id: `/subscriptions/0/resourceGroups/${name}`,
  name,
  type: "Microsoft.Resources/resourceGroups",
  properties: {},
});

test("a reader sees what another has written, and reads nothing twice where nothing was written", () => {
  const writer = new Cloud(folder);
  writer.put(group("a"));
  const current = currentCloud(folder);
  const first = current();
  expect(first.all().map(({ name }) => name)).toEqual(["a"]);
  expect(current()).toBe(first);

  writer.put(group("b"));
  writer.remove(group("a").id);
  expect(
    current()
      .all()
      .map(({ name }) => name),
  ).toEqual(["b"]);
});
