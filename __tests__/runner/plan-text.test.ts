import { planJson, planText } from "../../runner/plan-text";
import type { StackPlan } from "../../runner/stack-plan";

const plan = (stack: string, more: Partial<StackPlan> = {}): StackPlan => ({
  stack,
  changes: [],
  outputs: {},
  waitsFor: [],
  outdated: [],
  errors: [],
  text: [],
  ...more,
});
const plain = (_: string, text: string) => text;

const site = plan("onprem-cat", {
  changes: [
    { address: "azurerm_route.a", action: "create" },
    { address: "azurerm_public_ip.b", action: "replace", because: "name, zones" },
    { address: "azurerm_subnet.c", action: "update" },
    { address: "azurerm_route.d", action: "delete", because: "no longer in the config" },
  ],
  outputs: { router_public_addresses: "update" },
});
const gateway = plan("vpn-gateway", {
  changes: [{ address: "azurerm_route.e", action: "create" }],
  outdated: ["onprem-cat"],
});

test("what is replaced and destroyed comes first, with the reason, then the rest, then the counts of each stack", () => {
  expect(planText([site, gateway], plain).join("\n")).toMatchInlineSnapshot(`
   "REPLACE
     onprem-cat  azurerm_public_ip.b  (name, zones)

   DESTROY
     onprem-cat  azurerm_route.d  (no longer in the config)

   change
     onprem-cat  azurerm_subnet.c

   add
     onprem-cat  azurerm_route.a
     vpn-gateway  azurerm_route.e

   onprem-cat: 1 to replace, 1 to destroy, 1 to change, 1 to add
   vpn-gateway: 1 to add; planned on what onprem-cat puts out now, which will change"
  `);
});

test("what goes is red, where there are colours", () => {
  const red = planText([site], (colour, text) => (colour === "red" ? `<${text}>` : text)).filter((line) =>
    line.startsWith("<"),
  );
  expect(red).toEqual([
    "<  onprem-cat  azurerm_public_ip.b  (name, zones)>",
    "<  onprem-cat  azurerm_route.d  (no longer in the config)>",
  ]);
});

test.each([
  ["without a change", plan("a"), "a: no changes"],
  ["that waits for another", plan("a", { waitsFor: ["b", "c"] }), "a: can be planned once b, c is deployed"],
  ["of which outputs change alone", plan("a", { outputs: { id: "update" } }), "a: only outputs change: id"],
])("says it of a stack %s", (_, stack, line) => {
  expect(planText([stack], plain)).toEqual([line]);
});

test("a stack that could not be planned has no counts", () => {
  const errors = [{ severity: "error", summary: "no", detail: "" }] as const;
  expect(planText([plan("a", { errors })], plain)).toEqual([]);
});

test("a program gets the same, without Terraform's text", () => {
  expect(planJson([{ ...gateway, text: ["secret?"] }])).toEqual({
    changes: true,
    stacks: [
      {
        stack: "vpn-gateway",
        changes: [{ address: "azurerm_route.e", action: "create" }],
        outputs: [],
        waitsFor: [],
        outdated: ["onprem-cat"],
        errors: [],
      },
    ],
  });
  expect(planJson([plan("a")])).toMatchObject({ changes: false });
  expect(planJson([plan("a", { waitsFor: ["b"] })])).toMatchObject({ changes: true });
});
