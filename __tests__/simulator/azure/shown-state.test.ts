import { shownState } from "../../../simulator/azure/shown-state";
import { simulatedAzure } from "../../../testing/terraform";

const id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/there";

test("what was there before Terraform is shown too, each resource as it is when it is looked at", async () => {
  const { terraform, cloud, remove } = simulatedAzure();
  await terraform.create("azurerm_resource_group", { name: "made", location: "uksouth" });
  const there = { name: "there", type: "Microsoft.Resources/resourceGroups", location: "uksouth" };
  cloud.put({ id, ...there, properties: {}, prepared: ["azurerm_resource_group"] });
  const shown = shownState(cloud);
  cloud.put({ ...cloud.get(id)!, tags: { since: "today" } });
  expect(shown.map(({ type, values }) => [type, values.name, values.tags])).toEqual([
    ["azurerm_resource_group", "made", null],
    ["azurerm_resource_group", "there", { since: "today" }],
  ]);
  remove();
});
