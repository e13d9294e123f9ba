import { createPublicKey } from "node:crypto";
import { elements, isObject, UNKNOWN, type Attributes, type Value } from "../protocol/values";

/** What is wrong with a value, as the end of a sentence that begins with its name; never the value of a secret. */
type Check = (value: string | number) => string | undefined;

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(String(value)) ? undefined : `must be one of ${allowed.join(", ")}, got ${value}`;
const between =
  (least: number, most: number): Check =>
  (value) =>
    Number(value) < least || Number(value) > most
      ? `must be in the range (${least} - ${most}), got ${value}`
      : undefined;
const atLeast =
  (least: number): Check =>
  (value) =>
    Number(value) < least ? `must be at least ${least}, got ${value}` : undefined;
const atMost =
  (length: number): Check =>
  (value) =>
    String(value).length > length ? `must have ${length} characters at most` : undefined;
const matches =
  (pattern: RegExp, rule: string): Check =>
  (value) =>
    pattern.test(String(value)) ? undefined : `${rule}, got ${JSON.stringify(value)}`;

const notEmpty: Check = (value) => (value === "" ? "must not be empty" : undefined);
const routeName = matches(
  /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_]?$/,
  "must have 1 to 80 letters, digits, '_', '.' and '-', begin with a letter or digit and end with one or '_'",
);
const base64: Check = (value) =>
  Buffer.from(String(value), "base64").toString("base64") === value ? undefined : "must be base64";

const COMMON_PASSWORDS =
  "abc@123 P@$$w0rd P@ssw0rd P@ssword123 Pa$$word pass@word1 Password! Password1 Password22 iloveyou!".split(" ");

/** @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/validate/linux_admin_password.go */
const adminPassword: Check = (value) => {
  const password = String(value);
  if (password.length < 6 || password.length > 72) return `must have 6 to 72 characters, got ${password.length}`;
  if (COMMON_PASSWORDS.includes(password)) return "is one of the passwords that are not allowed";
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^\d\w]/].filter((pattern) => pattern.test(password)).length;
  return classes < 3
    ? `must have three of these four: lower case, upper case, digits, and special characters other than "_"; it has ${classes}`
    : undefined;
};

const RESERVED_USERS =
  "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5".split(
    " ",
  );

/** @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/validate/linux_admin_username.go */
const adminUsername: Check = (value) => {
  if (value === "" || String(value).length > 64) return "must have 1 to 64 characters";
  return RESERVED_USERS.includes(String(value)) ? `${value} is a name that is not allowed` : undefined;
};

/** The fields of SSH's wire format: each has its length in four bytes before it. */
function sshFields(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return [];
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return [];
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/**
 * @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.81.0/internal/services/compute/validate/ssh_key.go
 * @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6
 */
const sshKey: Check = (value) => {
  const [, encoded] = String(value).trim().split(/\s+/);
  if (!encoded) return "is not a complete SSH2 public key";
  if (base64(encoded)) return "does not have its key in base64";
  const [type, ...numbers] = sshFields(Buffer.from(encoded, "base64"));
  if (String(type) === "ssh-ed25519") return numbers[0]?.length === 32 ? undefined : "cannot be parsed as a public key";
  if (String(type) !== "ssh-rsa") return "must be an RSA or an ED25519 key";
  const [e, n] = numbers.map((number) => number.toString("base64url"));
  try {
    const { modulusLength } = createPublicKey({ key: { kty: "RSA", e, n }, format: "jwk" }).asymmetricKeyDetails!;
    return modulusLength! < 2048 ? `has ${modulusLength} bits; an RSA key must have 2048 or more` : undefined;
  } catch {
    return "cannot be parsed as a public key";
  }
};

const ENCRYPTIONS = ["AES128", "AES192", "AES256", "DES", "DES3", "GCMAES128", "GCMAES256"] as const;
const allocation = oneOf("Dynamic", "Static");
const addressVersion = oneOf("IPv4", "IPv6");

/** By resource type: what the provider checks of an attribute at plan. A dot leads into a block. */
const CHECKS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  azurerm_virtual_network: { name: notEmpty, flow_timeout_in_minutes: between(4, 30) },
  azurerm_subnet: {
    private_endpoint_network_policies: oneOf("Disabled", "Enabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"),
  },
  azurerm_public_ip: {
    name: notEmpty,
    allocation_method: allocation,
    domain_name_label: matches(
      /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/,
      "must have 3 to 63 lower case letters, digits and '-', begin with a letter and not end with '-'",
    ),
    idle_timeout_in_minutes: between(4, 30),
    ip_version: addressVersion,
    sku_tier: oneOf("Global", "Regional"),
  },
  azurerm_network_interface: {
    "ip_configuration.private_ip_address_allocation": allocation,
    "ip_configuration.private_ip_address_version": addressVersion,
  },
  azurerm_network_security_rule: {
    access: oneOf("Allow", "Deny"),
    description: atMost(140),
    direction: oneOf("Inbound", "Outbound"),
    name: matches(/^[^/\\?%]*$/, "must not have any of / \\ ? %"),
    priority: between(100, 4096),
    protocol: oneOf("*", "Ah", "Esp", "Icmp", "Tcp", "Udp"),
  },
  azurerm_route_table: { name: routeName },
  azurerm_route: {
    name: routeName,
    next_hop_type: oneOf("Internet", "None", "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal"),
  },
  azurerm_virtual_network_gateway: {
    name: notEmpty,
    generation: oneOf("Generation1", "Generation2", "None"),
    "ip_configuration.private_ip_address_allocation": allocation,
    "ip_configuration.subnet_id": matches(/\/subnets\/GatewaySubnet$/i, "must be the id of a subnet GatewaySubnet"),
    sku: matches(
      /^(Basic|Standard|HighPerformance|UltraPerformance|ErGw[1-3]AZ|ErGwScale|VpnGw[1-5](AZ)?)$/,
      "must be the SKU of a VPN or ExpressRoute gateway",
    ),
    type: oneOf("ExpressRoute", "Vpn"),
    vpn_type: oneOf("PolicyBased", "RouteBased"),
  },
  azurerm_local_network_gateway: { gateway_address: notEmpty, gateway_fqdn: notEmpty },
  azurerm_virtual_network_gateway_connection: {
    name: notEmpty,
    connection_mode: oneOf("Default", "InitiatorOnly", "ResponderOnly"),
    connection_protocol: oneOf("IKEv1", "IKEv2"),
    routing_weight: between(0, 32000),
    type: oneOf("ExpressRoute", "IPsec", "Vnet2Vnet"),
    "ipsec_policy.dh_group": oneOf(
      "DHGroup1",
      "DHGroup14",
      "DHGroup2",
      "DHGroup2048",
      "DHGroup24",
      "ECP256",
      "ECP384",
      "None",
    ),
    "ipsec_policy.ike_encryption": oneOf(...ENCRYPTIONS),
    "ipsec_policy.ike_integrity": oneOf("GCMAES128", "GCMAES256", "MD5", "SHA1", "SHA256", "SHA384"),
    "ipsec_policy.ipsec_encryption": oneOf(...ENCRYPTIONS, "GCMAES192", "None"),
    "ipsec_policy.ipsec_integrity": oneOf("GCMAES128", "GCMAES192", "GCMAES256", "MD5", "SHA1", "SHA256"),
    "ipsec_policy.pfs_group": oneOf("ECP256", "ECP384", "None", "PFS1", "PFS14", "PFS2", "PFS2048", "PFS24", "PFSMM"),
    "ipsec_policy.sa_datasize": between(0, 2147483647),
    "ipsec_policy.sa_lifetime": atLeast(300),
  },
  azurerm_linux_virtual_machine: {
    name: matches(
      /^(?!\d+$)[A-Za-z0-9](?:[\w.-]{0,78}\w)?$/,
      "must have 1 to 80 letters, digits, '_', '.' and '-', begin with a letter or digit, end with one or '_', and not be a number",
    ),
    admin_password: adminPassword,
    "admin_ssh_key.public_key": sshKey,
    admin_username: adminUsername,
    computer_name: matches(
      /^(?!.*[.-]$)[^\\/"[\]:|<>+=;,?*@&~!#$%^()_{}']{1,64}$/,
      "must have 1 to 64 characters, none of them special, and not end with '.' or '-'",
    ),
    custom_data: base64,
    "os_disk.caching": oneOf("None", "ReadOnly", "ReadWrite"),
    "os_disk.storage_account_type": oneOf(
      "Premium_LRS",
      "Premium_ZRS",
      "StandardSSD_LRS",
      "StandardSSD_ZRS",
      "Standard_LRS",
    ),
    patch_assessment_mode: oneOf("AutomaticByPlatform", "ImageDefault"),
    patch_mode: oneOf("AutomaticByPlatform", "ImageDefault"),
    priority: oneOf("Regular", "Spot"),
    size: notEmpty,
    user_data: base64,
  },
};

/** Checks of the attributes that most types have. */
const COMMON: Readonly<Record<string, Check>> = {
  resource_group_name: matches(
    /^(?!.*\.$)[-\w.()]{1,90}$/,
    "must have 1 to 90 letters, digits, '-', '_', '.' and parentheses, and not end with '.'",
  ),
};

/** By resource type: attributes of which exactly one must be given. */
const EXACTLY_ONE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  azurerm_virtual_network: [["address_space", "ip_address_pool"]],
  azurerm_subnet: [["address_prefixes", "ip_address_pool"]],
  azurerm_local_network_gateway: [["gateway_address", "gateway_fqdn"]],
  azurerm_network_security_rule: [
    ["source_address_prefix", "source_address_prefixes", "source_application_security_group_ids"],
    ["destination_address_prefix", "destination_address_prefixes", "destination_application_security_group_ids"],
  ],
  azurerm_linux_virtual_machine: [["os_managed_disk_id", "source_image_id", "source_image_reference"]],
};

/** Attributes that make resources of their own in Azure, which have a type of their own here. */
const INLINE: Readonly<Record<string, readonly [name: string, type: string]>> = {
  azurerm_virtual_network: ["subnet", "azurerm_subnet"],
  azurerm_route_table: ["route", "azurerm_route"],
  azurerm_network_security_group: ["security_rule", "azurerm_network_security_rule"],
};

/**
 * What the provider finds wrong with a configuration at plan. What is unknown then is not judged.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/tree/v4.81.0/internal/services
 */
export function validate(type: string, config: Attributes): string[] {
  const checks = {
    ...COMMON,
    ...CHECKS[type],
    ...(type === "azurerm_resource_group" && { name: COMMON.resource_group_name! }),
  };
  const values = Object.entries(checks).flatMap(([path, check]) =>
    valuesAt(config, path.split(".")).flatMap(([where, value]) => {
      const wrong = typeof value === "string" || typeof value === "number" ? check(value) : undefined;
      return wrong ? [`${where}: ${wrong}`] : [];
    }),
  );
  const choices = (EXACTLY_ONE[type] ?? []).flatMap((names) => {
    const given = names.filter((name) => isGiven(config[name]));
    if (given.length === 1 || names.some((name) => config[name] === UNKNOWN)) return [];
    return [`one of ${names.join(", ")} must be given, not ${given.length ? given.join(" and ") : "none"}`];
  });
  const [name, instead] = INLINE[type] ?? [];
  const inline = name && elements(config[name]).length > 0 ? [`${name}: the simulator takes ${instead} instead`] : [];
  return [...values, ...choices, ...inline, ...tagProblems(config.tags)];
}

/** @see https://github.com/hashicorp/go-azure-helpers/blob/main/resourcemanager/tags/validate.go */
function tagProblems(tags: Value | undefined): string[] {
  if (!isObject(tags)) return [];
  const entries = Object.entries(tags);
  return [
    ...(entries.length > 50 ? [`tags: a resource can have 50 tags at most, got ${entries.length}`] : []),
    ...entries.flatMap(([name, value]) => [
      ...(name.length > 512 ? [`tags: a name can have 512 characters at most, got ${name.length}`] : []),
      ...(typeof value === "string" && value.length > 256
        ? [`tags: the value of ${name} can have 256 characters at most, got ${value.length}`]
        : []),
    ]),
  ];
}

function isGiven(value: Value | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;
}

/** The values at a path, each with where it stands, such as `ipsec_policy.0.dh_group`. */
function valuesAt(config: Attributes, [name, ...inner]: readonly string[], prefix = ""): [string, Value][] {
  const where = `${prefix}${name}`;
  const value = config[name!] ?? null;
  if (inner.length === 0) return [[where, value]];
  return elements(value).flatMap((element, i) => (isObject(element) ? valuesAt(element, inner, `${where}.${i}.`) : []));
}
