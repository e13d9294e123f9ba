import { elements } from "../../protocol/values";
import type { AzureType } from "../azure-type";
import { oneOf } from "../checks";
import type { Resource } from "../resource";
import { parentOf } from "../ids";
import { address, inside, overlap, range, ranges, texts, type Range } from "../prefix";
import { ADDRESS_PREFIXES } from "../rules/address-prefixes";
import { inUse } from "../rules/in-use";
import { WRITES_MACHINE } from "../rules/machine-deletion";
import { configurations, prefixesOf, subnetsOf } from "../subnets";
import { enabled, filled, ids } from "../translation";
import { objects, property } from "../resource";

/** Whether an address of this prefix belongs to an interface or a gateway. */
function isAllocated(prefix: string, user: Resource): boolean {
  // Azure spreads a gateway over all of GatewaySubnet.
  if (user.type === "Microsoft.Network/virtualNetworkGateways") return true;
  const { first, last } = range(prefix)!;
  return configurations(user).some((one) => {
    const value = address(one.privateIPAddress)?.value;
    return value !== undefined && value >= first && value <= last;
  });
}

export const subnet: AzureType = {
  path: "Microsoft.Network/virtualNetworks/<virtual_network_name>/subnets/<name>",
  words: {
    default_outbound_access_enabled: "properties.defaultOutboundAccess",
    "delegation.service_delegation": "properties",
    "delegation.service_delegation.name": "serviceName",
    ip_address_pool: "properties.ipamPoolPrefixAllocations[]",
    "ip_address_pool.id": "pool.id",
    "ip_address_pool.allocated_ip_address_prefixes": "allocatedAddressPrefixes",
    private_link_service_network_policies_enabled: enabled("properties.privateLinkServiceNetworkPolicies"),
    service_endpoint_policy_ids: ids("properties.serviceEndpointPolicies"),
    service_endpoints: {
      path: "properties.serviceEndpoints",
      to: (value) => elements(value).map((service) => ({ service })),
      from: (value) => objects(value).map(({ service }) => service ?? null),
    },
  },
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
      broken: (resource, cloud) => {
        const { id, name } = resource;
        const kept = texts(property(resource, "addressPrefixes"));
        const gone = texts(property(cloud.get(id), "addressPrefixes")).find(
          (prefix) => !kept.includes(prefix) && cloud.usersOf(id).some((user) => isAllocated(prefix, user)),
        );
        return gone && `IpPrefix ${gone} on Subnet ${name} has active allocations and cannot be deleted.`;
      },
    },
    {
      code: "NetcfgSubnetRangeOutsideVnet",
      text: "a prefix of a subnet lies outside of its network's address spaces",
      source: "https://github.com/MicrosoftDocs/azure-docs/pull/123869",
      broken: (resource, cloud) => {
        const network = cloud.get(parentOf(resource.id)!);
        const spaces = ranges(property(network, "addressSpace.addressPrefixes"));
        const outside = texts(property(resource, "addressPrefixes")).find((text) => {
          const prefix = range(text);
          return prefix && !spaces.some((space) => inside(space, prefix));
        });
        return (
          outside &&
          `Subnet '${resource.name}' is not valid because its IP address range ${outside} is outside the IP address range of virtual network '${network?.name}'`
        );
      },
    },
    {
      code: "NetcfgSubnetRangesOverlap",
      text: "a subnet overlaps another of its network",
      source: "https://github.com/MicrosoftDocs/azure-docs/pull/123869",
      broken: (resource, cloud) => {
        const { id, name } = resource;
        const own = prefixesOf(resource);
        const sibling = subnetsOf(parentOf(id)!, cloud).find(
          (other) =>
            other.id.toLowerCase() !== id.toLowerCase() &&
            prefixesOf(other).some((theirs) => own.some((one) => overlap(one, theirs))),
        );
        return sibling && `Subnet '${name}' is not valid because it overlaps with subnet '${sibling.name}'`;
      },
    },
    {
      code: "NetcfgInvalidSubnet",
      text: "an IPv4 prefix of a subnet is smaller than /29, or an IPv6 prefix is not a /64",
      source: "https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
      inferred:
        "the page has the sizes; the code is that of other invalid prefixes, as in https://github.com/hashicorp/terraform-provider-azurerm/issues/11525",
      broken: (resource) => {
        const fits = ({ family, length }: Range) => (family === 6 ? length === 64 : length <= 29);
        const wrong = texts(property(resource, "addressPrefixes")).find((text) => range(text) && !fits(range(text)!));
        return (
          wrong &&
          `Subnet '${resource.name}' has the prefix ${wrong}; an IPv6 prefix must be a /64, an IPv4 one /29 or larger`
        );
      },
    },
    WRITES_MACHINE,
    inUse(
      "InUseSubnetCannotBeDeleted",
      { source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/688" },
      "Subnet <name> is in use by <id> and cannot be deleted.",
      (subnet, user) =>
        `Subnet ${subnet.name} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    ),
  ],
  compute: ({ properties }) =>
    filled(properties, {
      // What the portal has made has one of the two.
      ...(properties.addressPrefix && { addressPrefixes: [properties.addressPrefix] }),
      privateEndpointNetworkPolicies: "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
    }),
  keeps: ["networkSecurityGroup", "routeTable"],
  empty: { sharing_scope: "" },
};
