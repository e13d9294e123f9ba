import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigFile } from "../../config/schema";
import { monitored } from "../helpers/monitored";
import { lab, resource, resourcesOf, simulatedSites, deploymentOf, synthesize, type StackJson } from "../helpers/synth";

/** A config of `config/examples`, changed by `change`. */
function example(name: string, change: (config: ConfigFile) => void = () => {}): Record<string, StackJson> {
  const file = join(__dirname, "../../config/examples", `${name}.json`);
  const config = JSON.parse(readFileSync(file, "utf8")) as ConfigFile;
  change(config);
  return synthesize(config);
}
const gatewayOf = (...args: Parameters<typeof example>) => example(...args)["vpn-gateway"]!;

test("a site on premises has no stack, and its connections have its addresses and all of its prefixes", () => {
  const stacks = example("two-providers");
  expect(Object.keys(stacks)).toEqual(["vpn-gateway"]);
  const far = resourcesOf(stacks["vpn-gateway"]!, "azurerm_local_network_gateway");
  expect(far.map(({ gateway_address: address }) => address)).toEqual(["198.51.100.10", "203.0.113.20"]);
  for (const { address_space: space } of far) {
    expect(space).toEqual(["10.20.0.0/16", "192.168.7.0/24", "2001:db8:20::/48"]);
  }
  expect(stacks["vpn-gateway"]!.output.tunnel_matrix!.value).toMatchObject({
    oslo: [
      { router_interface: "GigabitEthernet0/0/0", router_public_address: "198.51.100.10", tunnel_interface: "Tunnel0" },
      { router_private_address: "10.0.0.2", router_public_address: "203.0.113.20", tunnel_interface: "none" },
      { tunnel_interface: "none" },
      { tunnel_interface: "Tunnel1" },
    ],
  });
});

test("a name stands for an address that changes, and a site without IPv6 has IPv4 prefixes alone", () => {
  const far = resourcesOf(gatewayOf("ipv4-branches"), "azurerm_local_network_gateway");
  const of = (site: string) => far.find(({ name }) => String(name).includes(`-${site}-`));
  expect(of("bodo")).toMatchObject({
    gateway_address: "198.51.100.40",
    address_space: ["10.40.0.0/24", "10.41.0.0/24"],
  });
  expect(of("tromso")).toMatchObject({ gateway_fqdn: "tromso.example.com", address_space: ["10.50.0.0/24"] });
  expect(of("tromso")).not.toHaveProperty("gateway_address");
});

test("the name of a local network gateway changes with any of its prefixes", () => {
  const names = (change?: (config: ConfigFile) => void) =>
    resourcesOf(gatewayOf("two-providers", change), "azurerm_local_network_gateway").map(({ name }) => name);
  const changed = names(({ sites: [site] }) => {
    if (site!.kind === "onPremises") site!.networks.ipv4[1] = "192.168.8.0/24";
  });
  expect(changed).not.toEqual(names());
});

describe("an existing hub", () => {
  const json = gatewayOf("existing-hub");

  test("is looked at, and nothing of it is made", () => {
    expect(Object.keys(json.resource).sort()).toEqual([
      "azurerm_local_network_gateway",
      "azurerm_resource_group",
      "azurerm_virtual_network_gateway_connection",
      "local_file",
      "random_password",
    ]);
    expect(Object.keys(json.data!).sort()).toEqual([
      "azurerm_public_ip",
      "azurerm_subnet",
      "azurerm_virtual_network",
      "azurerm_virtual_network_gateway",
    ]);
    const [connection] = resourcesOf(json, "azurerm_virtual_network_gateway_connection");
    expect(connection!.virtual_network_gateway_id).toMatch(/^\$\{data\.azurerm_virtual_network_gateway\.\w+\.id\}$/);
    expect(json.output.gateway_public_addresses!.value).toEqual([
      expect.stringMatching(/^\$\{data\.azurerm_public_ip\./),
      expect.stringMatching(/^\$\{data\.azurerm_public_ip\./),
    ]);
  });

  test("is compared with the config, each difference with its reason and the command that shows it", () => {
    const conditions = Object.values(json.data!)
      .flatMap((blocks) => Object.values(blocks))
      .flatMap(({ lifecycle }) => (lifecycle as { postcondition: { error_message: string }[] } | undefined) ?? [])
      .flatMap(({ postcondition }) => postcondition.map(({ error_message: message }) => message));
    expect(conditions).toHaveLength(9);
    for (const message of conditions) expect(message).toMatch(/ See: az network (vnet|vnet-gateway) .*--query /);
  });

  test("fails where the network has a prefix more, and where the gateway is not as the config counts on it", () => {
    const conditionsOf = (type: string) =>
      Object.values(json.data![type]!).flatMap(({ lifecycle }) =>
        (lifecycle as { postcondition: { condition: string }[] }).postcondition.map(({ condition }) => condition),
      );
    const given = '["10.0.0.0/16","10.8.0.0/16","2001:db8:1::/48"]';
    expect(conditionsOf("azurerm_virtual_network")).toEqual([
      `\${length(setsubtract([for prefix in self.address_space : lower(prefix)], ${given})) == 0}`,
      '${self.location == "uksouth"}',
    ]);
    expect(conditionsOf("azurerm_virtual_network_gateway")).toEqual([
      "${self.active_active && length(self.ip_configuration) >= 2}",
      '${self.type == "Vpn" && self.vpn_type == "RouteBased"}',
      '${strcontains(lower(self.ip_configuration[0].subnet_id), "/virtualnetworks/hub-vnet/")}',
      '${trimsuffix(self.sku, "AZ") == "VpnGw2"}',
      '${split("/", self.ip_configuration[0].id)[4] == "hub-rg" && split("/", self.ip_configuration[0].id)[8] == "hub-vpngw"}',
      '${self.location == "uksouth"}',
    ]);
  });

  test("has the addresses of its instances looked up by the group and the name in their ids", () => {
    const id = (instance: number) => `ip_configuration\\[${instance}\\]\\.public_ip_address_id\\)`;
    expect(Object.values(json.data!.azurerm_public_ip!)).toEqual(
      [0, 1].map((instance) =>
        expect.objectContaining({
          name: expect.stringMatching(new RegExp(`^\\$\\{element\\(split\\("/", .*${id(instance)}, 8\\)\\}$`)),
          resource_group_name: expect.stringMatching(new RegExp(`${id(instance)}, 4\\)\\}$`)),
        }),
      ),
    );
  });

  test("may be a network alone, which gets a gateway", () => {
    const made = gatewayOf("existing-hub", ({ gateway }) => {
      gateway.existing!.gateway = false;
    });
    expect(Object.keys(made.data!).sort()).toEqual(["azurerm_subnet", "azurerm_virtual_network"]);
    const gateway = resource(made, "azurerm_virtual_network_gateway", "hub-vpngw");
    expect(gateway.ip_configuration).toMatchObject(
      Array(2).fill({ subnet_id: expect.stringMatching(/^\$\{data\.azurerm_subnet\./) }),
    );
  });

  test("of IPv4 alone needs no IPv6 in GatewaySubnet", () => {
    const ipv4 = gatewayOf("existing-hub", ({ gateway, sites: [site] }) => {
      gateway.networks!.ipv6 = [];
      if (site!.kind === "onPremises") site!.networks.ipv6 = [];
    });
    expect(Object.values(ipv4.data!.azurerm_subnet!)[0]).not.toHaveProperty("lifecycle");
  });
});

test("a resource group that is there already is looked at", () => {
  const stacks = synthesize(
    lab(({ gateway, sites: [site] }) => {
      Object.assign(gateway, { resourceGroup: "shared", resourceGroupExists: true });
      Object.assign(site!, { resourceGroup: "site", resourceGroupExists: true });
    }),
  );
  for (const [stack, name] of [
    ["vpn-gateway", "shared"],
    ["onprem-cat", "site"],
  ] as const) {
    const json = stacks[stack]!;
    expect(json.resource).not.toHaveProperty("azurerm_resource_group");
    expect(Object.values(json.data!.azurerm_resource_group!)).toMatchObject([{ name }]);
    for (const { resource_group_name: group, location } of resourcesOf(json, "azurerm_public_ip")) {
      expect([group, location]).toEqual(["${data.azurerm_resource_group.resource-group.name}", "uksouth"]);
    }
  }
});

test("a network's further prefixes are routed, let in and told to the far end", () => {
  const config = lab(({ gateway, sites: [site] }) => {
    gateway.network = { additionalPrefixes: ["10.11.0.0/16", "2001:db8:11::/48"] };
    site!.network = {
      additionalPrefixes: ["10.12.0.0/24"],
      subnets: { app: { ipv4: "10.12.0.0/27" } },
    };
  });
  const { "vpn-gateway": gateway, "onprem-cat": site } = synthesize(config);
  expect(simulatedSites(deploymentOf(config))[0]!.network.subnets.app.host.ipv4).toBe("10.12.0.4");
  expect(resourcesOf(gateway!, "azurerm_virtual_network")).toMatchObject([
    { address_space: ["10.1.0.0/24", "10.11.0.0/16", "2001:db8:1::/48", "2001:db8:11::/48"] },
  ]);
  const routes = resourcesOf(site!, "azurerm_route").map(({ name, address_prefix: prefix }) => `${name} ${prefix}`);
  expect([...new Set(routes)].sort()).toEqual([
    "to-remote-network-v4 10.1.0.0/24",
    "to-remote-network-v4-2 10.11.0.0/16",
    "to-remote-network-v6 2001:db8:1::/48",
    "to-remote-network-v6-2 2001:db8:11::/48",
  ]);
  const inside = ["10.2.0.0/24", "10.12.0.0/24", "10.1.0.0/24", "10.11.0.0/16"];
  const rule = resourcesOf(site!, "azurerm_network_security_rule").find(({ name }) => name === "allow-vpn-ipv4");
  expect(rule).toMatchObject({ source_address_prefixes: inside, destination_address_prefixes: inside });
  for (const { address_space: space } of resourcesOf(gateway!, "azurerm_local_network_gateway")) {
    expect(space).toEqual(["10.2.0.0/24", "10.12.0.0/24", "2001:db8:2::/48"]);
  }
});

describe("monitoring", () => {
  test("lets the gateway's lock wait for the setting, which it keeps as well: it comes last and goes first", () => {
    const json = synthesize(monitored(({ gateway }) => (gateway.locks = true)))["vpn-gateway"]!;
    const [setting] = Object.keys(json.resource!.azurerm_monitor_diagnostic_setting!);
    const locks = Object.values(json.resource!.azurerm_management_lock!);
    expect(locks.map(({ depends_on: after }) => after)).toEqual([
      [`azurerm_monitor_diagnostic_setting.${setting!}`],
      undefined,
      undefined,
    ]);
    expect(locks[0]!.scope).toMatch(/^\$\{azurerm_virtual_network_gateway\./);
  });

  const TYPES = [
    "azurerm_log_analytics_workspace",
    "azurerm_monitor_action_group",
    "azurerm_monitor_activity_log_alert",
    "azurerm_monitor_diagnostic_setting",
    "azurerm_monitor_metric_alert",
  ];
  const added = (json: StackJson) => TYPES.map((type) => resourcesOf(json, type).length);

  test("adds its resources to the gateway's stack, and changes nothing of the rest", () => {
    const json = synthesize(monitored())["vpn-gateway"]!;
    const without = synthesize(monitored((config) => delete config.monitoring))["vpn-gateway"]!;
    expect(added(json)).toEqual([1, 1, 2, 1, 13]);
    const { resource: all, output, data, variable } = json;
    const resource = Object.fromEntries(Object.entries(all).filter(([type]) => !TYPES.includes(type)));
    const { log_analytics_workspace_id: workspace, ...outputs } = output;
    expect({ resource, output: outputs, data, variable }).toEqual({
      ...{ resource: without.resource, output: without.output },
      ...{ data: without.data, variable: without.variable },
    });
    expect(workspace!.value).toBe("${azurerm_log_analytics_workspace.monitoring_workspace_4A3C9399.id}");
  });

  test("has azurerm register what it is made by, unless it is to register none", () => {
    const registered = (change?: (config: ConfigFile) => void) =>
      synthesize(monitored(change))["vpn-gateway"]!.provider.azurerm![0]!.resource_providers_to_register;
    expect(registered()).toEqual(["microsoft.insights", "Microsoft.OperationalInsights"]);
    expect(registered((config) => (config.resourceProviderRegistrations = "none"))).toBeUndefined();
    expect(registered((config) => delete config.monitoring)).toBeUndefined();
  });

  test("has the ids that make a rule the same one from one synthesis to the next", () => {
    const names = Object.keys(synthesize(monitored())["vpn-gateway"]!.resource.azurerm_monitor_metric_alert!);
    expect(names.map((name) => name.replace(/^monitoring_(.*)_[0-9A-F]{8}$/, "$1"))).toEqual([
      "bandwidth",
      "egress-drops",
      "egress-mismatches",
      "ingress-drops",
      "ingress-mismatches",
      ...["no-ike-oslo-0", "no-ike-oslo-1", "no-ike-tromso-0", "no-ike-tromso-1"],
      ...["no-ipsec-oslo-0", "no-ipsec-oslo-1", "no-ipsec-tromso-0", "no-ipsec-tromso-1"],
    ]);
  });

  test("a simulated router has the same", () => {
    expect(added(synthesize({ ...lab(), monitoring: {} })["vpn-gateway"]!)).toEqual([1, 0, 2, 1, 9]);
  });

  test("tags every resource that takes tags, and leaves those of others alone", () => {
    const json = synthesize(monitored((config) => (config.ignoreTags = ["CreatedBy"])))["vpn-gateway"]!;
    for (const type of TYPES.filter((one) => one !== "azurerm_monitor_diagnostic_setting")) {
      for (const { tags, lifecycle } of resourcesOf(json, type)) {
        expect({ tags, lifecycle }).toEqual({
          tags: { owner: "network" },
          lifecycle: { ignore_changes: ['tags["CreatedBy"]'] },
        });
      }
    }
  });

  test("watches a gateway that is there already, from the group of the connections", () => {
    const json = gatewayOf("existing-hub", (config) => (config.monitoring = {}));
    const [setting] = resourcesOf(json, "azurerm_monitor_diagnostic_setting");
    const gateway = /^\$\{data\.azurerm_virtual_network_gateway\.\w+\.id\}$/;
    expect(setting).toMatchObject({ name: "hub-vpngw-logs", target_resource_id: expect.stringMatching(gateway) });
    for (const rule of resourcesOf(json, "azurerm_monitor_metric_alert")) {
      expect(rule.scopes).toEqual([setting!.target_resource_id]);
      expect(rule.resource_group_name).toBe("${azurerm_resource_group.resource-group.name}");
    }
  });
});
