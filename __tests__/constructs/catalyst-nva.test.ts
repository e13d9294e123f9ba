import { CatalystNva, type CatalystNvaProps } from "../../lib/constructs/catalyst-nva";
import { OnPremSimVnet } from "../../lib/constructs/on-prem-sim-vnet";
import { foreignStack, gatewayNetwork, siteNetwork } from "../helpers/foreign-stack";
import { resource, resourcesOf } from "../helpers/synth";

const image = { publisher: "cisco", offer: "cisco-c8000v-byol", sku: "17_16_01a-byol", version: "latest" };

function routers(names: readonly string[], changed: Partial<CatalystNvaProps> = {}) {
  return foreignStack((stack, resourceGroup) => {
    const site = new OnPremSimVnet(stack, "site", {
      routerName: "cat",
      resourceGroup,
      network: siteNetwork(),
      gatewayNetwork: gatewayNetwork(),
    });
    for (const name of names) {
      new CatalystNva(stack, `router-${name}`, {
        name,
        resourceGroup,
        site,
        login: { username: "azureadmin", password: "${var.password}" },
        size: "Standard_D8_v3",
        image,
        zones: ["1"],
        ...changed,
      });
    }
  }).json;
}

const day0 = (json: ReturnType<typeof routers>) =>
  Buffer.from(String(resource(json, "azurerm_linux_virtual_machine", "cat").custom_data), "base64").toString();

test("stands twice in one stack", () => {
  const json = routers(["cat", "dog"]);
  expect(resourcesOf(json, "azurerm_linux_virtual_machine").map(({ name }) => name)).toEqual(["cat", "dog"]);
  expect(resourcesOf(json, "azurerm_network_interface").map(({ name }) => name)).toEqual([
    "cat-eth1-nic",
    "cat-eth2-nic",
    "cat-eth3-nic",
    "dog-eth1-nic",
    "dog-eth2-nic",
    "dog-eth3-nic",
  ]);
});

test("day 0 names the router, and reloads it on request only", () => {
  expect(day0(routers(["cat"]))).toMatch(/^Section: IOS configuration\nhostname cat\n/);
  expect(day0(routers(["cat"]))).not.toContain("reload");
  expect(day0(routers(["cat"], { reloadOnFirstBoot: true }))).toContain("do reload\n");
});

test("another day 0 replaces no router, another machine version does", () => {
  const router = (changed: Partial<CatalystNvaProps>) =>
    resource(routers(["cat"], changed), "azurerm_linux_virtual_machine", "cat");
  const first = router({});
  expect(first.lifecycle).toMatchObject({ ignore_changes: ["custom_data"] });
  expect(router({ reloadOnFirstBoot: true })).toEqual({ ...first, custom_data: expect.anything() });
  expect(first.os_disk).toMatchObject({ name: "cat-OSDisk" });
  expect(router({ machineVersion: 2 }).os_disk).toMatchObject({ name: "cat-OSDisk-2" });
});

test("waits for the terms that it accepts itself", () => {
  const json = routers(["cat"], { acceptMarketplaceTerms: true });
  expect(resourcesOf(json, "azurerm_marketplace_agreement")).toHaveLength(1);
  expect(resource(json, "azurerm_linux_virtual_machine", "cat").depends_on).toEqual(
    expect.arrayContaining([expect.stringMatching(/^azurerm_marketplace_agreement\./)]),
  );
});
