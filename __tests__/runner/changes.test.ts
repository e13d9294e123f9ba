import { changes } from "../../runner/changes";
import type { State } from "../../runner/state";

const state = (...resources: readonly (readonly [name: string, id: string, tag?: string])[]): State => ({
  outputs: {},
  resources: resources.map(([name, id, tag]) => ({
    address: `azurerm_x.${name}`,
    type: "azurerm_x",
    id,
    attributes: { id, tag },
    tainted: false,
  })),
});

test("counts what Terraform would: a replaced resource on both sides", () => {
  const before = state(["same", "/1"], ["changed", "/2", "old"], ["replaced", "/3"], ["gone", "/4"]);
  const after = state(["same", "/1"], ["changed", "/2", "new"], ["replaced", "/5"], ["made", "/6"]);
  expect(changes(before, after)).toBe("2 added, 1 changed, 2 destroyed");
  expect(changes(after, after)).toBe("0 added, 0 changed, 0 destroyed");
});
