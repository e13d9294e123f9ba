import type { Resource } from "../cloud";
import type { AzureType } from "../azure-type";
import { oneOf } from "../checks";
import { parentOf } from "../ids";
import { address, inside, overlap, range, ranges, texts, type Range } from "../prefix";
import { subnetsOf, configurations } from "../subnets";
import { ADDRESS_PREFIXES } from "../rules/address-prefixes";
import { WRITES_MACHINE } from "../rules/machine-deletion";
import { inUse, nameOf } from "../rules/in-use";

/** Whether an address of this prefix belongs to an interface or a gateway. */
function isAllocated(prefix: string, user: Resource): boolean {
  // Azure spreads a gateway over all of GatewaySubnet.
  if (user.type === "azurerm_virtual_network_gateway") return true;
  const { first, last } = range(prefix)!;
  return configurations(user).some((one) => {
    const value = address(one.private_ip_address)?.value;
    return value !== undefined && value >= first && value <= last;
  });
}

export const subnet: AzureType = {
  path: "Microsoft.Network/virtualNetworks/<virtual_network_name>/subnets/<name>",
  completion: {
    replaces: ["name", "resource_group_name", "virtual_network_name"],
    defaults: {
      default_outbound_access_enabled: true,
      private_endpoint_network_policies: "Disabled",
      private_link_service_network_policies_enabled: true,
    },
  },
  checks: {
    private_endpoint_network_policies: oneOf("Disabled", "Enabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"),
  },
  exactlyOne: [["address_prefixes", "ip_address_pool"]],
  rules: [
    ADDRESS_PREFIXES,
    {
      code: "InUsePrefixCannotBeDeleted",
      on: ["update"],
      text: "IpPrefix <prefix> on Subnet <name> has active allocations and cannot be deleted.",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/11211",
      broken: ({ id, attributes: { name, address_prefixes } }, cloud) => {
        const kept = texts(address_prefixes);
        const gone = texts(cloud.get(id)?.attributes.address_prefixes).find(
          (prefix) => !kept.includes(prefix) && cloud.usersOf(id).some((user) => isAllocated(prefix, user)),
        );
        return gone && `IpPrefix ${gone} on Subnet ${name} has active allocations and cannot be deleted.`;
      },
    },
    {
      code: "NetcfgSubnetRangeOutsideVnet",
      text: "a prefix of a subnet lies outside of its network's address spaces",
      source: "https://github.com/MicrosoftDocs/azure-docs/pull/123869",
      broken: ({ id, attributes: { name, address_prefixes } }, cloud) => {
        const network = cloud.get(parentOf(id)!);
        const spaces = ranges(network?.attributes.address_space);
        const outside = texts(address_prefixes).find((text) => {
          const prefix = range(text);
          return prefix && !spaces.some((space) => inside(space, prefix));
        });
        return (
          outside &&
          `Subnet '${name}' is not valid because its IP address range ${outside} is outside the IP address range of virtual network '${network?.attributes.name}'`
        );
      },
    },
    {
      code: "NetcfgSubnetRangesOverlap",
      text: "a subnet overlaps another of its network",
      source: "https://github.com/MicrosoftDocs/azure-docs/pull/123869",
      broken: ({ id, attributes: { name, address_prefixes } }, cloud) => {
        const own = ranges(address_prefixes);
        const sibling = subnetsOf(parentOf(id)!, cloud).find(
          (other) =>
            other.id.toLowerCase() !== id.toLowerCase() &&
            ranges(other.attributes.address_prefixes).some((theirs) => own.some((one) => overlap(one, theirs))),
        );
        return sibling && `Subnet '${name}' is not valid because it overlaps with subnet '${sibling.attributes.name}'`;
      },
    },
    {
      code: "NetcfgInvalidSubnet",
      text: "an IPv4 prefix of a subnet is smaller than /29, or an IPv6 prefix is not a /64",
      source: "https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
      inferred:
        "the page has the sizes; the code is that of other invalid prefixes, as in https://github.com/hashicorp/terraform-provider-azurerm/issues/11525",
      broken: ({ attributes: { name, address_prefixes } }) => {
        const fits = ({ family, length }: Range) => (family === 6 ? length === 64 : length <= 29);
        const wrong = texts(address_prefixes).find((text) => range(text) && !fits(range(text)!));
        return (
          wrong && `Subnet '${name}' has the prefix ${wrong}; an IPv6 prefix must be a /64, an IPv4 one /29 or larger`
        );
      },
    },
    WRITES_MACHINE,
    inUse(
      "InUseSubnetCannotBeDeleted",
      { source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/688" },
      "Subnet <name> is in use by <id> and cannot be deleted.",
      (subnet, user) =>
        `Subnet ${nameOf(subnet)} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    ),
  ],
  empty: { sharing_scope: "" },
};
