import type { Cloud, Resource } from "../cloud";
import { type AzureType, NAMED } from "../azure-type";
import { between, notEmpty } from "../checks";
import { guid } from "../computed";
import { inside, overlap, range, ranges, texts } from "../prefix";
import { subnetsOf } from "../subnets";
import { ADDRESS_PREFIXES } from "../rules/address-prefixes";
import { nameOf, userOf } from "../rules/in-use";

const childrenOf = ({ id }: Resource, type: string, cloud: Cloud) =>
  cloud.childrenOf(id).filter((child) => child.type === type);
const linkOf = (id: string, type: string, cloud: Cloud) => cloud.usersOf(id).find((user) => user.type === type);

const FORBIDDEN = ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"].map(
  (text) => range(text)!,
);

export const virtualNetwork: AzureType = {
  path: "Microsoft.Network/virtualNetworks/<name>",
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
      broken: ({ id, attributes }) => {
        const wrong = texts(attributes.address_space).find((text) => {
          const space = range(text);
          return space && FORBIDDEN.some((one) => overlap(one, space));
        });
        return wrong && `Address prefix ${wrong} of virtual network ${id} lies in a range that Azure keeps`;
      },
    },
    {
      code: "InUsePrefixCannotBeDeleted",
      text: "an address space goes in which a subnet lies",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/19781",
      inferred: "the thread has the refusal; the code is that of the like refusal for subnets",
      broken: ({ id, attributes }, cloud) => {
        const spaces = ranges(attributes.address_space);
        const left = subnetsOf(id, cloud).find(({ attributes: { address_prefixes } }) =>
          ranges(address_prefixes).some((prefix) => !spaces.some((space) => inside(space, prefix))),
        );
        return left && `A prefix of virtual network ${id} is still used by subnet ${left.attributes.name}`;
      },
    },
    {
      code: "InUseSubnetCannotBeDeleted",
      on: ["delete"],
      text: "Subnet <name> is in use by <id> and cannot be deleted.",
      source: "https://github.com/actions/runner-images/issues/7691",
      broken: ({ id }, cloud) => {
        for (const subnet of cloud.childrenOf(id)) {
          const user = userOf(subnet, cloud);
          if (user) return `Subnet ${nameOf(subnet)} is in use by ${user.id} and cannot be deleted.`;
        }
        return undefined;
      },
    },
  ],
  empty: { bgp_community: "", edge_zone: "", flow_timeout_in_minutes: 0 },
  derived: {
    subnet: (network, cloud) =>
      childrenOf(network, "azurerm_subnet", cloud).map(({ id, attributes }) => {
        const link = (kind: string) => linkOf(id, `azurerm_subnet_${kind}_association`, cloud)?.attributes;
        return {
          ...attributes,
          route_table_id: link("route_table")?.route_table_id ?? null,
          security_group: link("network_security_group")?.network_security_group_id ?? null,
        };
      }),
  },
  compute: (_, id) => ({ guid: guid(id) }),
};
