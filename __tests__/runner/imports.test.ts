import { connectedImports, existing, importOf } from "../../runner/imports";
import { onOneLine } from "../../runner/failure";
import { lab, synthesize } from "../helpers/synth";

const stacks = synthesize(
  lab(({ sites }) => void sites.push({ name: "paris", network: { ipv4: "10.3.0.0/24", ipv6: "2001:db8:3::/48" } })),
);
const group = (stack: string) => `/subscriptions/s/resourceGroups/dual-stack-${stack}`;
const network = (stack: string, path: string) => `${group(stack)}/providers/Microsoft.Network/${path}`;

const message = (type: string, id: string) =>
  `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`;
const gateway = network("vpn-gateway", "virtualNetworkGateways/gw");

test("finds the resource and its address, from an error with one and an error without", () => {
  const summary = message("azurerm_virtual_network_gateway", gateway);
  const error = { severity: "error", summary, detail: "" } as const;
  const printed = onOneLine([{ ...error, address: "azurerm_virtual_network_gateway.gateway_B15F83BA" }, error]);
  expect(existing(printed)).toEqual([
    {
      type: "azurerm_virtual_network_gateway",
      id: gateway,
      address: "azurerm_virtual_network_gateway.gateway_B15F83BA",
    },
  ]);
});

test.each([
  ["azurerm_resource_group", group("onprem-paris"), "onprem-paris", "resource-group"],
  ["azurerm_virtual_network_gateway", gateway, "vpn-gateway", "gateway_B15F83BA"],
  [
    "azurerm_subnet",
    network("onprem-paris", "virtualNetworks/paris-net/subnets/paris-eth2"),
    "onprem-paris",
    "network_vnet_eth2_7F2F8B59",
  ],
  [
    "azurerm_route",
    network("onprem-cat", "routeTables/RT-cat-eth1/routes/to-remote-network-v6"),
    "onprem-cat",
    "network_eth1-route-v6_E7103282",
  ],
  [
    "azurerm_network_security_rule",
    network("onprem-cat", "networkSecurityGroups/vm2-nsg/securityRules/allow-vpn-ipv4"),
    "onprem-cat",
    "test-vm_nsg_vpn-ipv4_CDF1619A",
  ],
  [
    "azurerm_subnet_route_table_association",
    network("onprem-cat", "virtualNetworks/cat-net/subnets/app-subnet"),
    "onprem-cat",
    "network_app-association_65B61D0C",
  ],
  [
    "azurerm_network_interface_security_group_association",
    `${network("onprem-cat", "networkInterfaces/cat-eth2-nic")}|${network("onprem-cat", "networkSecurityGroups/cat-nsg")}`,
    "onprem-cat",
    "router_eth2_security-group_7EBD7B3D",
  ],
])("finds where a %s belongs from its id alone", (type, id, stack, name) => {
  // Azure answers in whatever case it likes.
  expect(importOf({ type, id: id.toUpperCase() }, stacks)).toEqual({
    stack,
    address: `${type}.${name}`,
    id: id.toUpperCase(),
  });
});

test("follows a reference into another stack: the gateway's rules lie in the router's group", () => {
  const id = network("onprem-cat", "networkSecurityGroups/cat-nsg/securityRules/allow-ike");
  expect(importOf({ type: "azurerm_network_security_rule", id }, stacks)).toEqual({
    stack: "vpn-gateway",
    address: "azurerm_network_security_rule.site-cat_ike_97817123",
    id,
  });
});

test("knows no place for what no stack wants", () => {
  expect(importOf({ type: "azurerm_subnet", id: network("elsewhere", "virtualNetworks/a/subnets/b") }, stacks)).toBe(
    undefined,
  );
});

test("lists what is asked for alone, in a resource group that is there already, too", () => {
  const stacks = synthesize(
    lab((config) => {
      Object.assign(config.gateway, { resourceGroup: "hub-rg", resourceGroupExists: true });
      // A connection with the name of another's local network gateway.
      config.sites[0]!.connections![1]!.name = "localNetGw1";
    }),
  );
  const inGroup = "/subscriptions/s/resourceGroups/hub-rg/providers/Microsoft.Network";
  expect(connectedImports(stacks, "s", [{ name: "conn1-to-Catalyst", localNetworkGateway: "localNetGw1" }])).toEqual([
    {
      stack: "vpn-gateway",
      address: "azurerm_local_network_gateway.site-cat_tunnel-1_local-network-gateway_5A256B98",
      id: `${inGroup}/localNetworkGateways/localNetGw1`,
    },
    {
      stack: "vpn-gateway",
      address: "azurerm_virtual_network_gateway_connection.site-cat_tunnel-1_CDB0A891",
      id: `${inGroup}/connections/conn1-to-Catalyst`,
    },
  ]);
});
