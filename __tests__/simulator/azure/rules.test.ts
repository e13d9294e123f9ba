import { allRules } from "../../../simulator/parity";
import { shownBy } from "../../../simulator/azure/readback";
import type { Rule } from "../../../simulator/azure/rules/rule";
import type { Attributes } from "../../../simulator/protocol/values";
import { IPSEC_POLICY as POLICY, simulatedAzure } from "../../../testing/terraform";

const group = { resource_group_name: "rg", location: "uksouth" };
const RULES = [...allRules().keys()];
/** A small deployment that is right, and functions that make one more thing of a kind. */
async function scene(options: Parameters<typeof simulatedAzure>[0] = {}) {
  // Some of what Azure refuses never comes to it, since the provider refuses it at plan.
  const azure = simulatedAzure({ validates: false, ...options });
  const { terraform } = azure;
  const create = (type: string, attributes: Attributes) => terraform.create(`azurerm_${type}`, attributes);
  const network = (name: string, ...spaces: string[]) =>
    create("virtual_network", { ...group, name, address_space: spaces });
  const subnet = (virtual_network_name: string, name: string, ...prefixes: string[]) =>
    create("subnet", { resource_group_name: "rg", virtual_network_name, name, address_prefixes: prefixes });
  const publicIp = (name: string, changed: Attributes = {}) =>
    create("public_ip", { ...group, name, allocation_method: "Static", zones: ["1"], ...changed });
  const nic = (name: string, ...configurations: Attributes[]) =>
    create("network_interface", {
      ...group,
      name,
      ip_configuration: configurations.map((one, i) => ({
        name: `ip${i}`,
        private_ip_address_allocation: "Dynamic",
        ...one,
      })),
    });
  const vm = (name: string, nics: readonly Attributes[], changed: Attributes = {}) =>
    create("linux_virtual_machine", {
      ...group,
      name,
      size: "Standard_B1s",
      admin_username: "azureadmin",
      admin_password: "Correct1Horse2",
      disable_password_authentication: false,
      network_interface_ids: nics.map(({ id }) => id!),
      os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
      source_image_reference: [{ publisher: "canonical", offer: "ubuntu", sku: "server", version: "latest" }],
      ...changed,
    });
  const gateway = (name: string, subnetOf: Attributes, ips: readonly Attributes[], changed: Attributes = {}) =>
    create("virtual_network_gateway", {
      ...group,
      name,
      type: "Vpn",
      sku: "VpnGw2AZ",
      generation: "Generation2",
      active_active: ips.length === 2,
      ip_configuration: ips.map(({ id }, i) => ({
        name: `gwcfg${i}`,
        subnet_id: subnetOf.id!,
        public_ip_address_id: id!,
      })),
      ...changed,
    });
  const peer = (name: string, changed: Attributes = {}) =>
    create("local_network_gateway", {
      ...group,
      name,
      gateway_address: "198.51.100.9",
      address_space: ["10.2.0.0/24", "2001:db8:2::/48"],
      ...changed,
    });
  const fastNic = (name: string) =>
    create("network_interface", {
      ...group,
      name,
      accelerated_networking_enabled: true,
      ip_configuration: [{ name: "ip0", subnet_id: apps.id!, private_ip_address_allocation: "Dynamic" }],
    });
  const resize = (subnetOf: Attributes, ...prefixes: string[]) =>
    terraform.apply("azurerm_subnet", subnetOf, {
      resource_group_name: "rg",
      virtual_network_name: "vnet",
      name: subnetOf.name!,
      address_prefixes: prefixes,
    });
  const connection = (gatewayOf: Attributes, peerOf: Attributes, changed: Attributes = {}) =>
    create("virtual_network_gateway_connection", {
      ...group,
      name: "conn",
      type: "IPsec",
      virtual_network_gateway_id: gatewayOf.id!,
      local_network_gateway_id: peerOf.id!,
      shared_key: "key",
      ipsec_policy: [POLICY],
      ...changed,
    });
  const route = (changed: Attributes) =>
    create("route", {
      resource_group_name: "rg",
      route_table_name: "table",
      name: "r",
      address_prefix: "10.9.0.0/16",
      next_hop_type: "VirtualAppliance",
      next_hop_in_ip_address: "10.1.0.4",
      ...changed,
    });
  /** Locks a resource. @returns the resource */
  const locked = async (resource: Attributes, name = "lock") => {
    await create("management_lock", { name, scope: resource.id!, lock_level: "CanNotDelete", notes: "" });
    return resource;
  };
  const rule = (changed: Attributes) =>
    create("network_security_rule", {
      resource_group_name: "rg",
      network_security_group_name: "nsg",
      name: "rule",
      priority: 100,
      direction: "Inbound",
      access: "Allow",
      protocol: "*",
      ...changed,
    });

  const workspace = (name: string, changed: Attributes = {}) =>
    create("log_analytics_workspace", { ...group, name, sku: "PerGB2018", retention_in_days: 30, ...changed });
  const setting = (target: Attributes, workspaceOf: Attributes, changed: Attributes = {}) =>
    create("monitor_diagnostic_setting", {
      name: "logs",
      target_resource_id: target.id!,
      log_analytics_workspace_id: workspaceOf.id!,
      enabled_log: [{ category: "IKEDiagnosticLog" }],
      ...changed,
    });
  const actionGroup = (changed: Attributes = {}) =>
    create("monitor_action_group", { resource_group_name: "rg", name: "people", short_name: "VPN", ...changed });
  const metricAlert = (target: Attributes, criteria: readonly Attributes[], changed: Attributes = {}) =>
    create("monitor_metric_alert", {
      resource_group_name: "rg",
      name: "alert",
      scopes: [target.id!],
      criteria,
      ...changed,
    });
  const activityAlert = (scope: string, category: string, name = "event") =>
    create("monitor_activity_log_alert", {
      ...{ resource_group_name: "rg", name, location: "global", scopes: [scope] },
      criteria: [{ category }],
    });

  const resourceGroup = await create("resource_group", { name: "rg", location: "uksouth" });
  const vnet = await network("vnet", "10.1.0.0/24", "2001:db8:1::/48");
  const apps = await subnet("vnet", "apps", "10.1.0.0/27", "2001:db8:1:1::/64");
  const gateways = await subnet("vnet", "GatewaySubnet", "10.1.0.224/27", "2001:db8:1:e::/64");
  const table = await create("route_table", { ...group, name: "table" });
  const nsg = await create("network_security_group", { ...group, name: "nsg" });
  return {
    ...azure,
    ...{ create, locked, network, subnet, publicIp, nic, fastNic, vm, gateway, peer, connection, route, rule, resize },
    ...{ workspace, setting, actionGroup, metricAlert, activityAlert },
    ...{ resourceGroup, vnet, apps, gateways, table, nsg },
  };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** A gateway with both its addresses, for what needs one. */
async function withGateway(s: Scene, changed: Attributes = {}): Promise<Attributes> {
  return s.gateway("gw", s.gateways, [await s.publicIp("ip1"), await s.publicIp("ip2")], changed);
}

/** A criterion of a metric alert, with a value for each of these dimensions. */
const criterion = (metric_name: string, dimensions: Readonly<Record<string, readonly string[]>> = {}): Attributes => ({
  metric_namespace: "Microsoft.Network/virtualNetworkGateways",
  metric_name,
  aggregation: "Total",
  operator: "LessThan",
  threshold: 1,
  dimension: Object.entries(dimensions).map(([name, values]) => ({ name, operator: "Include", values: [...values] })),
});
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";

let current: Scene;
afterEach(() => current.remove());

test("a deployment that is right goes through", async () => {
  current = await scene();
  const gateway = await withGateway(current);
  await current.connection(gateway, await current.peer("peer"));
  const nic = await current.nic("nic", { subnet_id: current.apps.id! });
  await current.vm("vm", [nic]);
  await current.route({});
  await current.rule({});
  // Often there before the VPN, which is its backup.
  const expressRoute = { type: "ExpressRoute", sku: "ErGwScale", generation: null };
  await current.gateway("er", current.gateways, [await current.publicIp("ip3")], expressRoute);
  expect(gateway.bgp_settings).toMatchObject([
    { peering_addresses: [{ default_addresses: ["10.1.0.228"] }, { default_addresses: ["10.1.0.229"] }] },
  ]);
});

test("a gateway that is watched goes through", async () => {
  current = await scene();
  const { workspace, setting, actionGroup, metricAlert, activityAlert } = current;
  const gateway = await withGateway(current);
  const logs = await workspace("logs");
  expect(logs).toMatchObject({ sku: "PerGB2018", retention_in_days: 30, daily_quota_gb: -1 });
  await setting(gateway, logs);
  await setting(gateway, logs, { name: "metrics", enabled_log: [], enabled_metric: [{ category: "AllMetrics" }] });
  await setting(gateway, await workspace("others"), { name: "elsewhere" });
  const people = await actionGroup({ email_receiver: [{ name: "noc", email_address: "noc@example.com" }] });
  const one = { ConnectionName: ["conn"], Instance: ["one"] };
  const alert = await metricAlert(gateway, [criterion("MmsaCount", one), criterion("QmsaCount", one)], {
    action: [{ action_group_id: people.id! }],
    window_size: "PT15M",
    frequency: "PT5M",
  });
  expect(alert).toMatchObject({ severity: 3, target_resource_type: "", target_resource_location: "" });
  await metricAlert(gateway, [criterion("MmsaCount", { Instance: ["*"], ConnectionName: ["a", "b"] })], {
    name: "for each",
  });
  await metricAlert(current.vnet, [criterion("IfUnderDDoSAttack")], { name: "of another type", window_size: "PT1M" });
  await activityAlert(SUBSCRIPTION, "ServiceHealth");
  await activityAlert(String(gateway.id), "ResourceHealth", "resource");
});

test("what alerts and settings name is free to be used, and to go before them", async () => {
  current = await scene();
  const { workspace, setting, actionGroup, metricAlert, terraform, cloud } = current;
  const ips = [await current.publicIp("ip1"), await current.publicIp("ip2")];
  await metricAlert(ips[0]!, [criterion("IfUnderDDoSAttack")], { name: "of an address" });
  const [gateway, logs, people] = [
    await current.gateway("gw", current.gateways, ips),
    await workspace("logs"),
    await actionGroup(),
  ];
  await setting(gateway, logs);
  await metricAlert(gateway, [criterion("MmsaCount")], { action: [{ action_group_id: people.id! }] });
  for (const [type, one] of [
    ["virtual_network_gateway", gateway],
    ["public_ip", ips[0]!],
    ["log_analytics_workspace", logs],
    ["monitor_action_group", people],
  ] as const) {
    await terraform.destroy(`azurerm_${type}`, one);
  }
  expect(cloud.ofType("Microsoft.Insights/metricAlerts")).toHaveLength(2);
});

describe("fails when", () => {
  const cases: [code: string, what: string, attempt: (s: Scene) => Promise<unknown>][] = [
    ["InvalidResourceName", "a name starts with a sign", (s) => s.publicIp("-ip")],
    ["InvalidResourceName", "a network's name ends with a dot", (s) => s.network("net.", "10.5.0.0/24")],
    ["ResourceGroupNotFound", "the resource group is missing", (s) => s.publicIp("ip", { resource_group_name: "no" })],
    ["ParentResourceNotFound", "a subnet's network is missing", (s) => s.subnet("no", "sub", "10.1.0.32/27")],
    [
      "InvalidResourceReference",
      "an interface's subnet is missing",
      (s) => s.nic("nic", { subnet_id: `${String(s.apps.id)}x` }),
    ],
    ["InvalidAddressPrefixFormat", "a prefix has host bits", (s) => s.network("net", "10.5.0.1/24")],
    ["AddressPrefixNotAllowed", "an address space is link-local", (s) => s.network("net", "169.254.0.0/24")],
    [
      "InUsePrefixCannotBeDeleted",
      "an address space that a subnet uses is taken away",
      ({ terraform, vnet }) =>
        terraform.apply("azurerm_virtual_network", vnet, { ...group, name: "vnet", address_space: ["10.1.0.0/24"] }),
    ],
    ["NetcfgSubnetRangeOutsideVnet", "a subnet is outside its network", (s) => s.subnet("vnet", "sub", "10.1.1.0/27")],
    ["NetcfgSubnetRangesOverlap", "subnets overlap", (s) => s.subnet("vnet", "sub", "10.1.0.16/28")],
    ["NetcfgInvalidSubnet", "an IPv6 subnet is no /64", (s) => s.subnet("vnet", "sub", "2001:db8:1:2::/80")],
    ["NetcfgInvalidSubnet", "an IPv4 subnet is smaller than a /29", (s) => s.subnet("vnet", "sub", "10.1.0.32/30")],
    [
      "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
      "GatewaySubnet gets an NSG",
      (s) =>
        s.create("subnet_network_security_group_association", {
          subnet_id: s.gateways.id!,
          network_security_group_id: s.nsg.id!,
        }),
    ],
    [
      "DefaultRouteNotSupportedOnGatewaySubnet",
      "GatewaySubnet gets a table with a default route",
      async (s) => {
        await s.route({ address_prefix: "0.0.0.0/0" });
        await s.create("subnet_route_table_association", { subnet_id: s.gateways.id!, route_table_id: s.table.id! });
      },
    ],
    [
      "DefaultRouteNotSupportedOnGatewaySubnet",
      "GatewaySubnet's table gets a default route",
      async (s) => {
        await s.create("subnet_route_table_association", { subnet_id: s.gateways.id!, route_table_id: s.table.id! });
        await s.route({ address_prefix: "0.0.0.0/0" });
      },
    ],
    ["InvalidNextHopIpAddress", "a route has no next hop", (s) => s.route({ next_hop_in_ip_address: null })],
    [
      "InvalidNextHopIpAddress",
      "its next hop is of the other family",
      (s) => s.route({ address_prefix: "2001:db8::/48" }),
    ],
    [
      "SecurityRuleConflict",
      "two rules have one priority",
      async (s) => (await s.rule({}), await s.rule({ name: "other" })),
    ],
    [
      "SecurityRuleMixedAddressFamilies",
      "a rule mixes the families",
      (s) => s.rule({ source_address_prefixes: ["10.0.0.0/8"], destination_address_prefix: "2001:db8::/48" }),
    ],
    [
      "OverlappingSubnetsNotPermittedInSecurityRule",
      "prefixes of a rule overlap",
      (s) => s.rule({ source_address_prefixes: ["10.0.0.0/8", "10.1.0.0/16"] }),
    ],
    ["SecurityRuleInvalidPriority", "a priority is out of range", (s) => s.rule({ priority: 99 })],
    [
      "StandardSkuPublicIPAddressMustBeStatic",
      "a Standard address is dynamic",
      (s) => s.publicIp("ip", { allocation_method: "Dynamic" }),
    ],
    [
      "PublicIPAddressInUse",
      "two interfaces share a public address",
      async (s) => {
        const shared = { subnet_id: s.apps.id!, public_ip_address_id: (await s.publicIp("ip")).id! };
        await s.nic("nic1", shared);
        await s.nic("nic2", shared);
      },
    ],
    [
      "PublicIPAddressInUse",
      "both instances of a gateway share one",
      async (s) => {
        const ip = await s.publicIp("ip");
        await s.gateway("gw", s.gateways, [ip, ip]);
      },
    ],
    [
      "PrimaryIpConfigurationMustBeIPv4",
      "an interface has IPv6 alone",
      (s) => s.nic("nic", { subnet_id: s.apps.id!, private_ip_address_version: "IPv6" }),
    ],
    ["GatewaySubnet", "an interface is in GatewaySubnet", (s) => s.nic("nic", { subnet_id: s.gateways.id! })],
    ...(
      [
        ["PrivateIPAddressNotInSubnet", "a static address is outside its subnet", "10.1.0.40"],
        ["PrivateIPAddressInReservedRange", "a static address is Azure's", "10.1.0.3"],
        ["PrivateIPAddressInReservedRange", "a static address is the last", "10.1.0.31"],
      ] as const
    ).map(([code, what, private_ip_address]): (typeof cases)[0] => [
      code,
      what,
      (s) => s.nic("nic", { subnet_id: s.apps.id!, private_ip_address_allocation: "Static", private_ip_address }),
    ]),
    [
      "PrivateIPAddressIsAllocated",
      "a static address is in use",
      async (s) => {
        await s.nic("nic1", { subnet_id: s.apps.id! });
        await s.nic("nic2", {
          subnet_id: s.apps.id!,
          private_ip_address_allocation: "Static",
          private_ip_address: "10.1.0.4",
        });
      },
    ],
    [
      "ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations",
      "an active-active gateway has one address",
      async (s) => s.gateway("gw", s.gateways, [await s.publicIp("ip")], { active_active: true }),
    ],
    [
      "ActiveActiveGatewayPublicIPAddressesDiffersInSkuOrZones",
      "the addresses of a gateway differ in zones",
      async (s) => s.gateway("gw", s.gateways, [await s.publicIp("ip1"), await s.publicIp("ip2", { zones: ["2"] })]),
    ],
    [
      "VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
      "an AZ gateway's addresses have no zones",
      async (s) =>
        s.gateway("gw", s.gateways, [
          await s.publicIp("ip1", { zones: null }),
          await s.publicIp("ip2", { zones: null }),
        ]),
    ],
    [
      "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured",
      "the addresses of a gateway that is not an AZ one have zones",
      (s) => withGateway(s, { sku: "VpnGw2" }),
    ],
    [
      "VirtualNetworkGatewaySkuCannotBeCreatedForSpecifiedVmGeneration",
      "SKU and generation do not match",
      (s) => withGateway(s, { sku: "VpnGw1AZ" }),
    ],
    [
      "CrossSeriesOrCrossGatewayGenenrationResizeNotSupported",
      "a gateway gets an SKU that its generation does not have",
      async (s) => {
        const gateway = await withGateway(s);
        await s.terraform.apply("azurerm_virtual_network_gateway", gateway, { ...gateway, sku: "VpnGw1AZ" });
      },
    ],
    [
      "LocationNotSupportAvailabilityZones",
      "an address has zones where the region has none",
      (s) => s.publicIp("ip", { location: "ukwest" }),
    ],
    [
      "LocationNotSupportAvailabilityZones",
      "a machine has a zone where the region has none",
      async (s) =>
        s.vm("vm", [await s.nic("nic", { subnet_id: s.apps.id! })], { location: "North Central US", zone: "1" }),
    ],
    [
      "TooManyTags",
      "a resource has 51 tags",
      (s) => s.publicIp("ip", { tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`tag${i}`, "value"])) }),
    ],
    ["InvalidRequestContent", "tags differ in case only", (s) => s.publicIp("ip", { tags: { env: "a", Env: "b" } })],
    [
      "InUsePrefixCannotBeDeleted",
      "a prefix of a subnet changes in which an interface is",
      async (s) => {
        await s.nic("nic", { subnet_id: s.apps.id! });
        await s.resize(s.apps, "10.1.0.0/26", "2001:db8:1:1::/64");
      },
    ],
    [
      "InUsePrefixCannotBeDeleted",
      "the IPv6 prefix of a subnet goes in which an interface has an address",
      async (s) => {
        const subnet_id = s.apps.id!;
        await s.nic("nic", { subnet_id }, { subnet_id, private_ip_address_version: "IPv6" });
        await s.resize(s.apps, "10.1.0.0/27");
      },
    ],
    [
      "InUsePrefixCannotBeDeleted",
      "a prefix of GatewaySubnet changes while a gateway is in it",
      async (s) => {
        await withGateway(s);
        await s.resize(s.gateways, "10.1.0.192/26", "2001:db8:1:e::/64");
      },
    ],
    ...(["Standard_B1s", "Standard_B8ms", "Standard_DS1_v2"] as const).map((size): (typeof cases)[0] => [
      "VMSizeIsNotPermittedToEnableAcceleratedNetworking",
      `a ${size} gets an interface with accelerated networking`,
      async (s) => s.vm("vm", [await s.fastNic("nic")], { size }),
    ]),
    [
      "VMSizeIsNotPermittedToEnableAcceleratedNetworking",
      "the interface of a machine that is too small is accelerated",
      async (s) => {
        const nic = await s.nic("nic", { subnet_id: s.apps.id! });
        await s.vm("vm", [nic]);
        await s.terraform.apply("azurerm_network_interface", nic, {
          ...group,
          name: "nic",
          accelerated_networking_enabled: true,
          ip_configuration: [{ name: "ip0", subnet_id: s.apps.id!, private_ip_address_allocation: "Dynamic" }],
        });
      },
    ],
    [
      "InvalidGatewaySubnet",
      "a gateway is in another subnet",
      async (s) => s.gateway("gw", s.apps, [await s.publicIp("ip")]),
    ],
    [
      "InvalidGatewaySubnet",
      "GatewaySubnet is too small",
      async (s) => {
        await s.network("small", "10.6.0.0/24");
        await s.gateway("gw", await s.subnet("small", "GatewaySubnet", "10.6.0.0/28"), [await s.publicIp("ip")]);
      },
    ],
    [
      "VirtualNetworkAlreadyHasVpnGateway",
      "a network gets a second gateway",
      async (s) => {
        await withGateway(s);
        await s.gateway("gw2", s.gateways, [await s.publicIp("ip3")]);
      },
    ],
    ["LocalNetworkGatewayNeedsPrefixes", "a far end has no prefixes", (s) => s.peer("peer", { address_space: [] })],
    ["InvalidGatewayIpAddress", "a far end has no address", (s) => s.peer("peer", { gateway_address: "example" })],
    [
      "LocalNetworkGatewayIdMissing",
      "a connection has no far end",
      async (s) => s.connection(await withGateway(s), { id: null }),
    ],
    [
      "VirtualNetworkGatewayConnectionLimitExceeded",
      "a gateway of SKU Basic gets its eleventh connection, in the second of two groups",
      async (s) => {
        const ips = [await s.publicIp("ip", { zones: null })];
        const basic = await s.gateway("gw", s.gateways, ips, { sku: "Basic", generation: "Generation1" });
        const peer = await s.peer("peer");
        await s.create("resource_group", { name: "second", location: "uksouth" });
        for (let i = 0; i < 11; i++) {
          const resource_group_name = i < 5 ? "rg" : "second";
          expect(s.cloud.usersOf(String(basic.id))).toHaveLength(i);
          await s.connection(basic, peer, { resource_group_name, name: `conn${i}` });
        }
      },
    ],
    [
      "LocalNetworkGatewayOverlapsVirtualNetwork",
      "the far end's prefixes overlap the network",
      async (s) => s.connection(await withGateway(s), await s.peer("peer", { address_space: ["10.1.0.128/25"] })),
    ],
    ...["", "a key", "a-key", "a~key", "kéy", "k".repeat(129)].map((shared_key): (typeof cases)[0] => [
      "InvalidSharedKey",
      `the shared key is ${JSON.stringify(shared_key.slice(0, 9))}`,
      async (s) => s.connection(await withGateway(s), await s.peer("peer"), { shared_key }),
    ]),
    ...(
      [
        ["IpsecPolicyGcmMismatch", "GCM stands beside another algorithm", { ipsec_integrity: "SHA256" }],
        ["InvalidIpsecPolicyLifetime", "an SA's lifetime is too short", { sa_lifetime: 299 }],
        ["InvalidIpsecPolicyLifetime", "an SA's data size is too small", { sa_datasize: 1023 }],
      ] as const
    ).map(([code, what, changed]): (typeof cases)[0] => [
      code,
      what,
      async (s) =>
        s.connection(await withGateway(s), await s.peer("peer"), { ipsec_policy: [{ ...POLICY, ...changed }] }),
    ]),
    ...(
      [
        ["Standard_B1s", 2],
        ["Standard_B2s", 3],
        ["Standard_DS2_v2", 2],
        ["Standard_DS3_v2", 4],
        ["Standard_D8_v3", 4],
        ["Standard_D4s_v5", 2],
        ["Standard_D16_v5", 8],
        ["Standard_F16s_v2", 4],
        ["Standard_F32s_v2", 8],
      ] as const
    ).map(([size, most]): (typeof cases)[0] => [
      "NetworkInterfaceCountExceeded",
      `a ${size} gets more than ${most} interfaces`,
      async (s) => {
        const nics = [];
        for (let i = 0; i <= most; i++) nics.push(await s.nic(`nic${i}`, { subnet_id: s.apps.id! }));
        await s.vm("fits", nics.slice(0, most), { size });
        await s.vm("vm", nics, { size });
      },
    ]),
    [
      "NicInUse",
      "two machines share an interface",
      async (s) => {
        const nic = await s.nic("nic", { subnet_id: s.apps.id! });
        await s.vm("vm1", [nic]);
        await s.vm("vm2", [nic]);
      },
    ],
    [
      "VMMarketplaceInvalidInput",
      "a marketplace image comes without its plan",
      async (s) =>
        s.vm("vm", [await s.nic("nic", { subnet_id: s.apps.id! })], {
          source_image_reference: [{ publisher: "cisco", offer: "c8000v", sku: "byol", version: "latest" }],
        }),
    ],
    ...(
      [
        ["InvalidAdminUsername", "the administrator has a reserved name", { admin_username: "admin" }],
        ["InvalidAdminPassword", "the password is too short", { admin_password: "Short1" }],
        ["InvalidAdminPassword", "the password has two classes", { admin_password: "onlylowerand1" }],
        ["AdminLoginMissing", "a password is given but disabled", { disable_password_authentication: true }],
        ["AdminLoginMissing", "there is no login", { admin_password: null }],
      ] as const
    ).map(([code, what, changed]): (typeof cases)[0] => [
      code,
      what,
      async (s) => s.vm("vm", [await s.nic("nic", { subnet_id: s.apps.id! })], changed),
    ]),
  ];

  const watched = async (s: Scene, criteria: readonly Attributes[], changed: Attributes = {}): Promise<unknown> =>
    s.metricAlert(await withGateway(s), criteria, changed);
  /** Of Azure's codes that say little: what Azure says besides. */
  const monitoring: typeof cases = [
    [
      "InvalidResourceName",
      "an alert's name ends with a dot",
      (s) => watched(s, [criterion("MmsaCount")], { name: "a." }),
    ],
    ["InvalidResourceName", "a workspace's name has an underscore", (s) => s.workspace("my_logs")],
    [
      "InvalidResourceReference",
      "an alert's action group is missing",
      (s) =>
        watched(s, [criterion("MmsaCount")], {
          action: [
            { action_group_id: `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/people` },
          ],
        }),
    ],
    [
      "BadRequest",
      "a workspace keeps logs for less than its tier does",
      (s) => s.workspace("logs", { retention_in_days: 7 }),
    ],
    ["BadRequest", "a free workspace keeps logs for 30 days", (s) => s.workspace("logs", { sku: "Free" })],
    ["BadRequest", "a gateway has no such metric", (s) => watched(s, [criterion("TunnelCount")])],
    [
      "BadRequest",
      "a metric is of another namespace",
      (s) => watched(s, [{ ...criterion("MmsaCount"), metric_namespace: "Microsoft.Network/vpnGateways" }]),
    ],
    [
      "MetricDimensionNotFound",
      "the metric has no such dimension",
      (s) => watched(s, [criterion("AverageBandwidth", { RemoteIP: ["192.0.2.1"] })]),
    ],
    [
      "MetricWindowTooShort",
      "a window has no sample",
      (s) => watched(s, [criterion("MmsaCount")], { window_size: "PT1M", frequency: "PT1M" }),
    ],
    [
      "EvaluationFrequencyTooLong",
      "windows leave something out",
      (s) => watched(s, [criterion("MmsaCount")], { window_size: "PT5M", frequency: "PT15M" }),
    ],
    [
      "TooManyMetricCriteria",
      "an alert has six criteria",
      (s) => watched(s, Array<Attributes>(6).fill(criterion("MmsaCount"))),
    ],
    [
      "MultipleDimensionValues",
      "one of two criteria has a dimension with two values",
      (s) => {
        const both = { Instance: ["one", "two"] };
        return watched(s, [criterion("MmsaCount", both), criterion("QmsaCount", both)]);
      },
    ],
    [
      "MultipleDimensionValues",
      "one of two criteria has a dimension with any value",
      (s) => watched(s, [criterion("MmsaCount", { Instance: ["*"] }), criterion("QmsaCount", { Instance: ["*"] })]),
    ],
    [
      "DimensionsDiffer",
      "two criteria have different values of a dimension",
      (s) => watched(s, [criterion("MmsaCount", { Instance: ["one"] }), criterion("QmsaCount", { Instance: ["two"] })]),
    ],
    [
      "DimensionsDiffer",
      "one of two criteria leaves a dimension out",
      (s) => watched(s, [criterion("MmsaCount", { Instance: ["one"] }), criterion("QmsaCount")]),
    ],
    [
      "MetricAlertNameTooLong",
      "an alert's name is too long beside that of its group",
      (s) => watched(s, [criterion("MmsaCount")], { name: "a".repeat(251) }),
    ],
    [
      "GroupShortNameIsTooLong",
      "the short name of an action group has 13 characters",
      (s) => s.actionGroup({ short_name: "thirteen char" }),
    ],
    [
      "ReceiverNameIsNotUnique",
      "two receivers have one name",
      (s) =>
        s.actionGroup({
          email_receiver: [{ name: "noc", email_address: "a@example.com" }],
          sms_receiver: [{ name: "NOC", country_code: "47", phone_number: "5550100" }],
        }),
    ],
    [
      "DiagnosticSettingWithoutDestination",
      "a setting sends nowhere",
      async (s) => s.setting(await withGateway(s), await s.workspace("logs"), { log_analytics_workspace_id: null }),
    ],
    [
      "DiagnosticSettingWithoutCategory",
      "a setting sends nothing",
      async (s) => s.setting(await withGateway(s), await s.workspace("logs"), { enabled_log: [] }),
    ],
    [
      "BadRequest",
      "a gateway has no such category",
      async (s) =>
        s.setting(await withGateway(s), await s.workspace("logs"), {
          enabled_log: [{ category: "DDoSMitigationReports" }],
        }),
    ],
    [
      "Conflict",
      "two settings send a category to one workspace",
      async (s) => {
        const [gateway, logs] = [await withGateway(s), await s.workspace("logs")];
        await s.setting(gateway, logs);
        return s.setting(gateway, logs, { name: "again" });
      },
    ],
    [
      "DiagnosticSettingsLimitExceeded",
      "a gateway gets a sixth setting",
      async (s) => {
        const gateway = await withGateway(s);
        for (const n of [1, 2, 3, 4, 5, 6]) await s.setting(gateway, await s.workspace(`logs${n}`), { name: `to${n}` });
      },
    ],
    [
      "InvalidServiceHealthScope",
      "an alert on Azure's services looks at a gateway",
      async (s) => s.activityAlert(String((await withGateway(s)).id), "ServiceHealth"),
    ],
    [
      "ActivityLogAlertLimitExceeded",
      "a subscription gets an activity log alert too many",
      async (s) => {
        for (let n = 0; n <= 100; n++) await s.activityAlert(SUBSCRIPTION, "ServiceHealth", `event${n}`);
      },
    ],
  ];
  cases.push(...monitoring);

  const deletions: [code: string, type: string, attempt: (s: Scene) => Promise<Attributes>][] = [
    ["InUseSubnetCannotBeDeleted", "subnet", async (s) => (await s.nic("nic", { subnet_id: s.apps.id! }), s.apps)],
    [
      "PublicIPAddressCannotBeDeleted",
      "public_ip",
      async (s) => {
        const ip = await s.publicIp("ip");
        await s.nic("nic", { subnet_id: s.apps.id!, public_ip_address_id: ip.id! });
        return ip;
      },
    ],
    [
      "NicInUse",
      "network_interface",
      async (s) => {
        const nic = await s.nic("nic", { subnet_id: s.apps.id! });
        await s.vm("vm", [nic]);
        return nic;
      },
    ],
    [
      "ResourceInUse",
      "local_network_gateway",
      async (s) => {
        const peer = await s.peer("peer");
        await s.connection(await withGateway(s), peer);
        return peer;
      },
    ],
    [
      "InUseRouteTableCannotBeDeleted",
      "route_table",
      async (s) => {
        await s.create("subnet_route_table_association", { subnet_id: s.apps.id!, route_table_id: s.table.id! });
        return s.table;
      },
    ],
    [
      "InUseSubnetCannotBeDeleted",
      "virtual_network",
      async (s) => (await s.nic("nic", { subnet_id: s.apps.id! }), s.vnet),
    ],
    [
      "InUseNetworkSecurityGroupCannotBeDeleted",
      "network_security_group",
      async (s) => {
        const nic = await s.nic("nic", { subnet_id: s.apps.id! });
        await s.create("network_interface_security_group_association", {
          network_interface_id: nic.id!,
          network_security_group_id: s.nsg.id!,
        });
        return s.nsg;
      },
    ],
    ["ResourceGroupNotEmpty", "resource_group", async (s) => s.resourceGroup],
  ];
  /** azurerm's own has no code. A text with gaps is what Azure says. */
  const refusal = (code: string): string | RegExp => {
    const rules = RULES.filter((rule) => rule.code === code);
    const [{ by, text, status = 400 }] = rules as [Rule];
    if (by) return text.split(/[<(]/)[0]!.trim();
    const sentences = rules.map((rule) => rule.text.split(/<\w+>/)).filter(({ length }) => length > 1);
    const said = sentences.map((parts) => parts.map((part) => part.replace(/[.()?]/g, "\\$&")).join(".+")).join("|");
    return new RegExp(
      `unexpected status ${status} .*with error: ${code}: ${sentences.length === rules.length ? `(${said})` : ""}`,
    );
  };

  test.each(cases)("%s: %s", async (code, _, attempt) => {
    current = await scene();
    await expect(attempt(current)).rejects.toThrow(code === "AdminLoginMissing" ? /`admin_/ : refusal(code));
  });

  test.each<[what: string, attempt: (s: Scene) => Promise<unknown>, said: string]>([
    [
      "a metric",
      (s) => watched(s, [criterion("TunnelCount")]),
      "The following metric name(s) were not found: TunnelCount.",
    ],
    ["days", (s) => s.workspace("logs", { retention_in_days: 7 }), "RetentionInDays doesn't match the SKU limits"],
    [
      "a category",
      async (s) =>
        s.setting(await withGateway(s), await s.workspace("logs"), { enabled_log: [{ category: "Nothing" }] }),
      "Category 'Nothing' is not supported.",
    ],
  ])("BadRequest: Azure says which of %s", async (_, attempt, said) => {
    current = await scene();
    await expect(attempt(current)).rejects.toThrow(`400 Bad Request) with error: BadRequest: ${said}`);
  });

  test("a rule is broken: each has a case here", () => {
    const elsewhere = ["MarketplacePurchaseEligibilityFailed", "OperationNotAllowed", "ScopeLocked"];
    const tested = new Set([...[...cases, ...deletions].map(([code]) => code), ...elsewhere]);
    expect(RULES.map(({ code }) => code).filter((code) => !tested.has(code))).toEqual([]);
  });

  test("a rule comes without a source and without a reason", () => {
    const address = /^https:\/\/(github\.com|learn\.microsoft\.com)\/\S+$/;
    const unfounded = RULES.filter(({ source, inferred }) => !(source ? address.test(source) : inferred));
    expect(unfounded.map(({ code }) => code)).toEqual([]);
  });

  test("MarketplacePurchaseEligibilityFailed: nobody has accepted the image's terms", async () => {
    current = await scene({ termsAccepted: false });
    const [publisher, offer, plan] = ["cisco", "c8000v", "byol"];
    const router = async (name: string) =>
      current.vm(name, [await current.nic(`${name}-nic`, { subnet_id: current.apps.id! })], {
        plan: [{ publisher, product: offer, name: plan }],
        source_image_reference: [{ publisher, offer, sku: plan, version: "latest" }],
      });
    await expect(router("cat")).rejects.toThrow("MarketplacePurchaseEligibilityFailed: ");
    const agreement = await current.create("marketplace_agreement", { publisher, offer, plan });
    await expect(router("dog")).resolves.toMatchObject({ name: "dog" });
    await current.terraform.destroy("azurerm_marketplace_agreement", agreement);
    await expect(router("fox")).rejects.toThrow("MarketplacePurchaseEligibilityFailed: ");
  });

  test.each(deletions)("%s: %s is deleted while in use", async (code, type, attempt) => {
    current = await scene();
    const { terraform, cloud } = current;
    const inUse = await attempt(current);
    await expect(terraform.destroy(`azurerm_${type}`, inUse)).rejects.toThrow(
      code === "ResourceGroupNotEmpty" ? 'deleting Resource Group "rg": the Resource Group' : refusal(code),
    );
    expect(cloud.get(String(inUse.id))).toBeDefined();
  });

  test("a resource of the same id exists", async () => {
    current = await scene();
    await expect(current.network("vnet", "10.7.0.0/24")).rejects.toThrow(
      "already exists - to be managed via Terraform",
    );
  });
});

test("an AZ gateway takes addresses without zones where the region has none", async () => {
  current = await scene();
  const location = "ukwest";
  const ips = [
    await current.publicIp("ip1", { location, zones: null }),
    await current.publicIp("ip2", { location, zones: null }),
  ];
  await expect(current.gateway("gw", current.gateways, ips, { location })).resolves.toMatchObject({ name: "gw" });
});

test("a gateway moves within its generation, and one that Microsoft has moved may have what does not come in it", async () => {
  current = await scene();
  const gateway = await withGateway(current, { sku: "VpnGw1AZ", generation: "Generation1" });
  const apply = (changed: Attributes) =>
    current.terraform.apply("azurerm_virtual_network_gateway", gateway, { ...gateway, ...changed });
  await expect(apply({ sku: "VpnGw3AZ" })).resolves.toMatchObject({ sku: "VpnGw3AZ", generation: "Generation1" });
  await expect(apply({ sku: "VpnGw4AZ" })).rejects.toThrow(
    "CrossSeriesOrCrossGatewayGenenrationResizeNotSupported: Resize from ASeries to DSeries or vice versa and Resize across VirtualNetworkVpnGatewayGenerations are not supported.",
  );
  await apply({ sku: "VpnGw1AZ" });
  const { cloud } = current;
  const there = cloud.get(String(gateway.id))!;
  cloud.put({ ...there, properties: { ...there.properties, vpnGatewayGeneration: "Generation2" } });
  await expect(apply({ generation: "Generation2", tags: { owner: "net" } })).resolves.toMatchObject({
    sku: "VpnGw1AZ",
  });
});

test("a setting's metrics stay where the block that named them goes, as azurerm 4 leaves them", async () => {
  current = await scene();
  const { setting, terraform } = current;
  const logs = await current.workspace("logs");
  const both = await setting(await withGateway(current), logs, { enabled_metric: [{ category: "AllMetrics" }] });
  const { planned } = await terraform.plan("azurerm_monitor_diagnostic_setting", both, { ...both, enabled_metric: [] });
  expect(planned).toEqual(both);
});

test("a prefix of a subnet in which nobody is may change", async () => {
  current = await scene();
  await expect(current.resize(current.apps, "10.1.0.0/26", "2001:db8:1:1::/64")).resolves.toMatchObject({
    address_prefixes: ["10.1.0.0/26", "2001:db8:1:1::/64"],
  });
});

describe("while a machine is being deleted", () => {
  const marked =
    /polling after CreateOrUpdate: polling failed: the Azure API returned the following error:\n\nStatus: "Failed"\nCode: "OperationNotAllowed"\nMessage: "Operation 'startTenantUpdate' is not allowed on VM 'vm' since the VM is marked for deletion\./;

  test.each([
    ["the security group of its interface cannot go", "network_interface_security_group_association"],
    ["the route table of its subnet cannot go", "subnet_route_table_association"],
  ])("%s", async (_, type) => {
    current = await scene({ waits: { machineDeletion: 60 } });
    const { create, terraform, apps, nsg, table } = current;
    const nic = await current.nic("nic", { subnet_id: apps.id! });
    const link = await create(
      type,
      type.startsWith("subnet")
        ? { subnet_id: apps.id!, route_table_id: table.id! }
        : { network_interface_id: nic.id!, network_security_group_id: nsg.id! },
    );
    const vm = await current.vm("vm", [nic]);
    const deletion = terraform.destroy("azurerm_linux_virtual_machine", vm);
    await expect(terraform.destroy(`azurerm_${type}`, link)).rejects.toThrow(marked);
    await deletion;
    await expect(terraform.destroy(`azurerm_${type}`, link)).resolves.toBeUndefined();
  });

  test("its subnet cannot be written, and another can", async () => {
    current = await scene({ waits: { machineDeletion: 60 } });
    const vm = await current.vm("vm", [await current.nic("nic", { subnet_id: current.apps.id! })]);
    const deletion = current.terraform.destroy("azurerm_linux_virtual_machine", vm);
    const link = (subnet: Attributes) =>
      current.create("subnet_route_table_association", { subnet_id: subnet.id!, route_table_id: current.table.id! });
    await expect(link(current.apps)).rejects.toThrow(marked);
    await expect(link(current.gateways)).resolves.toBeDefined();
    await deletion;
  });
});

describe("a group with something left", () => {
  test("is kept, and the message lists what is left", async () => {
    current = await scene();
    const error = await current.terraform.destroy("azurerm_resource_group", current.resourceGroup).catch(String);
    const listed = [...String(error).matchAll(/^\* `.*\/(\w+)`$/gm)].map(([, name]) => name);
    expect(listed).toEqual(["nsg", "table", "vnet"]);
  });

  test("goes with everything where the feature is off", async () => {
    current = await scene({
      features: { resource_group: [{ prevent_deletion_if_contains_resources: false }] },
    });
    await current.vm("vm", [await current.nic("nic", { subnet_id: current.apps.id! })]);
    await current.terraform.destroy("azurerm_resource_group", current.resourceGroup);
    expect(current.cloud.all()).toEqual([]);
  });
});

describe("a lock", () => {
  test("keeps what it is on from being deleted, in Azure's words, until it goes", async () => {
    current = await scene();
    const { terraform, create } = current;
    const ip = await current.publicIp("ip");
    const lock = await create("management_lock", { name: "lock", scope: ip.id!, lock_level: "CanNotDelete" });
    await expect(terraform.destroy("azurerm_public_ip", ip)).rejects.toThrow(
      `unexpected status 409 (409 Conflict) with error: ScopeLocked: The scope '${String(ip.id)}' cannot perform delete operation because following scope(s) are locked: '${String(ip.id)}'. Please remove the lock and try again.`,
    );
    await terraform.destroy("azurerm_management_lock", lock);
    await expect(terraform.destroy("azurerm_public_ip", ip)).resolves.toBeUndefined();
  });

  test("keeps the group, where azurerm does not ask what is in it, and what lies in what it is on", async () => {
    current = await scene({ features: { resource_group: [{ prevent_deletion_if_contains_resources: false }] } });
    const { terraform } = current;
    const rule = await current.rule({});
    await current.locked(current.nsg);
    const refusal = `are locked: '${String(current.nsg.id)}'`;
    await expect(terraform.destroy("azurerm_resource_group", current.resourceGroup)).rejects.toThrow(refusal);
    await expect(terraform.destroy("azurerm_network_security_rule", rule)).rejects.toThrow(refusal);
    await expect(terraform.destroy("azurerm_route_table", current.table)).resolves.toBeUndefined();
  });

  test("of the level ReadOnly keeps what it is on, and what lies in it, from being written too", async () => {
    current = await scene();
    const { create, route, table, terraform } = current;
    const own = await route({});
    const lock = await create("management_lock", { name: "lock", scope: table.id!, lock_level: "ReadOnly" });
    const refusal = (operation: string) =>
      `cannot perform ${operation} operation because following scope(s) are locked: '${String(table.id)}'`;
    await expect(route({ name: "second" })).rejects.toThrow(refusal("write"));
    await expect(
      terraform.apply("azurerm_route_table", table, { ...group, name: "table", tags: { a: "b" } }),
    ).rejects.toThrow(refusal("write"));
    await expect(terraform.destroy("azurerm_route", own)).rejects.toThrow(refusal("delete"));
    await expect(current.rule({})).resolves.toBeDefined();
    await terraform.destroy("azurerm_management_lock", lock);
    await expect(route({ name: "second" })).resolves.toBeDefined();
  });

  test("is no route of its table, and no rule of its group", async () => {
    current = await scene();
    const { cloud, nsg, rule, table } = current;
    await current.route({});
    for (const one of [table, nsg]) await current.locked(one);
    await rule({});
    const shown = (type: string, { id }: Attributes) => shownBy(cloud, cloud.get(String(id))!, type).properties;
    expect(shown("azurerm_route_table", table)).toMatchObject({ routes: [{ name: "r" }] });
    expect(shown("azurerm_network_security_group", nsg)).toMatchObject({ securityRules: [{ name: "rule" }] });
  });

  test("is listed nowhere as something that a group contains", async () => {
    current = await scene();
    await current.locked(current.nsg);
    const error = await current.terraform.destroy("azurerm_resource_group", current.resourceGroup).catch(String);
    expect(String(error)).toContain("networkSecurityGroups/nsg`");
    expect(String(error)).not.toContain("locks");
  });
});

describe("azurerm adopts nothing:", () => {
  test("terms of the marketplace that are accepted already", async () => {
    current = await scene();
    await expect(
      current.create("marketplace_agreement", { publisher: "cisco", offer: "c8000v", plan: "byol" }),
    ).rejects.toThrow(/agreements\/cisco\/offers\/c8000v\/plans\/byol" already exists - to be managed via Terraform/);
  });

  test("an interface that has another security group", async () => {
    current = await scene();
    const nic = await current.nic("nic", { subnet_id: current.apps.id! });
    const other = await current.create("network_security_group", { ...group, name: "other" });
    const link = ({ id }: Attributes) =>
      current.create("network_interface_security_group_association", {
        network_interface_id: nic.id!,
        network_security_group_id: id!,
      });
    await link(current.nsg);
    await expect(link(other)).rejects.toThrow("already exists - to be managed via Terraform");
  });
});
