import { lab, resource, resourcesOf, synthesize, type Block } from "../helpers/synth";

/** Every row of what the article's ARM templates create; where we differ on purpose, the test's name says so. */
const { "onprem-cat": site, "vpn-gateway": gateway } = synthesize(lab());
const onprem = (type: string, name: string) => resource(site!, type, name);
const azure = (type: string, name: string) => resource(gateway!, type, name);
const names = (json: typeof site, type: string) => resourcesOf(json!, type).map(({ name }) => name);

const ZONES = ["1", "2", "3"];

describe("the on-premises side", () => {
  test("network and subnets", () => {
    expect(onprem("azurerm_virtual_network", "cat-net").address_space).toEqual(["10.2.0.0/24", "2001:db8:2::/48"]);
    expect(resourcesOf(site!, "azurerm_subnet").map(({ name, address_prefixes }) => [name, address_prefixes])).toEqual([
      ["app-subnet", ["10.2.0.96/27", "2001:db8:2:4::/64"]],
      ["cat-eth1", ["10.2.0.0/27", "2001:db8:2:1::/64"]],
      ["cat-eth2", ["10.2.0.32/27", "2001:db8:2:2::/64"]],
      ["cat-eth3", ["10.2.0.64/27", "2001:db8:2:3::/64"]],
    ]);
  });

  test("both route tables send the remote network to eth1, in both families", () => {
    const tables = resourcesOf(site!, "azurerm_route_table");
    expect(tables.map(({ name, bgp_route_propagation_enabled }) => [name, bgp_route_propagation_enabled])).toEqual([
      ["RT-app-subnet", true],
      ["RT-cat-eth1", true],
    ]);
    const routes = resourcesOf(site!, "azurerm_route").map((route) =>
      [route.name, route.address_prefix, route.next_hop_type, route.next_hop_in_ip_address].join(" "),
    );
    const v4 = "to-remote-network-v4 10.1.0.0/24 VirtualAppliance 10.2.0.4";
    const v6 = "to-remote-network-v6 2001:db8:1::/48 VirtualAppliance 2001:db8:2:1::4";
    expect(routes).toEqual([v4, v6, v4, v6]);
    expect(resourcesOf(site!, "azurerm_subnet_route_table_association")).toHaveLength(2);
  });

  test("public addresses, all with the idle timeout that the article gives to two of them", () => {
    expect(names(site, "azurerm_public_ip")).toEqual(["cat-eth1-pip", "cat-eth2-pip", "cat-eth3-pip", "vm2-pubIP"]);
    for (const address of resourcesOf(site!, "azurerm_public_ip")) {
      expect(address).toMatchObject({
        sku: "Standard",
        allocation_method: "Static",
        zones: ZONES,
        idle_timeout_in_minutes: 10,
      });
    }
  });

  test.each([
    ["cat-eth1-nic", "10.2.0.4", "2001:db8:2:1::4"],
    ["cat-eth2-nic", "10.2.0.36", "2001:db8:2:2::4"],
    ["cat-eth3-nic", "10.2.0.68", "2001:db8:2:3::4"],
  ])("%s forwards, and its addresses are static where the article's are dynamic", (name, ipv4, ipv6) => {
    const nic = onprem("azurerm_network_interface", name);
    expect(nic).toMatchObject({ ip_forwarding_enabled: true, accelerated_networking_enabled: true });
    const [v4, v6] = nic.ip_configuration as Block[];
    expect(v4).toMatchObject({
      name: "ipconfig-v4",
      primary: true,
      private_ip_address: ipv4,
      private_ip_address_allocation: "Static",
      public_ip_address_id: expect.stringMatching(/^\$\{azurerm_public_ip\..*\.id\}$/),
    });
    expect(v6).toMatchObject({
      name: "ipconfig-v6",
      private_ip_address: ipv6,
      private_ip_address_version: "IPv6",
      private_ip_address_allocation: "Static",
    });
  });

  test("cat-nsg opens SSH on eth1 and vm2 to the administrators, and each family between the two networks alone", () => {
    const networks = { 4: ["10.2.0.0/24", "10.1.0.0/24"], 6: ["2001:db8:2::/48", "2001:db8:1::/48"] };
    const rules = resourcesOf(site!, "azurerm_network_security_rule").filter(({ network_security_group_name: nsg }) =>
      String(nsg).includes("network_nsg"),
    );
    const between = (family: 4 | 6, priority: number) => ({
      name: `allow-vpn-ipv${family}`,
      priority,
      protocol: "*",
      source_address_prefixes: networks[family],
      destination_address_prefixes: networks[family],
      destination_port_range: "*",
    });
    expect(rules).toHaveLength(3);
    expect(rules).toEqual([
      expect.objectContaining({
        name: "allow-ssh-ipv4",
        priority: 100,
        protocol: "Tcp",
        source_address_prefixes: ["192.0.2.0/24"],
        // The router's eth1, and vm2 behind it.
        destination_address_prefixes: ["10.2.0.4", "10.2.0.100"],
        destination_port_range: "22",
      }),
      expect.objectContaining(between(4, 105)),
      expect.objectContaining(between(6, 106)),
    ]);
    for (const rule of rules) expect(rule).toMatchObject({ direction: "Inbound", access: "Allow" });
    expect(names(site, "azurerm_network_security_group")).toEqual(["cat-nsg", "vm2-nsg"]);
  });

  test("the router is the article's image, of a size that a new subscription still gets, with eth1 as its primary interface", () => {
    const router = onprem("azurerm_linux_virtual_machine", "cat");
    expect(router).toMatchObject({
      size: "Standard_D16_v5",
      admin_username: "azureadmin",
      disable_password_authentication: false,
      plan: { publisher: "cisco", product: "cisco-c8000v-byol", name: "17_16_01a-byol" },
      source_image_reference: {
        publisher: "cisco",
        offer: "cisco-c8000v-byol",
        sku: "17_16_01a-byol",
        version: "latest",
      },
      os_disk: { name: "cat-OSDisk", caching: "ReadWrite" },
      boot_diagnostics: {},
    });
    expect(router.network_interface_ids).toEqual(["eth1", "eth2", "eth3"].map((role) => expect.stringContaining(role)));
  });

  test("vm2 is Ubuntu 24.04 in app-subnet, of a current size", () => {
    expect(onprem("azurerm_linux_virtual_machine", "vm2")).toMatchObject({
      size: "Standard_B2ts_v2",
      source_image_reference: {
        publisher: "canonical",
        offer: "ubuntu-24_04-lts",
        sku: "server",
        version: "latest",
      },
    });
    const [v4, v6] = onprem("azurerm_network_interface", "vm2-nic").ip_configuration as Block[];
    expect([v4!.private_ip_address, v6!.private_ip_address]).toEqual(["10.2.0.100", "2001:db8:2:4::4"]);
    expect(v4!.subnet_id).toMatch(/vnet_app_/);
  });
});

describe("the Azure side", () => {
  test("network and subnets", () => {
    expect(azure("azurerm_virtual_network", "vnet1").address_space).toEqual(["10.1.0.0/24", "2001:db8:1::/48"]);
    expect(azure("azurerm_subnet", "subnet1").address_prefixes).toEqual(["10.1.0.0/27", "2001:db8:1:1::/64"]);
    expect(azure("azurerm_subnet", "GatewaySubnet").address_prefixes).toEqual(["10.1.0.224/27", "2001:db8:1:e::/64"]);
    expect(resourcesOf(gateway!, "azurerm_subnet")).toHaveLength(2);
  });

  test("public addresses of the gateway", () => {
    for (const name of ["gw-pubIP1", "gw-pubIP2"]) {
      expect(azure("azurerm_public_ip", name)).toMatchObject({
        sku: "Standard",
        allocation_method: "Static",
        zones: ZONES,
      });
    }
    expect(names(gateway, "azurerm_public_ip")).toEqual(["gw-pubIP1", "gw-pubIP2", "vm1-pubIP"]);
  });

  test("the gateway is active-active and route-based, and BGP stays off", () => {
    const vpnGateway = azure("azurerm_virtual_network_gateway", "gw");
    expect(vpnGateway).toMatchObject({
      type: "Vpn",
      vpn_type: "RouteBased",
      generation: "Generation2",
      sku: "VpnGw2AZ",
      active_active: true,
      timeouts: { create: "90m", update: "90m", delete: "120m" },
    });
    expect(Object.keys(vpnGateway).filter((key) => key.includes("bgp"))).toEqual([]);
    const configurations = vpnGateway.ip_configuration as Block[];
    expect(configurations.map(({ name }) => name)).toEqual(["gwcfg1", "gwcfg2"]);
    expect(new Set(configurations.map((one) => one.public_ip_address_id)).size).toBe(2);
    for (const { subnet_id } of configurations) expect(subnet_id).toMatch(/gatewaySubnet/);
  });

  test.each([
    ["localNetGw1", "eth2"],
    ["localNetGw2", "eth3"],
  ])("%s points at %s, with both families", (name, role) => {
    const localNetworkGateway = azure("azurerm_local_network_gateway", name);
    expect(localNetworkGateway.address_space).toEqual(["10.2.0.0/24", "2001:db8:2::/48"]);
    expect(localNetworkGateway.gateway_address).toContain(`router_${role}_public-ip`);
  });

  test("the connections have the article's whole policy, and a key each where the article shares one", () => {
    const connections = resourcesOf(gateway!, "azurerm_virtual_network_gateway_connection");
    expect(connections.map(({ name }) => name)).toEqual(["conn1-to-Catalyst", "conn2-to-Catalyst"]);
    for (const connection of connections) {
      expect(connection).toMatchObject({
        type: "IPsec",
        connection_protocol: "IKEv2",
        ipsec_policy: {
          sa_lifetime: 27000,
          sa_datasize: 0,
          ipsec_encryption: "GCMAES256",
          ipsec_integrity: "GCMAES256",
          ike_encryption: "GCMAES256",
          ike_integrity: "SHA384",
          dh_group: "DHGroup2048",
          pfs_group: "None",
        },
      });
      expect(Object.keys(connection).filter((key) => key.includes("bgp"))).toEqual([]);
    }
    expect(new Set(connections.map(({ shared_key }) => shared_key)).size).toBe(2);
  });

  test("the second connection waits for the first", () => {
    expect(azure("azurerm_virtual_network_gateway_connection", "conn2-to-Catalyst").depends_on).toEqual([
      expect.stringMatching(/^azurerm_virtual_network_gateway_connection\.site-cat_tunnel-1_/),
    ]);
  });

  test("IKE and NAT-T are open on eth2 and eth3 to the gateway's two addresses, where the article opens all to anyone", () => {
    const rules = resourcesOf(gateway!, "azurerm_network_security_rule").filter(({ protocol }) => protocol === "Udp");
    expect(rules.map(({ name, priority, destination_port_range: port }) => [name, priority, port])).toEqual([
      ["allow-ike", 110, "500"],
      ["allow-nat-t", 120, "4500"],
    ]);
    for (const { source_address_prefixes: sources, network_security_group_name: nsg, ...rule } of rules) {
      expect(rule.destination_address_prefixes).toEqual(["10.2.0.36", "10.2.0.68"]);
      expect(sources).toEqual([1, 2].map((number) => expect.stringContaining(`gateway_public-ip-${number}`)));
      expect(nsg).toContain("terraform_remote_state.cross-stack-reference-input-onprem-cat");
    }
  });

  test("vm1 is as vm2, in subnet1", () => {
    expect(azure("azurerm_linux_virtual_machine", "vm1")).toMatchObject({ size: "Standard_B2ts_v2" });
    const [v4, v6] = azure("azurerm_network_interface", "vm1-nic").ip_configuration as Block[];
    expect([v4!.private_ip_address, v6!.private_ip_address]).toEqual(["10.1.0.4", "2001:db8:1:1::4"]);
  });
});

test("the resource groups, one for each stack where the article has one for all, are in the lab's region", () => {
  for (const [json, name] of [
    [site, "dual-stack-onprem-cat"],
    [gateway, "dual-stack-vpn-gateway"],
  ] as const) {
    expect(resourcesOf(json!, "azurerm_resource_group")).toEqual([{ name, location: "uksouth" }]);
  }
});
