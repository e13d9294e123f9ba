import { elements, type Attributes } from "../protocol/values";
import type { Cloud } from "./cloud";
import { address, ipv4Text, ipv6Text, ranges, usable, type Range } from "./prefix";
import { at, objects, property } from "./resource";
import type { Resource } from "./resource";

export const isGatewaySubnet = (subnet: Resource | undefined) => subnet?.name.toLowerCase() === "gatewaysubnet";
export const subnetsOf = (networkId: string, cloud: Cloud) => cloud.partsOf(networkId, "subnets");
/** The prefixes of a subnet. */
export const prefixesOf = (subnet: Resource | undefined): Range[] => ranges(property(subnet, "addressPrefixes"));

/** The IP configurations of an interface or a gateway, each its properties. */
export const configurations = (resource: Resource): Attributes[] =>
  objects(property(resource, "ipConfigurations")).flatMap(({ properties }) => objects([properties ?? null]));
/** The id of what a value names. */
export const idIn = (value: Attributes, path: string): string => String(at(value, `${path}.id`));

/** Addresses of a subnet that are in use, by interfaces and gateways. */
function inUse(subnetId: string, id: string, cloud: Cloud): Set<bigint> {
  const texts = cloud
    .usersOf(subnetId)
    .filter((user) => user.id.toLowerCase() !== id.toLowerCase())
    .flatMap((user) => [
      ...configurations(user).map((one) => one.privateIPAddress),
      ...objects(property(user, "bgpSettings.bgpPeeringAddresses")).flatMap((one) =>
        elements(one.defaultBgpIpAddresses),
      ),
    ]);
  return new Set(texts.flatMap((text) => address(text)?.value ?? []));
}

/** The first addresses of a subnet that are free, in the family that is asked for. */
export function freeAddresses(subnetId: string, family: 4 | 6, count: number, id: string, cloud: Cloud): string[] {
  const subnet = prefixesOf(cloud.get(subnetId)).find((one) => one.family === family);
  if (!subnet) return [];
  const taken = inUse(subnetId, id, cloud);
  const { first, last } = usable(subnet);
  const found: string[] = [];
  for (let value = first; value <= last && found.length < count; value++) {
    if (!taken.has(value)) found.push(family === 4 ? ipv4Text(value) : ipv6Text(value));
  }
  return found;
}
