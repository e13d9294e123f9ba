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

export const configurations = (resource: Resource): Attributes[] =>
  elements(resource.attributes.ip_configuration).filter(isObject);

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
    broken: ({ id, attributes }, cloud) => {
      const spaces = ranges(attributes.address_space);
      const left = subnetsOf(id, cloud).find(({ attributes: { address_prefixes } }) =>
        ranges(address_prefixes).some((prefix) => !spaces.some((space) => inside(space, prefix))),
      );
      return left && `A prefix of virtual network ${id} is still used by subnet ${left.attributes.name}`;
    },
  },
  {
    code: "NetcfgSubnetRangeOutsideVnet",
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
    code: "NetworkSecurityGroupNotSupportedOnGatewaySubnet",
    types: ["azurerm_subnet_network_security_group_association"],
    broken: ({ attributes: { subnet_id } }, cloud) =>
      isGatewaySubnet(cloud.get(String(subnet_id)))
        ? `Network security groups are not supported on GatewaySubnet ${subnet_id}`
        : undefined,
  },
  {
    code: "DefaultRouteNotSupportedOnGatewaySubnet",
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
    types: ["azurerm_network_security_rule"],
    broken: ({ id, attributes: { priority, direction } }, cloud) => {
      const other = cloud
        .childrenOf(parentOf(id)!)
        .find(
          (rule) =>
            rule.id.toLowerCase() !== id.toLowerCase() &&
            rule.attributes.priority === priority &&
            rule.attributes.direction === direction,
        );
      return (
        other && `Security rule ${other.attributes.name} conflicts with ${id}: same priority ${priority} and direction`
      );
    },
  },
  {
    code: "SecurityRuleMixedAddressFamilies",
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
    types: ["azurerm_network_security_rule"],
    broken: ({ id, attributes: { priority } }) =>
      Number(priority) < 100 || Number(priority) > 4096
        ? `Security rule ${id} has priority ${priority}; it must lie between 100 and 4096`
        : undefined,
  },
  {
    code: "StandardSkuPublicIPAddressMustBeStatic",
    types: ["azurerm_public_ip"],
    broken: ({ attributes: { sku, allocation_method } }) =>
      sku === "Standard" && allocation_method !== "Static"
        ? "static IP allocation must be used when creating Standard SKU public IP addresses"
        : undefined,
  },
  {
    code: "PublicIPAddressInUse",
    types: ["azurerm_network_interface", "azurerm_virtual_network_gateway"],
    broken: sharedPublicIp,
  },
  {
    code: "PrimaryIpConfigurationMustBeIPv4",
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
    code: "NicInGatewaySubnet",
    types: ["azurerm_network_interface"],
    broken: (nic, cloud) =>
      configurations(nic).some(({ subnet_id }) => isGatewaySubnet(cloud.get(String(subnet_id))))
        ? `${nic.id} cannot be in GatewaySubnet, which is for gateways alone`
        : undefined,
  },
  {
    code: "PrivateIPAddressNotInSubnet",
    types: ["azurerm_network_interface"],
    broken: (nic, cloud) => firstStatic(nic, cloud, (value, subnet) => value < subnet.first || value > subnet.last),
  },
  {
    code: "PrivateIPAddressInReservedRange",
    types: ["azurerm_network_interface"],
    broken: (nic, cloud) =>
      firstStatic(nic, cloud, (value, subnet) => {
        const { first, last } = usable(subnet);
        return value >= subnet.first && value <= subnet.last && (value < first || value > last);
      }),
  },
  {
    code: "PrivateIPAddressIsAllocated",
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
