import { z } from "zod";
import { parseAddress } from "../lib/addressing/cidr";
import { GATEWAY_LAYOUT, SITE_LAYOUT } from "../lib/addressing/network-plan";
import { usableAlgorithms } from "../lib/catalyst/ios-xe-policy";
import { KEY_VERSION_TAG } from "../lib/crypto/shared-key";
import { familyOf } from "../lib/model/dual-stack";
import { GATEWAY_SKUS, type GatewaySkuName } from "../lib/model/gateway-skus";
import { ALGORITHMS, DEFAULT_POLICY, type AlgorithmField } from "../lib/model/ipsec-policy";
import { quoted } from "../lib/model/quoted";
import { HIGHEST_WITHOUT_HSECK9, THROUGHPUT_LEVELS } from "../lib/model/throughput";
import { TOPOLOGIES, type TopologyName } from "../lib/model/topology";
import { backend } from "./backend";
import {
  address,
  anyPrefix,
  azureName,
  hostName,
  object,
  parsed,
  prefix,
  resourceGroup,
  text,
  withExample,
  withUniqueExample,
} from "./field-kinds";
import { nearestRegion } from "./regions";
import { RECOMMENDED_ROUTER_SIZE, RECOMMENDED_TEST_SIZE } from "./router-sizes";
import { parseSshPublicKey } from "./ssh-public-key";
import { TAG_NAME, TAG_NAME_RULE } from "./tags";

const RESERVED_USERS = new Set(
  (
    "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david " +
    "guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5 video"
  ).split(" "),
);

const location = withExample(
  z
    .string()
    .regex(/^[a-z][a-z0-9]{1,49}$/, {
      error: ({ input }) => {
        const meant = nearestRegion(String(input));
        return `must be a region in Azure's short form${meant ? `; did you mean "${meant}"?` : ', such as "uksouth"'}`;
      },
    })
    .meta({ description: "Azure region" }),
  "uksouth",
);
const vmSize = z
  .string()
  .regex(/^(Standard|Basic)_[A-Z][A-Za-z0-9_-]{1,49}$/, {
    error: ({ input }) => {
      const size = /^(?:standard[_ -]*)?([a-z]{1,3}\d[a-z0-9_-]{0,40})$/i.exec(String(input))?.[1];
      const meant = size && `Standard_${size[0]!.toUpperCase()}${size.slice(1)}`;
      return `must be a size in Azure's form${meant ? `; did you mean ${meant}?` : `, such as ${RECOMMENDED_ROUTER_SIZE}`}`;
    },
  })
  .meta({ description: "Size of the virtual machine" });
const zones = z
  .array(z.enum(["1", "2", "3"]))
  .refine((list) => new Set(list).size === list.length, "names a zone twice")
  // https://github.com/hashicorp/terraform-provider-azurerm/issues/16470
  .refine(
    (list) => list.length !== 2,
    "must name one zone or all three: Azure makes an address of two in all three, and every later plan replaces it",
  );
const sshPublicKey = parsed(
  parseSshPublicKey,
  "SSH public key of the administrator, ssh-rsa or ssh-ed25519; stands in for the password",
);

const ntpServer = parsed((text) => {
  if (text.includes(":") || /^[\d.]+$/.test(text)) return parseAddress(text, familyOf(text)).text;
  if (text.length <= 253 && /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) return text;
  throw new Error(`${quoted(text)} must be a host name, such as time.windows.com, or an address`);
}, "Host name or address of an NTP server");

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
  ipv4: address("ipv4", "Static IPv4 address; default: the fifth of the prefix (.4)").optional(),
  ipv6: address("ipv6", "Static IPv6 address; default: the fifth of the prefix (::4)").optional(),
}).default({});

/** Names that Azure keeps for its own services. */
const RESERVED_SUBNET = /^(GatewaySubnet|RouteServerSubnet|Azure(Bastion|Firewall|FirewallManagement)Subnet)$/i;

/** The prefix fields of a subnet. @param place default place of the subnet, for the descriptions */
function prefixes(what: string, place: { readonly ipv4: number; readonly ipv6: number }) {
  return {
    ipv4: prefix("ipv4", `IPv4 prefix of ${what}; default: /27 number ${place.ipv4} of the network, from 0`).optional(),
    ipv6: prefix("ipv6", `IPv6 prefix, a /64; default: /64 number ${place.ipv6} of the network, from 0`).optional(),
  };
}

function subnet(defaultName: string, place: { readonly ipv4: number; readonly ipv6: number }) {
  return object({
    // A route table is named RT-<subnet>, and may have 80 characters too.
    name: azureName(`Name of the subnet, by default ${defaultName}`, 77)
      .refine((name) => !RESERVED_SUBNET.test(name), "is a name that Azure reserves; choose another")
      .optional(),
    ...prefixes("the subnet", place),
    host: hostAddresses.meta({ description: "Addresses of the one host in the subnet" }),
  }).default({ host: {} });
}

const machineVersion = z.int().min(1).default(1).meta({
  description: "Raise it to replace the machine, which then boots anew; nothing else makes it read custom data",
});

function testVm(name: string) {
  return object({
    enabled: z.boolean().default(true).meta({ description: "Whether there is a test machine" }),
    name: hostName("Name of the test virtual machine").default(name),
    size: vmSize.default(RECOMMENDED_TEST_SIZE),
    machineVersion,
    image: image("canonical", "ubuntu-24_04-lts", "server"),
  }).prefault({});
}

const POLICY_FIELDS: Readonly<Record<AlgorithmField, string>> = {
  ikeEncryption: "Cipher of IKE",
  ikeIntegrity: "Integrity and PRF of IKE; with a GCM cipher, the PRF alone",
  dhGroup: "Diffie-Hellman group of IKE",
  ipsecEncryption: "Cipher of ESP",
  ipsecIntegrity: "Integrity of ESP; with a GCM cipher, the same as the cipher",
  pfsGroup: "Group of a rekeying; PFSMM: the group of IKE",
};

/** Takes every algorithm of Azure, so that the checks can say why one cannot be used; offers the usable ones. */
function algorithm<const Field extends AlgorithmField>(field: Field) {
  const choices = usableAlgorithms(field);
  const all: (typeof ALGORITHMS)[Field] = ALGORITHMS[field];
  return z
    .enum(all, { error: () => `must be one of ${choices.join(", ")}` })
    .meta({ enum: choices, description: POLICY_FIELDS[field] });
}

const policyFields = {
  ikeEncryption: algorithm("ikeEncryption"),
  ikeIntegrity: algorithm("ikeIntegrity"),
  dhGroup: algorithm("dhGroup"),
  ipsecEncryption: algorithm("ipsecEncryption"),
  ipsecIntegrity: algorithm("ipsecIntegrity"),
  pfsGroup: algorithm("pfsGroup"),
  saLifetimeSeconds: z.int().meta({ description: "Lifetime of an IPsec SA, 300 to 2592000 s" }),
  saDataSizeKilobytes: z.int().meta({ description: "Data that an IPsec SA carries, 2560 KB or more; 0: no limit" }),
};

const policy = object({
  ikeEncryption: policyFields.ikeEncryption.default(DEFAULT_POLICY.ikeEncryption),
  ikeIntegrity: policyFields.ikeIntegrity.default(DEFAULT_POLICY.ikeIntegrity),
  dhGroup: policyFields.dhGroup.default(DEFAULT_POLICY.dhGroup),
  ipsecEncryption: policyFields.ipsecEncryption.default(DEFAULT_POLICY.ipsecEncryption),
  ipsecIntegrity: policyFields.ipsecIntegrity.default(DEFAULT_POLICY.ipsecIntegrity),
  pfsGroup: policyFields.pfsGroup.default(DEFAULT_POLICY.pfsGroup),
  saLifetimeSeconds: policyFields.saLifetimeSeconds.default(DEFAULT_POLICY.saLifetimeSeconds),
  saDataSizeKilobytes: policyFields.saDataSizeKilobytes.default(DEFAULT_POLICY.saDataSizeKilobytes),
}).prefault({});

/** A policy whose missing values are those of the policy above it. */
const policyOf = (what: string) => object(policyFields).partial().optional().meta({ description: what });

const gateway = object({
  name: withUniqueExample(azureName("Name of the VPN gateway", 70), "gw"),
  location: location.optional().meta({ description: "Azure region of the gateway; default: location" }),
  resourceGroup: resourceGroup.optional().meta({ description: "Default: <resourceGroup>-vpn-gateway" }),
  sku: z
    .enum(Object.keys(GATEWAY_SKUS) as GatewaySkuName[])
    .default("VpnGw2AZ")
    .meta({ description: "Size of the gateway" }),
  generation: z
    .enum(["Generation1", "Generation2"])
    .optional()
    .meta({ description: "Default: the generation that the SKU comes in" }),
  zones: zones
    .default(["1", "2", "3"])
    .meta({ description: "Zones of the public addresses; [] for a region without zones" }),
  preventDestroy: z
    .boolean()
    .default(false)
    .meta({ description: "Make Terraform refuse to destroy or replace the gateway" }),
  network: object({
    name: azureName("Name of the virtual network", 64).default("vnet1"),
    ipv4: prefix("ipv4", "IPv4 address space").prefault("10.1.0.0/24"),
    ipv6: prefix("ipv6", "IPv6 address space").prefault("2001:db8:1::/48"),
    subnets: object({
      subnet1: subnet("subnet1", GATEWAY_LAYOUT.subnet1),
      gatewaySubnet: object(prefixes("GatewaySubnet, a /27 or larger", GATEWAY_LAYOUT.gatewaySubnet)).default({}),
    }).prefault({}),
  }).prefault({}),
  maxTunnels: z.int().min(2).optional().meta({ description: "Tunnels that the gateway takes; default: by SKU" }),
  testVm: testVm("vm1"),
});

/** Of a tunnel interface, by Cisco's YANG model of IOS-XE 17.15.1. */
const MAX_TUNNEL = 2_147_483_647;

const connection = object({
  name: azureName("Name of the connection, by default conn1-to-<site> and conn2-to-<site>").optional(),
  localNetworkGateway: azureName(
    "Name of the local network gateway, by default derived from the site and its prefixes",
  ).optional(),
  keyVersion: z
    .int()
    .min(1)
    .default(1)
    .meta({ description: "Raise it whenever the connection gets another key, generated or given" }),
  ipsecPolicy: policyOf("What differs from the site's policy"),
});

const sharedBySites = {
  location: location.optional().meta({ description: "Azure region of the site; default: location" }),
  resourceGroup: resourceGroup.optional().meta({ description: "Default: <resourceGroup>-onprem-<site>" }),
  zones: zones
    .default(["1", "2", "3"])
    .meta({ description: "Zones of the public addresses; [] for a region without zones" }),
  network: object({
    name: azureName("Name of the virtual network, by default <router>-net", 64).optional(),
    ipv4: prefix("ipv4", "IPv4 address space; default: by sitePrefixes, or the article's").optional(),
    ipv6: prefix("ipv6", "IPv6 address space; default: by sitePrefixes, or the article's").optional(),
    subnets: object({
      eth1: subnet("<router>-eth1", SITE_LAYOUT.eth1),
      eth2: subnet("<router>-eth2", SITE_LAYOUT.eth2),
      eth3: subnet("<router>-eth3", SITE_LAYOUT.eth3),
      app: subnet("app-subnet", SITE_LAYOUT.app),
    }).prefault({}),
  }).prefault({}),
  catalyst: object({
    name: hostName("Name of the router, by default the site's").optional(),
    size: vmSize.default(RECOMMENDED_ROUTER_SIZE),
    machineVersion,
    image: image("cisco", "cisco-c8000v-byol", "17_16_01a-byol"),
    throughputMbps: z
      .literal(THROUGHPUT_LEVELS)
      .default(HIGHEST_WITHOUT_HSECK9)
      .meta({
        description: `What the router may transmit, in Mbit/s; above ${HIGHEST_WITHOUT_HSECK9} with hseck9 alone`,
      }),
    ntpServers: withExample(z.array(ntpServer), ["time.windows.com"])
      .default(["time.windows.com"])
      .meta({ description: "Where the router takes the time from; by default Microsoft's public server" }),
    hseck9: z.boolean().default(false).meta({ description: "Whether the router has Cisco's HSECK9 licence" }),
    namePrefix: text(
      /^[A-Za-z][A-Za-z0-9_-]{0,15}$/,
      'must be 1 to 16 letters, digits, "_" and "-", starting with a letter',
      "Starts the names of the router's keyrings, profiles and the like; the file of another gateway needs its own",
    ).default("az"),
    tunnelBase: z
      .int()
      .min(0)
      .max(MAX_TUNNEL - 3)
      .default(0)
      .meta({
        description: "Number of the first tunnel interface; the file of another gateway needs its own",
      }),
    reloadOnFirstBoot: z.boolean().default(false).meta({
      description:
        "Let day 0 save and reload, which activates the licence level; see docs/operations.md before you set it",
    }),
  }).prefault({}),
  topology: z
    .enum(Object.keys(TOPOLOGIES) as TopologyName[])
    .default("article")
    .meta({
      description:
        "Tunnels between the gateway's instances 0 and 1 and the router's interfaces. article: 0 to eth2, 1 to eth3; single: both to eth2; mesh: both to both",
    }),
  connections: z
    .array(connection)
    .max(2)
    .default([])
    .meta({ description: "The connection of eth2 and, but with the topology single, that of eth3" }),
  tunnelAddresses: z
    .array(address("ipv4", "IPv4 address of a tunnel interface of the router"))
    .max(4)
    .default([])
    .meta({ description: "By the number of the tunnel; default: 172.16.0.1 and so on" }),
  ipsecPolicy: policyOf("What differs from the ipsecPolicy of all sites"),
  nextIpsecPolicy: policyOf(
    "What differs from the site's policy in one that its router accepts as well, so that its connections can get it one after the other; see docs/operations.md",
  ),
  dpdTimeoutSeconds: z.int().min(9).max(3600).default(45).meta({
    description: "Silence after which Azure takes a tunnel for dead; a change replaces the site's connections",
  }),
  testVm: testVm("vm2"),
};

const site = object({
  name: withUniqueExample(hostName("Name of the site; its stack is onprem-<name>", 40), "site"),
  index: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "The site's place in sitePrefixes: its own for good, whatever the order of the list" }),
  ...sharedBySites,
});

const tagValue = text(
  /^(?![^]*[$%]\{)[^\u0000-\u001f\u007f]{0,256}$/,
  'must be at most 256 characters without control characters, "${" and "%{"',
  "Value of the tag",
);
const tagName = z.string().regex(TAG_NAME, TAG_NAME_RULE);

/** More than any gateway takes, and few enough to check each. */
export const MAX_SITES = 500;

/** @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
const versions = (tested: string) =>
  text(
    /^(?:(?:=|!=|>=?|<=?|~>) ?)?\d+(?:\.\d+){0,2}(?:, ?(?:=|!=|>=?|<=?|~>) ?\d+(?:\.\d+){0,2})*$/,
    'must be version constraints such as "~> 4.80" or ">= 4.75.0, < 5.0.0"',
    "Versions of the provider; by default those that are tested",
  ).default(tested);

export const configSchema = object({
  $schema: z.string().optional(),
  subscriptionId: z
    .guid("must be a subscription id such as 00000000-0000-0000-0000-000000000000")
    .optional()
    .meta({ description: "Default: the environment variable ARM_SUBSCRIPTION_ID" }),
  location,
  resourceGroup: withUniqueExample(
    resourceGroup.meta({ description: "Start of the resource groups' names: <this>-<stack>" }),
    "vpn",
  ),
  adminUsername: withExample(
    text(
      /^[A-Za-z][A-Za-z0-9_-]{0,31}$/,
      'must be 1 to 32 letters, digits, "_" and "-", starting with a letter',
      "Administrator of the router and the test virtual machines",
    ).refine((name) => !RESERVED_USERS.has(name.toLowerCase()), "is a name that Azure reserves; choose another"),
    "azureadmin",
  ),
  adminPassword: secretSource,
  adminSshPublicKey: sshPublicKey.optional(),
  adminSourcePrefixes: withExample(z.array(anyPrefix), ["192.0.2.0/24"])
    .default([])
    .meta({ description: "Where SSH may come from; none: SSH stays closed" }),
  sharedKeys: secretSource,
  ipsecPolicy: policy,
  gateway: gateway.meta({ description: "The VPN gateway and its network" }),
  siteDefaults: withExample(object(sharedBySites), { testVm: { enabled: false } })
    .optional()
    .meta({ description: "What every site has that does not say otherwise" }),
  sitePrefixes: object({
    ipv4: withExample(prefix("ipv4", "Supernet; a site has its index-th /24"), "10.64.0.0/12"),
    ipv6: withExample(prefix("ipv6", "Supernet; a site has its index-th /48"), "2001:db8:100::/40"),
  }).optional(),
  sites: z.array(site).min(1, "must name one site or more").max(MAX_SITES).meta({ description: "The sites" }),
  marketplaceTerms: z
    .enum(["external", "managed"])
    .default("external")
    .meta({ description: '"external": accept them once with the Azure CLI; "managed": a Terraform resource' }),
  backend,
  writeFile: z
    .boolean()
    .default(true)
    .meta({ description: "Write generated/<router>-tunnels.cfg; off for remote runs" }),
  tags: withExample(z.record(tagName, tagValue), { owner: "network" })
    .optional()
    .meta({ description: "Tags of every resource, by name" }),
  ignoreTags: z
    .array(
      tagName
        .refine((name) => name !== KEY_VERSION_TAG, "is the tag that changes with a key; leave it out")
        .refine((name) => !name.includes('"'), "must have no quotation mark, which Terraform cannot ignore"),
    )
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
    .meta({ description: "Versions of the Terraform providers; narrow a range to pin a version" }),
});

/** A config file as written. */
export type ConfigFile = z.input<typeof configSchema>;

/** A config file as read: defaults filled in, prefixes and addresses in canonical text. */
export type ConfigInput = z.output<typeof configSchema>;

/** What editors complete and check a config file with: `config/schema.json`, made by `npm run schema`. */
export function jsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configSchema, { io: "input" }), null, 2)}\n`;
}
