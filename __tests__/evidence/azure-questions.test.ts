import { join } from "node:path";
import { loadConfig } from "../../config/load";
import { azCommands, azureQuestions } from "../../lib/evidence/azure-questions";

function questions(config: string, site: string) {
  const { deployment } = loadConfig(join(__dirname, "../../config", config));
  const found = deployment.sites.find(({ name }) => name === site)!;
  return azureQuestions(deployment, found, "00000000-0000-0000-0000-000000000000");
}

const short = (id: string) => id.split("/").slice(4).join("/").replace("/providers/Microsoft.Network", "");

test("of a site in Azure everything between the two test machines is asked", () => {
  expect(questions("lab.json", "cat").map(({ az, id }) => [az.split(" ").slice(2).join(" "), short(id)])).toEqual([
    ["vnet-gateway show", "dual-stack-vpn-gateway/virtualNetworkGateways/gw"],
    ["public-ip show", "dual-stack-vpn-gateway/publicIPAddresses/gw-pubIP1"],
    ["public-ip show", "dual-stack-vpn-gateway/publicIPAddresses/gw-pubIP2"],
    ["vpn-connection show", "dual-stack-vpn-gateway/connections/conn1-to-Catalyst"],
    ["vpn-connection list-ike-sas", "dual-stack-vpn-gateway/connections/conn1-to-Catalyst"],
    ["local-gateway show", "dual-stack-vpn-gateway/localNetworkGateways/localNetGw1"],
    ["vpn-connection show", "dual-stack-vpn-gateway/connections/conn2-to-Catalyst"],
    ["vpn-connection list-ike-sas", "dual-stack-vpn-gateway/connections/conn2-to-Catalyst"],
    ["local-gateway show", "dual-stack-vpn-gateway/localNetworkGateways/localNetGw2"],
    ["nic show-effective-route-table", "dual-stack-vpn-gateway/networkInterfaces/vm1-nic"],
    ["public-ip show", "dual-stack-onprem-cat/publicIPAddresses/cat-eth2-pip"],
    ["public-ip show", "dual-stack-onprem-cat/publicIPAddresses/cat-eth3-pip"],
    ["nic show-effective-route-table", "dual-stack-onprem-cat/networkInterfaces/vm2-nic"],
  ]);
});

test("a gateway that exists is asked in its own group, and no address of a name that is not known", () => {
  const found = questions("examples/existing-hub.json", "oslo").map(({ id }) => short(id));
  expect(found.slice(0, 2)).toEqual([
    "hub-rg/virtualNetworkGateways/hub-vpngw",
    expect.stringContaining("/connections/"),
  ]);
  expect(found.filter((id) => /publicIPAddresses|networkInterfaces/.test(id))).toEqual([]);
});

test("the commands of az name each resource by its id", () => {
  expect(azCommands(questions("lab.json", "cat")).slice(3, 5)).toEqual([
    "az network vpn-connection show --ids /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dual-stack-vpn-gateway/providers/Microsoft.Network/connections/conn1-to-Catalyst --output json",
    "az network vpn-connection list-ike-sas --ids /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dual-stack-vpn-gateway/providers/Microsoft.Network/connections/conn1-to-Catalyst --output json",
  ]);
});
