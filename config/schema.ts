import { z } from "zod";
import { KEY_VERSION_TAG } from "../lib/crypto/shared-key";
import { location } from "./azure-fields";
import { backend } from "./backend";
import { anyPrefix, object, parsed, prefix, resourceGroup, text, withExample, withUniqueExample } from "./field-kinds";
import { gateway } from "./gateway-fields";
import { monitoring } from "./monitoring-fields";
import { names } from "./name-patterns";
import { onPremisesSite } from "./on-premises-site";
import { policy } from "./policy-fields";
import { sharedBySites, simulatedSite } from "./simulated-site";
import { parseSshPublicKey } from "./ssh-public-key";
import { TAG_NAME, TAG_NAME_RULE } from "./tags";

const RESERVED_USERS = new Set(
  (
    "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david " +
    "guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5 video"
  ).split(" "),
);

const sshPublicKey = parsed(
  parseSshPublicKey,
  "SSH public key of the administrator, ssh-rsa or ssh-ed25519; stands in for the password",
);

const secretSource = z
  .enum(["generate", "variable"])
  .default("generate")
  .meta({ description: '"generate": Terraform makes it; "variable": a sensitive Terraform variable without default' });

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
  sites: z
    .array(z.discriminatedUnion("kind", [simulatedSite, onPremisesSite]))
    .min(1, "must name one site or more")
    .max(MAX_SITES)
    .meta({ description: "The sites" }),
  monitoring: monitoring
    .optional()
    .meta({ description: "Logs and alerts of the gateway and its tunnels; absent: none. See docs/monitoring.md" }),
  marketplaceTerms: z
    .enum(["external", "managed"])
    .default("external")
    .meta({ description: '"external": accept them once with the Azure CLI; "managed": a Terraform resource' }),
  backend,
  writeFile: z
    .boolean()
    .optional()
    .meta({ description: "Write generated/<router>-tunnels.cfg; off for remote runs; default: true" }),
  names: names.meta({ description: "Patterns of names, where a naming convention fixes them" }),
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
