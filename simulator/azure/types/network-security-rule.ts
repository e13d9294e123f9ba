import { elements } from "../../protocol/values";
import type { AzureType } from "../azure-type";
import { atMost, between, matches, oneOf } from "../checks";
import { parentOf } from "../ids";
import { address, overlap, range, ranges } from "../prefix";
import { ids } from "../translation";

export const networkSecurityRule: AzureType = {
  path: "Microsoft.Network/networkSecurityGroups/<network_security_group_name>/securityRules/<name>",
  words: {
    destination_application_security_group_ids: ids("properties.destinationApplicationSecurityGroups"),
    source_application_security_group_ids: ids("properties.sourceApplicationSecurityGroups"),
  },
  completion: { replaces: ["name", "resource_group_name", "network_security_group_name"] },
  checks: {
    access: oneOf("Allow", "Deny"),
    description: atMost(140),
    direction: oneOf("Inbound", "Outbound"),
    name: matches(/^[^/\\?%]*$/, "must not have any of / \\ ? %"),
    priority: between(100, 4096),
    protocol: oneOf("*", "Ah", "Esp", "Icmp", "Tcp", "Udp"),
  },
  exactlyOne: [
    ["source_address_prefix", "source_address_prefixes", "source_application_security_group_ids"],
    ["destination_address_prefix", "destination_address_prefixes", "destination_application_security_group_ids"],
  ],
  rules: [
    {
      code: "SecurityRuleConflict",
      text: "Security rule <name> conflicts with rule <name>. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/11137",
      broken: ({ id, name, properties: { priority, direction } }, cloud) => {
        const other = cloud
          .partsOf(parentOf(id)!, "securityRules")
          .find(
            (rule) =>
              rule.id.toLowerCase() !== id.toLowerCase() &&
              rule.properties.priority === priority &&
              rule.properties.direction === direction,
          );
        return (
          other &&
          `Security rule ${other.name} conflicts with rule ${name}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`
        );
      },
    },
    {
      code: "SecurityRuleMixedAddressFamilies",
      text: "a rule has IPv4 and IPv6 addresses",
      source: "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
      inferred: "the page has the rule; no public report shows the code",
      broken: ({ id, properties: a }) => {
        const given = [
          a.sourceAddressPrefix,
          a.destinationAddressPrefix,
          ...elements(a.sourceAddressPrefixes),
          ...elements(a.destinationAddressPrefixes),
        ];
        const families = given.flatMap((text) => range(text)?.family ?? address(text)?.family ?? []);
        return new Set(families).size > 1 ? `Security rule ${id} mixes IPv4 and IPv6 addresses` : undefined;
      },
    },
    {
      code: "OverlappingSubnetsNotPermittedInSecurityRule",
      text: "prefixes in one list of a rule overlap",
      source: "https://github.com/alan-turing-institute/data-safe-haven/issues/2077",
      broken: ({ id, properties: a }) => {
        for (const list of [ranges(a.sourceAddressPrefixes), ranges(a.destinationAddressPrefixes)]) {
          if (list.some((one, i) => list.slice(i + 1).some((other) => overlap(one, other)))) {
            return `Security rule ${id} has prefixes that overlap in one list`;
          }
        }
        return undefined;
      },
    },
    {
      code: "SecurityRuleInvalidPriority",
      text: "a priority is not between 100 and 4096",
      source: "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
      inferred: "the page has the rule; no public report shows the code",
      broken: ({ id, properties: { priority } }) =>
        Number(priority) < 100 || Number(priority) > 4096
          ? `Security rule ${id} has priority ${priority}; it must lie between 100 and 4096`
          : undefined,
    },
  ],
  empty: {
    description: "",
    destination_address_prefix: "",
    destination_port_range: "",
    source_address_prefix: "",
    source_port_range: "",
  },
};
