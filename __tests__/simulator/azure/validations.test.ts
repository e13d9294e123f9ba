import { generateKeyPairSync } from "node:crypto";
import { TYPES } from "../../../simulator/azure/types";
import { validate } from "../../../simulator/azure/validations";
import { UNKNOWN, type Attributes, type Value } from "../../../simulator/protocol/values";
import { IPSEC_POLICY as POLICY, simulatedAzure } from "../../../testing/terraform";

/** A field in SSH's wire format, RFC 4251, section 5. */
const field = (bytes: Buffer | string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(bytes));
  return Buffer.concat([length, Buffer.from(bytes)]);
};
const number = (base64url: string) => field(Buffer.concat([Buffer.alloc(1), Buffer.from(base64url, "base64url")]));
function rsaKey(bits: number): string {
  const { n, e } = generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "jwk" });
  return `ssh-rsa ${Buffer.concat([field("ssh-rsa"), number(e!), number(n!)]).toString("base64")} me@here`;
}
const ed25519 = (bytes: number) =>
  `ssh-ed25519 ${Buffer.concat([field("ssh-ed25519"), field(Buffer.alloc(bytes, 1))]).toString("base64")}`;
const ecdsa = `ecdsa-sha2-nistp256 ${field("ecdsa-sha2-nistp256").toString("base64")}`;

/** Configurations that are right but for what a case changes. */
const RIGHT: Readonly<Record<string, Attributes>> = {
  resource_group: { name: "rg" },
  virtual_network: { name: "net", address_space: ["10.0.0.0/24"] },
  subnet: { name: "apps", address_prefixes: ["10.0.0.0/27"] },
  public_ip: { name: "ip", allocation_method: "Static", idle_timeout_in_minutes: 4 },
  network_interface: {
    ip_configuration: [
      { private_ip_address_allocation: "Static", private_ip_address_version: "IPv4" },
      { private_ip_address_allocation: "Dynamic", private_ip_address_version: "IPv6" },
    ],
  },
  network_security_group: { name: "nsg" },
  network_security_rule: {
    name: "ike",
    priority: 110,
    access: "Allow",
    direction: "Inbound",
    protocol: "Udp",
    source_address_prefixes: ["192.0.2.0/24"],
    destination_address_prefix: "*",
  },
  route_table: { name: "table" },
  route: { name: "out", next_hop_type: "VirtualAppliance" },
  virtual_network_gateway: {
    name: "gw",
    type: "Vpn",
    vpn_type: "RouteBased",
    sku: "VpnGw2AZ",
    generation: "Generation2",
    ip_configuration: [{ subnet_id: "/subscriptions/s/x/subnets/gatewaysubnet" }],
  },
  local_network_gateway: { gateway_address: "192.0.2.1" },
  virtual_network_gateway_connection: {
    name: "conn",
    type: "IPsec",
    connection_protocol: "IKEv2",
    connection_mode: "Default",
    routing_weight: 0,
    ipsec_policy: [POLICY],
  },
  linux_virtual_machine: {
    name: "vm",
    size: "Standard_B1s",
    admin_username: "azureadmin",
    admin_password: "Correct1Horse2",
    custom_data: "dGV4dA==",
    os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
    source_image_reference: [{ sku: "server" }],
    admin_ssh_key: [{ public_key: rsaKey(2048) }, { public_key: ed25519(32) }],
  },
  log_analytics_workspace: { name: "logs", sku: "PerGB2018", retention_in_days: 7, daily_quota_gb: -1 },
  monitor_action_group: {
    name: "people",
    short_name: "twelve chars",
    email_receiver: [{ name: "noc", email_address: "noc@example.com" }],
  },
  monitor_activity_log_alert: { name: "event", criteria: [{ category: "ServiceHealth", level: "Error" }] },
  monitor_diagnostic_setting: { name: "logs", log_analytics_destination_type: "AzureDiagnostics" },
  monitor_metric_alert: {
    name: "alert",
    severity: 4,
    frequency: "PT1H",
    window_size: "P1D",
    criteria: [{ aggregation: "Total", operator: "Equals", dimension: [{ operator: "StartsWith" }] }],
  },
};
const problems = (type: string, changed: Attributes = {}) =>
  validate(TYPES[`azurerm_${type}`]!, { resource_group_name: "rg", tags: null, ...RIGHT[type], ...changed });

test.each(Object.keys(RIGHT))("azurerm_%s: a configuration that is right has no problem", (type) => {
  expect(problems(type)).toEqual([]);
});

test.each(Object.keys(RIGHT))("azurerm_%s: what is unknown is not judged", (type) => {
  const unknown = Object.fromEntries(Object.keys(RIGHT[type]!).map((name) => [name, UNKNOWN]));
  expect(problems(type, { ...unknown, resource_group_name: UNKNOWN, tags: UNKNOWN })).toEqual([]);
});

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, "v"]));
const policy = (changed: Attributes) => ({ ipsec_policy: [{ ...POLICY, ...changed }] });
const key = (public_key: Value) => ({ admin_ssh_key: [{ public_key }] });

describe("fails when", () => {
  test.each<[sentence: string, type: string, changed: Attributes, problem: string]>([
    ["there are more than 50 tags", "virtual_network", { tags: many(51) }, "tags: a resource can have 50 tags at most"],
    ["a workspace's name has a dot", "log_analytics_workspace", { name: "my.logs" }, "name: must have 4 to 63"],
    [
      "logs are kept for 29 days",
      "log_analytics_workspace",
      { retention_in_days: 29 },
      "retention_in_days: must be 7 or in the range (30 - 730), got 29",
    ],
    ["a tier is unknown", "log_analytics_workspace", { sku: "Gratis" }, "sku: must be one of"],
    [
      "a quota is less than none",
      "log_analytics_workspace",
      { daily_quota_gb: -2 },
      "daily_quota_gb: must be at least",
    ],
    [
      "a short name is too long",
      "monitor_action_group",
      { short_name: "thirteen char" },
      'short_name: must have 1 to 12 characters, got "thirteen char"',
    ],
    ["an action group has no name", "monitor_action_group", { name: "" }, "name: must not be empty"],
    [
      "a receiver has no address",
      "monitor_action_group",
      { email_receiver: [{ name: "noc", email_address: "" }] },
      "email_receiver.0.email_address: must not be empty",
    ],
    [
      "a category of events is unknown",
      "monitor_activity_log_alert",
      { criteria: [{ category: "Weather" }] },
      "criteria.0.category: must be one of",
    ],
    [
      "a setting's name has a slash",
      "monitor_diagnostic_setting",
      { name: "a/b" },
      "name: must have 1 to 260 characters",
    ],
    [
      "logs go to a table of no such kind",
      "monitor_diagnostic_setting",
      { log_analytics_destination_type: "Shared" },
      "log_analytics_destination_type: must be one of",
    ],
    ["a severity is unknown", "monitor_metric_alert", { severity: 5 }, "severity: must be in the range (0 - 4), got 5"],
    ["a frequency is unknown", "monitor_metric_alert", { frequency: "PT6H" }, "frequency: must be one of"],
    ["a window is unknown", "monitor_metric_alert", { window_size: "PT10M" }, "window_size: must be one of"],
    [
      "an aggregation is unknown",
      "monitor_metric_alert",
      { criteria: [{ aggregation: "Sum", operator: "Equals" }] },
      "criteria.0.aggregation: must be one of",
    ],
    [
      "an operator is unknown",
      "monitor_metric_alert",
      { criteria: [{ aggregation: "Total", operator: "NotEquals" }] },
      "criteria.0.operator: must be one of",
    ],
    [
      "an operator of a dimension is unknown",
      "monitor_metric_alert",
      { criteria: [{ aggregation: "Total", operator: "Equals", dimension: [{ operator: "Equals" }] }] },
      "criteria.0.dimension.0.operator: must be one of",
    ],
    [
      "an alert has no criteria",
      "monitor_metric_alert",
      { criteria: [] },
      "one of criteria, dynamic_criteria, application_insights_web_test_location_availability_criteria must be given, not none",
    ],
    ["a tag's name is too long", "subnet", { tags: { ["n".repeat(513)]: "v" } }, "tags: a name can have 512"],
    ["a tag's value is too long", "route_table", { tags: { owner: "v".repeat(257) } }, "tags: the value of owner can"],
    ["a resource group's name ends with a dot", "resource_group", { name: "rg." }, "name: must have 1 to 90"],
    [
      "a resource group's name is too long",
      "route_table",
      { resource_group_name: "r".repeat(91) },
      "resource_group_name",
    ],
    [
      "a DH group is unknown",
      "virtual_network_gateway_connection",
      policy({ dh_group: "DHGroup5" }),
      "ipsec_policy.0.dh_group: must be one of",
    ],
    [
      "an IKE encryption is unknown",
      "virtual_network_gateway_connection",
      policy({ ike_encryption: "GCMAES192" }),
      "ipsec_policy.0.ike_encryption: must be one of",
    ],
    [
      "an IKE integrity is unknown",
      "virtual_network_gateway_connection",
      policy({ ike_integrity: "SHA512" }),
      "ipsec_policy.0.ike_integrity: must be one of",
    ],
    [
      "an IPsec encryption is unknown",
      "virtual_network_gateway_connection",
      policy({ ipsec_encryption: "AES" }),
      "ipsec_policy.0.ipsec_encryption: must be one of",
    ],
    [
      "an IPsec integrity is unknown",
      "virtual_network_gateway_connection",
      policy({ ipsec_integrity: "SHA384" }),
      "ipsec_policy.0.ipsec_integrity: must be one of",
    ],
    [
      "a PFS group is unknown",
      "virtual_network_gateway_connection",
      policy({ pfs_group: "PFS5" }),
      "ipsec_policy.0.pfs_group: must be one of",
    ],
    [
      "an SA lives too short",
      "virtual_network_gateway_connection",
      policy({ sa_lifetime: 299 }),
      "ipsec_policy.0.sa_lifetime: must be at least 300, got 299",
    ],
    [
      "an SA carries less than nothing",
      "virtual_network_gateway_connection",
      policy({ sa_datasize: -1 }),
      "ipsec_policy.0.sa_datasize: must be in the range",
    ],
    [
      "a routing weight is too high",
      "virtual_network_gateway_connection",
      { routing_weight: 32001 },
      "routing_weight: must be in the range (0 - 32000), got 32001",
    ],
    [
      "a public address has too short an idle timeout",
      "public_ip",
      { idle_timeout_in_minutes: 3 },
      "idle_timeout_in_minutes: must be in the range (4 - 30), got 3",
    ],
    [
      "a public address has too long an idle timeout",
      "public_ip",
      { idle_timeout_in_minutes: 31 },
      "idle_timeout_in_minutes",
    ],
    [
      "a password is short",
      "linux_virtual_machine",
      { admin_password: "aB1!x" },
      "admin_password: must have 6 to 72 characters, got 5",
    ],
    [
      "a password has two classes",
      "linux_virtual_machine",
      { admin_password: "lower_case1" },
      "admin_password: must have three of these four",
    ],
    [
      "a password is a common one",
      "linux_virtual_machine",
      { admin_password: "P@ssword123" },
      "admin_password: is one of the passwords",
    ],
    [
      "an administrator is called admin",
      "linux_virtual_machine",
      { admin_username: "admin" },
      "admin_username: admin is a name that is not allowed",
    ],
    ["an RSA key is short", "linux_virtual_machine", key(rsaKey(1024)), "admin_ssh_key.0.public_key: has 1024 bits"],
    ["an RSA key is garbled", "linux_virtual_machine", key(rsaKey(2048).slice(0, 100)), "admin_ssh_key.0.public_key: "],
    [
      "an ED25519 key is short",
      "linux_virtual_machine",
      key(ed25519(31)),
      "admin_ssh_key.0.public_key: cannot be parsed",
    ],
    [
      "a key is of another kind",
      "linux_virtual_machine",
      key(ecdsa),
      "admin_ssh_key.0.public_key: must be an RSA or an ED25519 key",
    ],
    [
      "a key is no base64",
      "linux_virtual_machine",
      key("ssh-rsa AAA!"),
      "admin_ssh_key.0.public_key: does not have its key in base64",
    ],
    [
      "a key is a word",
      "linux_virtual_machine",
      key("ssh-rsa"),
      "admin_ssh_key.0.public_key: is not a complete SSH2 public key",
    ],
    [
      "custom data is no base64",
      "linux_virtual_machine",
      { custom_data: "#cloud-config" },
      "custom_data: must be base64",
    ],
    ["a machine's name is a number", "linux_virtual_machine", { name: "12" }, "name: must have 1 to 80"],
    [
      "a computer's name has an underscore",
      "linux_virtual_machine",
      { computer_name: "a_b" },
      "computer_name: must have 1 to 64",
    ],
    [
      "a machine has two images",
      "linux_virtual_machine",
      { source_image_id: "/x" },
      "one of os_managed_disk_id, source_image_id, source_image_reference must be given, not source_image_id and source_image_reference",
    ],
    [
      "a disk is of no known type",
      "linux_virtual_machine",
      { os_disk: [{ storage_account_type: "SSD" }] },
      "os_disk.0.storage_account_type: must be one of",
    ],
    [
      "a gateway is in another subnet",
      "virtual_network_gateway",
      { ip_configuration: [{ subnet_id: "/x/subnets/apps" }] },
      "ip_configuration.0.subnet_id: must be the id of a subnet GatewaySubnet",
    ],
    ["a gateway has no known SKU", "virtual_network_gateway", { sku: "VpnGw6" }, "sku: must be the SKU of a VPN"],
    [
      "a far end has no address",
      "local_network_gateway",
      { gateway_address: null },
      "one of gateway_address, gateway_fqdn must be given, not none",
    ],
    [
      "a rule's priority is out of range",
      "network_security_rule",
      { priority: 99 },
      "priority: must be in the range (100 - 4096), got 99",
    ],
    [
      "a rule has both a prefix and prefixes",
      "network_security_rule",
      { source_address_prefix: "*" },
      "must be given, not source_address_prefix and source_address_prefixes",
    ],
    [
      "a rule's description is long",
      "network_security_rule",
      { description: "d".repeat(141) },
      "description: must have 140 characters at most",
    ],
    ["a route's name ends with a hyphen too many", "route", { name: "-" }, "name: must have 1 to 80"],
    ["a route leads nowhere known", "route", { next_hop_type: "Gateway" }, "next_hop_type: must be one of"],
    [
      "a second address is of no family",
      "network_interface",
      { ip_configuration: [{}, { private_ip_address_version: "6" }] },
      "ip_configuration.1.private_ip_address_version: must be one of",
    ],
    [
      "rules stand in their group",
      "network_security_group",
      { security_rule: [{}] },
      "security_rule: the simulator takes azurerm_network_security_rule instead",
    ],
  ])("%s", (_, type, changed, problem) => {
    const found = problems(type, changed);
    expect(found).toEqual([expect.stringContaining(problem)]);
  });

  test("a password is wrong, without showing it", () => {
    for (const admin_password of ["lower_case1", "P@ssword123", "x"]) {
      const [problem] = problems("linux_virtual_machine", { admin_password });
      expect(problem).not.toMatch(new RegExp(`\\b${admin_password.replace("$", "\\$")}\\b`));
    }
  });
});

test("the provider validates before it plans", async () => {
  const azure = simulatedAzure();
  const config = { name: "ip", resource_group_name: "rg", location: "uksouth", allocation_method: "Static" };
  await expect(
    azure.terraform.plan("azurerm_public_ip", null, { ...config, idle_timeout_in_minutes: 3 }),
  ).rejects.toThrow("idle_timeout_in_minutes: must be in the range (4 - 30), got 3");
  azure.remove();
});
