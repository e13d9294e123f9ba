import type { Attributes } from "../../protocol/values";
import { NAMED, type AzureType } from "../azure-type";
import { between, notEmpty } from "../checks";
import type { Resource } from "../resource";
import { guid } from "../computed";
import { inside, overlap, range, ranges, texts } from "../prefix";
import { recordedBlock } from "../recorded";
import { ADDRESS_PREFIXES } from "../rules/address-prefixes";
import { holderOf } from "../rules/in-use";
import { prefixesOf, subnetsOf } from "../subnets";
import { subnet } from "./subnet";
import { attributesOf, filled, shown } from "../translation";
import { property } from "../resource";

/** What a network tells of a subnet: the resource, and what is attached to it. */
const inNetwork = (one: Resource): Attributes => ({
  ...attributesOf(subnet, recordedBlock("azurerm_subnet"), one),
  route_table_id: property(one, "routeTable.id") ?? null,
  security_group: property(one, "networkSecurityGroup.id") ?? null,
});

const FORBIDDEN = ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"].map(
  (text) => range(text)!,
);

export const virtualNetwork: AzureType = {
  path: "Microsoft.Network/virtualNetworks/<name>",
  words: {
    address_space: "properties.addressSpace.addressPrefixes",
    bgp_community: "properties.bgpCommunities.virtualNetworkCommunity",
    ddos_protection_plan: "properties.ddosProtectionPlan",
    dns_servers: "properties.dhcpOptions.dnsServers",
    guid: "properties.resourceGuid",
    ip_address_pool: "properties.addressSpace.ipamPoolPrefixAllocations",
    "ip_address_pool.id": "pool.id",
    "ip_address_pool.allocated_ip_address_prefixes": "allocatedAddressPrefixes",
    private_endpoint_vnet_policies: "properties.privateEndpointVNetPolicies",
    subnet: shown("properties.subnets", (subnets) => (subnets as Resource[]).map(inNetwork)),
  },
  completion: {
    replaces: [...NAMED, "edge_zone"],
    defaults: { private_endpoint_vnet_policies: "Disabled" },
  },
  checks: { name: notEmpty, flow_timeout_in_minutes: between(4, 30) },
  exactlyOne: [["address_space", "ip_address_pool"]],
  inline: ["subnet", "azurerm_subnet"],
  rules: [
    ADDRESS_PREFIXES,
    {
      code: "AddressPrefixNotAllowed",
      text: "an address space overlaps multicast, loopback, link-local or Azure's own addresses",
      source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
      inferred: "the page has the rule; no public report shows the code",
      broken: (network) => {
        const wrong = texts(property(network, "addressSpace.addressPrefixes")).find((text) => {
          const space = range(text);
          return space && FORBIDDEN.some((one) => overlap(one, space));
        });
        return wrong && `Address prefix ${wrong} of virtual network ${network.id} lies in a range that Azure keeps`;
      },
    },
    {
      code: "InUsePrefixCannotBeDeleted",
      text: "an address space goes in which a subnet lies",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/19781",
      inferred: "the thread has the refusal; the code is that of the like refusal for subnets",
      broken: (network, cloud) => {
        const spaces = ranges(property(network, "addressSpace.addressPrefixes"));
        const left = subnetsOf(network.id, cloud).find((inner) =>
          prefixesOf(inner).some((prefix) => !spaces.some((space) => inside(space, prefix))),
        );
        return left && `A prefix of virtual network ${network.id} is still used by subnet ${left.name}`;
      },
    },
    {
      code: "InUseSubnetCannotBeDeleted",
      on: ["delete"],
      text: "Subnet <name> is in use by <id> and cannot be deleted.",
      source: "https://github.com/actions/runner-images/issues/7691",
      broken: ({ id }, cloud) => {
        for (const subnet of subnetsOf(id, cloud)) {
          const user = holderOf(subnet.id, cloud);
          if (user) return `Subnet ${subnet.name} is in use by ${user.id} and cannot be deleted.`;
        }
        return undefined;
      },
    },
  ],
  empty: { bgp_community: "", edge_zone: "", flow_timeout_in_minutes: 0 },
  compute: ({ id, properties }) => filled(properties, { resourceGuid: guid(id) }),
  shows: ({ id }, cloud) => ({
    subnets: subnetsOf(id, cloud),
    virtualNetworkPeerings: cloud.partsOf(id, "virtualNetworkPeerings"),
  }),
};
