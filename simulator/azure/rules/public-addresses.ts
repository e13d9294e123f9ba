import type { Cloud } from "../cloud";
import { texts } from "../prefix";
import { configurations } from "../subnets";
import { at } from "../resource";
import { holderOf } from "./in-use";
import type { Rule } from "./rule";
import type { Resource } from "../resource";

/** Every other use of a public address: [the user, the address's id]. */
function sharedPublicIp(resource: Resource, cloud: Cloud): string | undefined {
  const ids = texts(configurations(resource).flatMap((one) => at(one, "publicIPAddress.id") ?? []));
  for (const [i, id] of ids.entries()) {
    if (ids.indexOf(id) !== i) return `Public IP address ${id} stands in two IP configurations of ${resource.id}`;
    const other = holderOf(id, cloud, resource.id);
    if (other) return `Public IP address ${id} is already allocated to resource ${other.id}`;
  }
  return undefined;
}

export const PUBLIC_ADDRESSES: Rule = {
  code: "PublicIPAddressInUse",
  text: "a public address is in use by another configuration",
  inferred:
    "two configurations can't share an address, as PublicIPAddressCannotBeDeleted shows; no public report shows this code",
  broken: sharedPublicIp,
};
