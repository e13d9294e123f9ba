import { normalize } from "node:path/posix";
import { z } from "zod";
import { parseAddress, parsePrefix, type Family } from "../lib/addressing/cidr";
import { ALGORITHMS, DEFAULT_POLICY } from "../lib/crypto/policy";
import { KEY_VERSION_TAG } from "../lib/crypto/shared-key";

/** An object that names the keys it knows when it meets one that it does not. */
function object<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `unknown key; known here: ${Object.keys(shape).join(", ")}` : undefined,
  });
}

/** Runs a parser of `lib/` inside the schema: its error becomes the issue, its text the canonical value. */
function parsed(parse: (text: string) => string, description: string) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return parse(text);
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
        return z.NEVER;
      }
    })
    .meta({ description });
}

const prefix = (family: Family, what: string) => parsed((text) => parsePrefix(text, family).cidr, what);
const address = (family: Family, what: string) => parsed((text) => parseAddress(text, family).text, what);
const anyPrefix = parsed(
  (text) => parsePrefix(text, text.includes(":") ? 6 : 4).cidr,
  "An IPv4 or IPv6 prefix in CIDR notation",
);

function text(pattern: RegExp, rule: string, description: string) {
  return z.string().regex(pattern, rule).meta({ description });
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
function azureName(description: string, maxLength = 80) {
  return text(
    new RegExp(`^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,${maxLength - 2}}[A-Za-z0-9_])?$`),
    `must be a name of 1 to ${maxLength} letters, digits, "_", "." and "-" that starts with a letter or digit and ends with a letter, digit or "_"`,
    description,
  );
}

/** A virtual machine's name, its host name and part of file names: what all of them, and IOS-XE, take. */
function hostName(description: string, maxLength = 63) {
  return text(
    new RegExp(`^[A-Za-z](?:[A-Za-z0-9-]{0,${maxLength - 2}}[A-Za-z0-9])?$`),
    `must be a host name of 1 to ${maxLength} letters, digits and "-" that starts with a letter and ends with a letter or digit`,
    description,
  );
}

const RESERVED_USERS = new Set(
  (
    "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david " +
    "guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5 video"
  ).split(" "),
);

const location = text(
  /^[a-z][a-z0-9]{1,49}$/,
  'must be a region in Azure\'s short form, such as "uksouth"',
  "Azure region",
);
const resourceGroup = text(
  /^(?!.*\.$)[A-Za-z0-9_.()-]{1,90}$/,
  'must be 1 to 90 letters, digits, "_", ".", "-" and brackets, without a "." at the end',
  "Name of the resource group",
);
const vmSize = text(
  /^[A-Z][A-Za-z0-9_]{1,59}$/,
  'must be a size such as "Standard_D8_v3"',
  "Size of the virtual machine",
);
const zones = z
  .array(z.enum(["1", "2", "3"]))
  .refine((list) => new Set(list).size === list.length, "names a zone twice")
  // https://github.com/hashicorp/terraform-provider-azurerm/issues/16470
  .refine(
    (list) => list.length !== 2,
    "must name one zone or all three: Azure makes an address of two in all three, and every later plan replaces it",
  );
const sshPublicKey = text(
  /^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]{40,}={0,2}( [A-Za-z0-9@._-]+)?$/,
  "must be one line: ssh-rsa or ssh-ed25519, the key in base64, a comment if you like",
  "SSH public key of the administrator; stands in for the password",
);

const imagePart = text(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/,
  'must hold letters, digits, "_", "." and "-" only',
  "Part of an image reference",
);
function image(publisher: string, offer: string, sku: string) {
  const fallback = { publisher, offer, sku, version: "latest" };
  return object({
    publisher: imagePart.default(publisher),
    offer: imagePart.default(offer),
    sku: imagePart.default(sku),
    version: imagePart.default("latest"),
  }).default(fallback);
}

const secretSource = z
  .enum(["generate", "variable"])
  .default("generate")
  .meta({ description: '"generate": Terraform makes it; "variable": a sensitive Terraform variable without default' });

const hostAddresses = object({
  ipv4: address(4, "Static IPv4 address").optional(),
  ipv6: address(6, "Static IPv6 address").optional(),
}).default({});

/** Names that Azure keeps for its own services. */
const RESERVED_SUBNET = /^(GatewaySubnet|RouteServerSubnet|Azure(Bastion|Firewall|FirewallManagement)Subnet)$/i;

function subnet() {
  return object({
    // A route table is named RT-<subnet>, and may have 80 characters too.
    name: azureName("Name of the subnet", 77)
      .refine((name) => !RESERVED_SUBNET.test(name), "is a name that Azure reserves; choose another")
      .optional(),
    ipv4: prefix(4, "IPv4 prefix").optional(),
    ipv6: prefix(6, "IPv6 prefix, a /64").optional(),
    host: hostAddresses.meta({
      description: "Addresses of the one host in it; default: the fifth of each prefix (.4, ::4)",
    }),
  }).default({ host: {} });
}

const machineVersion = z.int().min(1).default(1).meta({
  description: "Raise it to replace the machine, which then boots anew; nothing else makes it read custom data",
});

function testVm(name: string) {
  return object({
    enabled: z.boolean().default(true),
    name: hostName("Name of the test virtual machine").default(name),
    size: vmSize.default("Standard_B1s"),
    machineVersion,
    image: image("canonical", "ubuntu-24_04-lts", "server"),
  }).prefault({});
}

const policy = object({
  ikeEncryption: z.enum(ALGORITHMS.ikeEncryption).default(DEFAULT_POLICY.ikeEncryption),
  ikeIntegrity: z.enum(ALGORITHMS.ikeIntegrity).default(DEFAULT_POLICY.ikeIntegrity),
  dhGroup: z.enum(ALGORITHMS.dhGroup).default(DEFAULT_POLICY.dhGroup),
  ipsecEncryption: z.enum(ALGORITHMS.ipsecEncryption).default(DEFAULT_POLICY.ipsecEncryption),
  ipsecIntegrity: z.enum(ALGORITHMS.ipsecIntegrity).default(DEFAULT_POLICY.ipsecIntegrity),
  pfsGroup: z.enum(ALGORITHMS.pfsGroup).default(DEFAULT_POLICY.pfsGroup),
  saLifetimeSeconds: z.int().default(DEFAULT_POLICY.saLifetimeSeconds),
  saDataSizeKilobytes: z.int().default(DEFAULT_POLICY.saDataSizeKilobytes),
}).prefault({});

const gateway = object({
  name: azureName("Name of the VPN gateway", 70),
  location: location.optional(),
  resourceGroup: resourceGroup.optional(),
  sku: z.enum(["VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ"]).default("VpnGw2AZ"),
  generation: z.enum(["Generation1", "Generation2"]).optional().meta({ description: "Default: by SKU" }),
  zones: zones
    .default(["1", "2", "3"])
    .meta({ description: "Zones of the public addresses; [] for a region without zones" }),
  preventDestroy: z
    .boolean()
    .default(false)
    .meta({ description: "Make Terraform refuse to destroy or replace the gateway" }),
  network: object({
    name: azureName("Name of the virtual network", 64).default("vnet1"),
    ipv4: prefix(4, "IPv4 address space").default("10.1.0.0/24"),
    ipv6: prefix(6, "IPv6 address space").default("2001:db8:1::/48"),
    subnets: object({
      subnet1: subnet(),
      gatewaySubnet: object({
        ipv4: prefix(4, "IPv4 prefix of GatewaySubnet, /27 or larger").optional(),
        ipv6: prefix(6, "IPv6 prefix of GatewaySubnet, a /64").optional(),
      }).default({}),
    }).prefault({}),
  }).prefault({}),
  maxTunnels: z.int().min(2).optional().meta({ description: "Tunnels that the gateway takes; default: by SKU" }),
  testVm: testVm("vm1"),
});

const tunnel = (number: 1 | 2) =>
  object({
    address: address(4, "IPv4 address of the tunnel interface").default(`172.16.0.${number}`),
    connection: azureName("Name of the connection").optional(),
    localNetworkGateway: azureName("Name of the local network gateway; see the README before you set it").optional(),
    keyVersion: z.int().min(1).default(1).meta({ description: "Raise it with every other key, generated or given" }),
  }).prefault({});

const sharedBySites = {
  location: location.optional(),
  resourceGroup: resourceGroup.optional(),
  zones: zones
    .default(["1", "2", "3"])
    .meta({ description: "Zones of the public addresses; [] for a region without zones" }),
  network: object({
    name: azureName("Name of the virtual network", 64).optional(),
    ipv4: prefix(4, "IPv4 address space; default: by sitePrefixes, or the article's").optional(),
    ipv6: prefix(6, "IPv6 address space; default: by sitePrefixes, or the article's").optional(),
    subnets: object({ eth1: subnet(), eth2: subnet(), eth3: subnet(), app: subnet() }).prefault({}),
  }).prefault({}),
  catalyst: object({
    name: hostName("Name of the router").optional(),
    size: vmSize.default("Standard_D8_v3"),
    machineVersion,
    image: image("cisco", "cisco-c8000v-byol", "17_16_01a-byol"),
    reloadOnFirstBoot: z.boolean().default(false).meta({
      description: "Let day 0 save and reload, which activates the licence level; see the README before you set it",
    }),
  }).prefault({}),
  tunnels: z.tuple([tunnel(1), tunnel(2)]).prefault([{}, {}]),
  dpdTimeoutSeconds: z.int().min(9).max(3600).default(45).meta({
    description: "Silence after which Azure takes a tunnel for dead; a change replaces both connections",
  }),
  testVm: testVm("vm2"),
};

const site = object({
  name: hostName("Name of the site; its stack is onprem-<name>", 40),
  index: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "The site's place in sitePrefixes: its own for good, whatever the order of the list" }),
  ...sharedBySites,
});

const relativeFolder = text(
  /^(?!\/)[A-Za-z0-9_./-]{1,255}$/,
  'must be a relative path of at most 255 letters, digits, "_", ".", "/" and "-"',
  "Folder of the state files, for them alone",
).refine(
  (folder) => normalize(folder) !== ".",
  "is the project's folder; give the states, which hold secrets, one of their own",
);
const backend = z
  .discriminatedUnion("type", [
    object({ type: z.literal("local"), folder: relativeFolder.default("state") }),
    object({
      type: z.literal("azurerm"),
      resourceGroupName: resourceGroup,
      storageAccountName: text(
        /^[a-z0-9]{3,24}$/,
        "must be 3 to 24 lower-case letters and digits",
        "Name of the storage account",
      ),
      containerName: text(
        /^[a-z0-9](?:-?[a-z0-9]){2,62}$/,
        'must be 3 to 63 lower-case letters, digits and single "-" in between',
        "Name of the container",
      ),
      keyPrefix: text(
        /^[A-Za-z0-9_./-]{0,255}$/,
        'must hold at most 255 letters, digits, "_", ".", "/" and "-"',
        "Goes before <stack>.tfstate",
      ).default(""),
      useAzureadAuth: z.boolean().default(true),
    }),
    object({
      type: z.literal("cloud"),
      organization: azureName("Organization in HCP Terraform"),
      hostname: text(
        /^[a-z0-9.-]{1,253}$/,
        'must be a host name of lower-case letters, digits, "." and "-"',
        "Host of Terraform Enterprise",
      ).optional(),
      project: azureName("Project of the workspaces").optional(),
      workspacePrefix: text(
        // A workspace's name has 90 characters at most, a stack's id up to 47.
        /^[A-Za-z0-9_-]{0,40}$/,
        'must hold at most 40 letters, digits, "_" and "-"',
        "Goes before the stack's name",
      ).default(""),
    }),
  ])
  .prefault({ type: "local" });

const tagValue = text(
  /^(?![^]*[$%]\{)[^\u0000-\u001f\u007f]{0,256}$/,
  'must be at most 256 characters without control characters, "${" and "%{"',
  "Value of the tag",
);
const tagName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 _.:@=+-]{0,511}$/,
    "must be at most 512 letters, digits, blanks and _ . : @ = + -, and start with a letter or digit",
  );

/** @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
const versions = (tested: string) =>
  text(
    /^(?:(?:=|!=|>=?|<=?|~>) ?)?\d+(?:\.\d+){0,2}(?:, ?(?:=|!=|>=?|<=?|~>) ?\d+(?:\.\d+){0,2})*$/,
    'must be version constraints such as "~> 4.80" or ">= 4.75.0, < 5.0.0"',
    `Default: what is tested, ${tested}`,
  ).default(tested);

export const configSchema = object({
  $schema: z.string().optional(),
  subscriptionId: z
    .guid("must be a subscription id such as 00000000-0000-0000-0000-000000000000")
    .optional()
    .meta({ description: "Default: the environment variable ARM_SUBSCRIPTION_ID" }),
  location,
  resourceGroup: resourceGroup.meta({ description: "Start of the resource groups' names: <this>-<stack>" }),
  adminUsername: text(
    /^[A-Za-z][A-Za-z0-9_-]{0,31}$/,
    'must be 1 to 32 letters, digits, "_" and "-", starting with a letter',
    "Administrator of the router and the test virtual machines",
  ).refine((name) => !RESERVED_USERS.has(name.toLowerCase()), "is a name that Azure reserves; choose another"),
  adminPassword: secretSource,
  adminSshPublicKey: sshPublicKey.optional(),
  adminSourcePrefixes: z
    .array(anyPrefix)
    .default([])
    .meta({ description: "Where SSH may come from; none: SSH stays closed" }),
  sharedKeys: secretSource,
  ipsecPolicy: policy,
  gateway,
  siteDefaults: object(sharedBySites)
    .optional()
    .meta({ description: "What every site has that does not say otherwise" }),
  sitePrefixes: object({
    ipv4: prefix(4, "Supernet; a site has its index-th /24"),
    ipv6: prefix(6, "Supernet; a site has its index-th /48"),
  }).optional(),
  sites: z.array(site).min(1, "must name one site or more"),
  marketplaceTerms: z
    .enum(["external", "managed"])
    .default("external")
    .meta({ description: '"external": accept them once with the Azure CLI; "managed": a Terraform resource' }),
  backend,
  writeFile: z
    .boolean()
    .default(true)
    .meta({ description: "Write generated/<router>-tunnels.cfg; off for remote runs" }),
  tags: z.record(tagName, tagValue).optional(),
  ignoreTags: z
    .array(tagName.refine((name) => name !== KEY_VERSION_TAG, "is the tag that changes with a key; leave it out"))
    .default([])
    .meta({ description: "Names of tags that others set, such as an Azure policy: left as they are" }),
  preventDeletionIfContainsResources: z
    .boolean()
    .default(true)
    .meta({ description: "Keep a resource group that holds what Terraform does not know" }),
  resourceProviderRegistrations: z
    .enum(["core", "extended", "all", "none", "legacy"])
    .default("core")
    .meta({ description: "Resource providers that azurerm registers in the subscription" }),
  providerVersions: object({
    azurerm: versions(">= 4.75.0, < 5.0.0"),
    random: versions(">= 3.7.0, < 4.0.0"),
    local: versions(">= 2.5.0, < 3.0.0"),
  })
    .prefault({})
    .meta({ description: "Versions of the Terraform providers; narrow them to pin one" }),
});

/** A config file as written. */
export type ConfigFile = z.input<typeof configSchema>;

/** A config file as read: defaults filled in, prefixes and addresses in canonical text. */
export type ConfigInput = z.output<typeof configSchema>;

/** What editors complete and check a config file with: `config/schema.json`, made by `npm run schema`. */
export function jsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configSchema, { io: "input" }), null, 2)}\n`;
}
