import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokenStateError, readState } from "../../runner/state";

const folder = mkdtempSync(join(tmpdir(), "state-"));
const file = join(folder, "terraform.one.tfstate");
afterAll(() => rmSync(folder, { recursive: true }));

const whole = JSON.stringify({
  version: 4,
  outputs: { key: { value: "a" } },
  resources: [
    { mode: "data", type: "azurerm_x", name: "looked-up", instances: [{ attributes: { id: "/d" } }] },
    {
      mode: "managed",
      type: "azurerm_x",
      name: "made",
      instances: [{ status: "tainted", attributes: { id: "/m", secret: "hush" } }],
    },
  ],
});

test("reads managed resources with their addresses, and whether they are tainted", () => {
  writeFileSync(file, whole);
  expect(readState(file)).toEqual({
    outputs: { key: "a" },
    resources: [
      {
        address: "azurerm_x.made",
        type: "azurerm_x",
        id: "/m",
        attributes: { id: "/m", secret: "hush" },
        tainted: true,
      },
    ],
  });
});

test("a missing state is empty", () => {
  expect(readState(join(folder, "none"))).toEqual({ outputs: {}, resources: [] });
});

test.each([
  ["has 0 bytes", "", "it has 0 bytes"],
  ["is half a file", whole.slice(0, -20), `its ${whole.length - 20} characters end too early, or are no JSON`],
  ["is of another version", '{"version":3}', "its JSON is no state of version 4"],
])("fails when a state %s, without what is in it", (_, text, reason) => {
  writeFileSync(file, text);
  expect(() => readState(file)).toThrow(BrokenStateError);
  expect(() => readState(file)).toThrow(
    `${reason}. Run it again: that puts its backup in its place, or says what is left.`,
  );
  expect(() => readState(file)).not.toThrow("hush");
});
