import { elements, isObject, type Attributes } from "../protocol/values";
import type { Cloud, Resource } from "./cloud";
import { address, ipv4Text, ipv6Text, ranges, usable } from "./prefix";

export const isGatewaySubnet = (subnet: Resource | undefined) =>
  String(subnet?.attributes.name).toLowerCase() === "gatewaysubnet";
export const subnetsOf = (networkId: string, cloud: Cloud) =>
  cloud.childrenOf(networkId).filter(({ type }) => type === "azurerm_subnet");

export const configurations = (resource: Pick<Resource, "attributes">): Attributes[] =>
  elements(resource.attributes.ip_configuration).filter(isObject);

/** Addresses of a subnet that are in use, by interfaces and gateways. */
function inUse(subnetId: string, id: string, cloud: Cloud): Set<bigint> {
  const texts = cloud
    .usersOf(subnetId)
    .filter((user) => user.id.toLowerCase() !== id.toLowerCase())
    .flatMap(({ attributes }) => [
      ...configurations({ attributes }).map((one) => one.private_ip_address),
      ...elements(attributes.bgp_settings)
        .filter(isObject)
        .flatMap((settings) => elements(settings.peering_addresses).filter(isObject))
        .flatMap((peering) => elements(peering.default_addresses)),
    ]);
  return new Set(texts.flatMap((text) => address(text)?.value ?? []));
}

/** The first addresses of a subnet that are free, in the family that is asked for. */
export function freeAddresses(subnetId: string, family: 4 | 6, count: number, id: string, cloud: Cloud): string[] {
  const subnet = ranges(cloud.get(subnetId)?.attributes.address_prefixes).find((one) => one.family === family);
  if (!subnet) return [];
  const taken = inUse(subnetId, id, cloud);
  const { first, last } = usable(subnet);
  const found: string[] = [];
  for (let value = first; value <= last && found.length < count; value++) {
    if (!taken.has(value)) found.push(family === 4 ? ipv4Text(value) : ipv6Text(value));
  }
  return found;
}
