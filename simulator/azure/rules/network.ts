import { elements, isObject, type Attributes, type Value } from "../../protocol/values";
import type { Cloud, Resource } from "../cloud";
import { parentOf } from "../ids";
import { address, inside, overlap, range, usable, type Range } from "../prefix";
import type { Rule } from "./rule";

const FORBIDDEN = ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"].map(
  (text) => range(text)!,
);

const texts = (value: Value | undefined) => elements(value).map(String);
const ranges = (value: Value | undefined) => texts(value).flatMap((text) => range(text) ?? []);
const isGatewaySubnet = (subnet: Resource | undefined) =>
  String(subnet?.attributes.name).toLowerCase() === "gatewaysubnet";
const subnetsOf = (networkId: string, cloud: Cloud) =>
  cloud.childrenOf(networkId).filter(({ type }) => type === "azurerm_subnet");

/** @see https://learn.microsoft.com/azure/reliability/regions-list (September 2025) */
const WITHOUT_ZONES = new Set(
  (
    "australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth " +
    "koreasouth northcentralus norwaywest southafricawest southindia switzerlandwest uaecentral ukwest " +
    "westcentralus westindia westus"
  ).split(" "),
);

/** Whether a region has availability zones. */
export const hasZones = (location: Value | undefined): boolean =>
  !WITHOUT_ZONES.has(String(location).toLowerCase().replaceAll(" ", ""));

export const configurations = (resource: Resource): Attributes[] =>
  elements(resource.attributes.ip_configuration).filter(isObject);

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

/** Every other use of a public address: [the user, the address's id]. */
function sharedPublicIp(resource: Resource, cloud: Cloud): string | undefined {
  const ids = configurations(resource).flatMap(({ public_ip_address_id: id }) => (typeof id === "string" ? [id] : []));
  for (const [i, id] of ids.entries()) {
    if (ids.indexOf(id) !== i) return `Public IP address ${id} stands in two IP configurations of ${resource.id}`;
    const other = cloud.usersOf(id).find((user) => user.id.toLowerCase() !== resource.id.toLowerCase());
    if (other) return `Public IP address ${id} is already allocated to resource ${other.id}`;
  }
  return undefined;
}

export const NETWORK_RULES: readonly Rule[] = [
  {
    code: "InvalidAddressPrefixFormat",
    text: "a prefix is not in CIDR notation, or has host bits set",
    source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
    inferred: "the page has the rule; no public report shows the code",
    types: ["azurerm_virtual_network", "azurerm_subnet", "azurerm_local_network_gateway", "azurerm_route"],
    broken: ({ id, attributes: { address_space, address_prefixes, address_prefix } }) => {
      const given = [
        ...texts(address_space),
        ...texts(address_prefixes),
        ...(address_prefix ? [String(address_prefix)] : []),
      ];
      const wrong = given.find((text) => !range(text));
      return wrong && `Address prefix ${wrong} of resource ${id} is not in CIDR notation, or has host bits set`;
    },
  },
  {
    code: "AddressPrefixNotAllowed",
    text: "an address space overlaps multicast, loopback, link-local or Azure's own addresses",
    source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
    inferred: "the page has the rule; no public report shows the code",
    types: ["azurerm_virtual_network"],
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
    types: ["azurerm_virtual_network"],
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
    code: "InUsePrefixCannotBeDeleted",
    on: ["update"],
    types: ["azurerm_subnet"],
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
    types: ["azurerm_subnet"],
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
    types: ["azurerm_subnet"],
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
    types: ["azurerm_subnet"],
    broken: ({ attributes: { name, address_prefixes } }) => {
      const fits = ({ family, length }: Range) => (family === 6 ? length === 64 : length <= 29);
      const wrong = texts(address_prefixes).find((text) => range(text) && !fits(range(text)!));
      return (
        wrong && `Subnet '${name}' has the prefix ${wrong}; an IPv6 prefix must be a /64, an IPv4 one /29 or larger`
      );
    },
  },
  {
    code: "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
    types: ["azurerm_subnet_network_security_group_association"],
    text: "The operation failed because the network security group <name> can not be associated to the GatewaySubnet.",
    source: "https://github.com/Azure-Terraform/terraform-azurerm-virtual-network/issues/18",
    broken: ({ attributes: { subnet_id, network_security_group_id: group } }, cloud) =>
      isGatewaySubnet(cloud.get(String(subnet_id)))
        ? `The operation failed because the network security group ${String(group).split("/").at(-1)} can not be associated to the GatewaySubnet.`
        : undefined,
  },
  {
    code: "DefaultRouteNotSupportedOnGatewaySubnet",
    text: "the table of GatewaySubnet has a default route",
    source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
    inferred: "the page has the rule; no public report shows the code",
    types: ["azurerm_subnet_route_table_association", "azurerm_route"],
    broken: (resource, cloud) => {
      const isRoute = resource.type === "azurerm_route";
      const table = isRoute ? parentOf(resource.id)! : String(resource.attributes.route_table_id);
      const routes = isRoute ? [resource] : cloud.childrenOf(table);
      const attached = isRoute
        ? cloud.usersOf(table).filter(({ type }) => type === "azurerm_subnet_route_table_association")
        : [resource];
      const isDefault = routes.some(({ attributes: { address_prefix: to } }) => to === "0.0.0.0/0" || to === "::/0");
      const gateway = attached.some(({ attributes }) => isGatewaySubnet(cloud.get(String(attributes.subnet_id))));
      return isDefault && gateway
        ? `Route table ${table} has a default route, which is not supported on a GatewaySubnet`
        : undefined;
    },
  },
  {
    code: "InvalidNextHopIpAddress",
    text: "a route to a virtual appliance has no next hop of its own family, or another route has a next hop address",
    source: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
    inferred: "the page has the rule; no public report shows the code",
    types: ["azurerm_route"],
    broken: ({ id, attributes: { address_prefix, next_hop_type, next_hop_in_ip_address: hop } }) => {
      if (next_hop_type !== "VirtualAppliance") {
        return hop ? `Route ${id} has a next hop address, which goes with the type VirtualAppliance alone` : undefined;
      }
      const family = address(hop)?.family;
      if (!family) return `Route ${id} to a virtual appliance needs a next hop address; '${hop}' is none`;
      return family === range(address_prefix)?.family
        ? undefined
        : `Route ${id} leads from ${address_prefix} to ${hop}, which is of the other address family`;
    },
  },
  {
    code: "SecurityRuleConflict",
    text: "Security rule <name> conflicts with rule <name>. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.",
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/11137",
    types: ["azurerm_network_security_rule"],
    broken: ({ id, attributes: { name, priority, direction } }, cloud) => {
      const other = cloud
        .childrenOf(parentOf(id)!)
        .find(
          (rule) =>
            rule.id.toLowerCase() !== id.toLowerCase() &&
            rule.attributes.priority === priority &&
            rule.attributes.direction === direction,
        );
      return (
        other &&
        `Security rule ${other.attributes.name} conflicts with rule ${name}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`
      );
    },
  },
  {
    code: "SecurityRuleMixedAddressFamilies",
    text: "a rule has IPv4 and IPv6 addresses",
    source: "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    inferred: "the page has the rule; no public report shows the code",
    types: ["azurerm_network_security_rule"],
    broken: ({ id, attributes: a }) => {
      const given = [
        a.source_address_prefix,
        a.destination_address_prefix,
        ...elements(a.source_address_prefixes),
        ...elements(a.destination_address_prefixes),
      ];
      const families = given.flatMap((text) => range(text)?.family ?? address(text)?.family ?? []);
      return new Set(families).size > 1 ? `Security rule ${id} mixes IPv4 and IPv6 addresses` : undefined;
    },
  },
  {
    code: "OverlappingSubnetsNotPermittedInSecurityRule",
    text: "prefixes in one list of a rule overlap",
    source: "https://github.com/alan-turing-institute/data-safe-haven/issues/2077",
    types: ["azurerm_network_security_rule"],
    broken: ({ id, attributes: a }) => {
      for (const list of [ranges(a.source_address_prefixes), ranges(a.destination_address_prefixes)]) {
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
    types: ["azurerm_network_security_rule"],
    broken: ({ id, attributes: { priority } }) =>
      Number(priority) < 100 || Number(priority) > 4096
        ? `Security rule ${id} has priority ${priority}; it must lie between 100 and 4096`
        : undefined,
  },
  {
    code: "LocationNotSupportAvailabilityZones",
    types: ["azurerm_public_ip", "azurerm_linux_virtual_machine"],
    text: "The resource '<type>/<name>' does not support availability zones at location '<location>'.",
    source: "https://github.com/Azure/ALZ-Bicep/issues/981",
    broken: ({ id, attributes: { location, zone, zones } }) => {
      if (!(zone || elements(zones).length > 0) || hasZones(location)) return undefined;
      const resource = id.split("/").slice(6).join("/");
      return `The resource '${resource}' does not support availability zones at location '${location}'.`;
    },
  },
  {
    code: "StandardSkuPublicIPAddressMustBeStatic",
    by: "azurerm",
    text: "static IP allocation must be used when creating Standard SKU public IP addresses",
    source:
      "https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/internal/services/network/public_ip_resource.go",
    types: ["azurerm_public_ip"],
    broken: ({ attributes: { sku, allocation_method } }) =>
      sku === "Standard" && allocation_method !== "Static"
        ? "static IP allocation must be used when creating Standard SKU public IP addresses"
        : undefined,
  },
  {
    code: "PublicIPAddressInUse",
    text: "a public address is in use by another configuration",
    inferred:
      "two configurations can't share an address, as PublicIPAddressCannotBeDeleted shows; no public report shows this code",
    types: ["azurerm_network_interface", "azurerm_virtual_network_gateway"],
    broken: sharedPublicIp,
  },
  {
    code: "PrimaryIpConfigurationMustBeIPv4",
    text: "the first configuration of an interface is IPv6, or more than one is",
    source: "https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
    inferred: "the page has the rule; no public report shows the code",
    types: ["azurerm_network_interface"],
    broken: (nic) => {
      const all = configurations(nic);
      const ipv6 = all.filter((one) => one.private_ip_address_version === "IPv6");
      const primary = all.find((one) => one.primary === true) ?? all[0];
      if (primary && ipv6.includes(primary)) return `The primary IP configuration of ${nic.id} must be IPv4`;
      return ipv6.length > 1 ? `${nic.id} has ${ipv6.length} IPv6 configurations; one is allowed` : undefined;
    },
  },
  {
    code: "GatewaySubnet",
    types: ["azurerm_network_interface"],
    text: "an interface lies in GatewaySubnet",
    source: "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings",
    inferred: "the page has the rule; the code is that of public lists of Azure's codes for interfaces",
    broken: (nic, cloud) =>
      configurations(nic).some(({ subnet_id }) => isGatewaySubnet(cloud.get(String(subnet_id))))
        ? `${nic.id} cannot be in GatewaySubnet, which is for gateways alone`
        : undefined,
  },
  {
    code: "PrivateIPAddressNotInSubnet",
    text: "a static address lies outside of its subnet",
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/4225",
    types: ["azurerm_network_interface"],
    broken: (nic, cloud) => firstStatic(nic, cloud, (value, subnet) => value < subnet.first || value > subnet.last),
  },
  {
    code: "PrivateIPAddressInReservedRange",
    text: "a static address is one of those that Azure keeps in each subnet",
    source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/4225",
    types: ["azurerm_network_interface"],
    broken: (nic, cloud) =>
      firstStatic(nic, cloud, (value, subnet) => {
        const { first, last } = usable(subnet);
        return value >= subnet.first && value <= subnet.last && (value < first || value > last);
      }),
  },
  {
    code: "PrivateIPAddressIsAllocated",
    text: "IP configuration <id> is using the private IP address <address> which is already allocated to resource <id>.",
    source: "https://github.com/daniel-rhoades/acs-engine-terraform/issues/10",
    types: ["azurerm_network_interface"],
    broken: (nic, cloud) =>
      firstStatic(nic, cloud, (value, _, subnetId) =>
        cloud
          .usersOf(subnetId)
          .filter((other) => other.id.toLowerCase() !== nic.id.toLowerCase())
          .some((other) => configurations(other).some((one) => address(one.private_ip_address)?.value === value)),
      ),
  },
];

/** A sentence on the first static address of which `wrong` holds. */
function firstStatic(
  nic: Resource,
  cloud: Cloud,
  wrong: (value: bigint, subnet: Range, subnetId: string) => boolean,
): string | undefined {
  for (const { private_ip_address: text, private_ip_address_allocation, subnet_id } of configurations(nic)) {
    const given = private_ip_address_allocation === "Static" ? address(text) : undefined;
    const subnet = ranges(cloud.get(String(subnet_id))?.attributes.address_prefixes).find(
      ({ family }) => family === given?.family,
    );
    if (given && subnet && wrong(given.value, subnet, String(subnet_id))) {
      return `Static IP address ${text} of ${nic.id} cannot be used in subnet ${subnet_id}`;
    }
  }
  return undefined;
}
