import { Testing } from "cdktf";
import { parsePrefix } from "../../lib/addressing/cidr";
import { OnPremSimVnet } from "../../lib/constructs/on-prem-sim-vnet";
import type { SiteRole } from "../../lib/model/network";
import { foreignStack, gatewayNetwork, siteNetwork } from "../helpers/foreign-stack";
import { resourcesOf } from "../helpers/synth";

test("stands in somebody else's stack, twice without clashing, with ids that are roles", () => {
  const { stack, json } = foreignStack((stack, resourceGroup) => {
    for (const id of ["first", "second"]) {
      const network = siteNetwork(`${id}-net`);
      new OnPremSimVnet(stack, id, { resourceGroup, network, gatewayNetwork: gatewayNetwork(), routerName: id });
    }
  });
  expect(resourcesOf(json, "azurerm_virtual_network").map(({ name }) => name)).toEqual(["first-net", "second-net"]);
  expect(resourcesOf(json, "azurerm_subnet")).toHaveLength(8);
  expect(resourcesOf(json, "azurerm_network_security_group").map(({ name }) => name)).toEqual([
    "first-nsg",
    "second-nsg",
  ]);
  const tree = Testing.renderConstructTree(stack);
  expect(tree.slice(tree.indexOf("├── first"), tree.indexOf("└── second"))).toMatchInlineSnapshot(`
   "├── first (OnPremSimVnet)
       ├── vnet (DualStackVnet)
           ├── Resource (VirtualNetwork)
           ├── eth1 (Subnet)
           ├── eth2 (Subnet)
           ├── eth3 (Subnet)
           └── app (Subnet)
       ├── nsg (DualStackNsg)
           ├── Resource (NetworkSecurityGroup)
           ├── vpn-ipv4 (NetworkSecurityRule)
           └── vpn-ipv6 (NetworkSecurityRule)
       ├── eth1-route-table (RouteTable)
       ├── eth1-route-v4 (Route)
       ├── eth1-route-v6 (Route)
       ├── eth1-association (SubnetRouteTableAssociation)
       ├── app-route-table (RouteTable)
       ├── app-route-v4 (Route)
       ├── app-route-v6 (Route)
       ├── app-association (SubnetRouteTableAssociation)
       ├── eth1-security-group (SubnetNetworkSecurityGroupAssociation)
       ├── eth2-security-group (SubnetNetworkSecurityGroupAssociation)
       ├── eth3-security-group (SubnetNetworkSecurityGroupAssociation)
       └── app-security-group (SubnetNetworkSecurityGroupAssociation)
   "
  `);
});

test("lets the router forward through its NSG: the route tables of eth1 and app name the far side", () => {
  const { json } = foreignStack((stack, resourceGroup) => {
    const networks = { network: siteNetwork(), gatewayNetwork: gatewayNetwork() };
    new OnPremSimVnet(stack, "site", { resourceGroup, ...networks, routerName: "cat" });
  });
  const associated = (type: string, role: string) =>
    resourcesOf(json, type).filter(({ subnet_id: id }) => String(id).includes(`vnet_${role}_`));
  for (const role of ["eth1", "eth2", "eth3", "app"]) {
    expect(associated("azurerm_subnet_network_security_group_association", role)).toHaveLength(1);
  }
  // Outbound, an NSG's default rules let pass what lies in VirtualNetwork, to which these prefixes are added.
  for (const role of ["eth1", "app"]) {
    const [association] = associated("azurerm_subnet_route_table_association", role);
    const table = String(association!.route_table_id).replace(".id}", ".name}");
    const routes = resourcesOf(json, "azurerm_route").filter((route) => route.route_table_name === table);
    expect(routes.map(({ address_prefix }) => address_prefix)).toEqual(["10.1.0.0/24", "2001:db8:1::/48"]);
  }
  expect(resourcesOf(json, "azurerm_network_security_rule").map(({ direction }) => direction)).toEqual([
    "Inbound",
    "Inbound",
  ]);
});

test("opens SSH to nobody unless told", () => {
  const { json } = foreignStack((stack, resourceGroup) => {
    const networks = { network: siteNetwork(), gatewayNetwork: gatewayNetwork() };
    new OnPremSimVnet(stack, "site", { resourceGroup, ...networks, routerName: "cat" });
  });
  const open = resourcesOf(json, "azurerm_network_security_rule").map(({ name }) => name);
  expect(open).toEqual(["allow-vpn-ipv4", "allow-vpn-ipv6"]);
});

test("opens SSH on eth1 alone unless told, and on the same hosts in both families", () => {
  const destinations = (sshTo?: readonly SiteRole[]) => {
    const { json } = foreignStack((stack, resourceGroup) => {
      const networks = { network: siteNetwork(), gatewayNetwork: gatewayNetwork() };
      const adminSourcePrefixes = [parsePrefix("192.0.2.0/24", "ipv4"), parsePrefix("2001:db8:9::/48", "ipv6")];
      new OnPremSimVnet(stack, "site", { resourceGroup, ...networks, routerName: "cat", adminSourcePrefixes, sshTo });
    });
    const ssh = resourcesOf(json, "azurerm_network_security_rule").filter(
      (rule) => rule.destination_port_range === "22",
    );
    return ssh.map((rule) => rule.destination_address_prefixes);
  };
  expect(destinations()).toEqual([["10.2.0.4"], ["2001:db8:2:1::4"]]);
  expect(destinations(["eth1", "app"])).toEqual([
    ["10.2.0.4", "10.2.0.100"],
    ["2001:db8:2:1::4", "2001:db8:2:4::4"],
  ]);
});
