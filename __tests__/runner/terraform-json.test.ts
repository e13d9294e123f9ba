import { readFileSync } from "node:fs";
import { join } from "node:path";
import { terraformEvent } from "../../runner/terraform-json";

const recorded = readFileSync(join(__dirname, "../fixtures/terraform-1.11.4/events.jsonl"), "utf8").trim().split("\n");

test("reads every kind of line that Terraform prints", () => {
  const events = recorded.map(terraformEvent).map(({ message: _, ...event }) => event);
  const [planned, applied] = events.flatMap((event) => (event.kind === "outputs" ? [event.outputs] : []));
  expect(events.filter(({ kind }) => kind !== "outputs")).toEqual([
    { kind: "text" },
    { kind: "started", address: "azurerm_resource_group.resource-group", action: "read" },
    { kind: "ended", address: "azurerm_resource_group.resource-group", action: "read" },
    {
      kind: "started",
      address: "data.terraform_remote_state.cross-stack-reference-input-onprem-cat",
      action: "read",
    },
    { kind: "ended", address: "data.terraform_remote_state.cross-stack-reference-input-onprem-cat", action: "read" },
    // Drift is no change that Terraform would make.
    { kind: "text" },
    {
      kind: "planned",
      address: "azurerm_local_network_gateway.site-cat_tunnel-2_local-network-gateway_2F155DEF",
      action: "update",
    },
    {
      kind: "planned",
      address: "azurerm_public_ip.gateway_public-ip-1_F029B96E",
      action: "replace",
      reason: "cannot_update",
    },
    { kind: "counted" },
    { kind: "started", address: "local_file.site-cat_router-config_2DA3CCCF", action: "delete" },
    { kind: "ended", address: "azurerm_public_ip.gateway_public-ip-1_F029B96E", action: "create" },
    { kind: "applied", counts: expect.objectContaining({ add: 5, change: 6, remove: 5 }) as unknown },
    { kind: "failed", address: "azurerm_virtual_network.network_vnet_2900DE5E", action: "create" },
    {
      kind: "diagnostic",
      diagnostic: {
        severity: "error",
        summary: expect.stringContaining("409 (409 Conflict) with error: AnotherOperationInProgress: ") as unknown,
        detail: "",
        address: "azurerm_virtual_network.network_vnet_2900DE5E",
      },
    },
  ]);
  expect(planned).toMatchObject({ gateway_id: { action: "update" }, vnet_id: { action: "noop" } });
  expect(applied).toMatchObject({ resource_group: { value: "dual-stack-vpn-gateway" } });
  expect(applied!.admin_login).not.toHaveProperty("value");
});

test("finds the resource of an error in the configuration, which has no address", () => {
  const line = JSON.stringify({
    type: "diagnostic",
    "@message": "Error: Unsupported attribute",
    diagnostic: {
      severity: "error",
      summary: "Unsupported attribute",
      detail: "There is none.",
      snippet: { context: "resource.azurerm_subnet.a" },
    },
  });
  expect(terraformEvent(line)).toMatchObject({ diagnostic: { address: "azurerm_subnet.a" } });
});

test.each(["panic: runtime error", "{ no JSON", '{"type":"of somebody else"}', ""])(
  "keeps a line that is none of Terraform's: %s",
  (line) => {
    expect(terraformEvent(line)).toEqual({ kind: "text", message: line });
  },
);
