import { contains, parsePrefix } from "../lib/addressing/cidr";
import { familyOf } from "../lib/model/dual-stack";
import { resolve, type Stacks } from "./references";
import { readState, type State, type StateResource } from "./state";
import { stacks, stateFile, synthesizedStacks } from "./synthesized";

/** What Azure would refuse of the change to what is synthesized now. */
export function refused(home: string): string[] {
  const states = stacks(home).map((stack) => [stack, readState(stateFile(home, stack))] as const);
  return refusals(synthesizedStacks(home), Object.fromEntries(states));
}

/**
 * Says which changes of the synthesized stacks Azure refuses at every run, and only after the rest of
 * the change was made: routes and rules go first, so that a site would be cut off. Terraform's plan
 * cannot know that.
 *
 * @param states the state of each stack that has one
 * @returns a text for each refusal: stack, old value, new value, reason and way out
 */
export function refusals(stacks: Stacks, states: Readonly<Record<string, State>>): string[] {
  return Object.entries(states).flatMap(([stack, { resources }]) =>
    resources.flatMap((resource) => {
      const wanted = attributesOf(stacks, stack, resource);
      if (!wanted) return lostInterface(stacks, stack, resource, resources);
      const refused = { stack, stacks, resource, wanted, all: resources };
      if (resource.type === "azurerm_resource_group") return movedRegion(refused);
      return resource.type === "azurerm_subnet" ? [...lostPrefix(refused), ...replacedSubnet(refused)] : [];
    }),
  );
}

interface Candidate {
  readonly stack: string;
  readonly stacks: Stacks;
  readonly resource: StateResource;
  /** The resource's attributes as synthesized. */
  readonly wanted: Readonly<Record<string, unknown>>;
  /** Every resource of the stack's state. */
  readonly all: readonly StateResource[];
}

/** Terraform deletes an interface before it changes the machine that has it, and Azure deletes none that a machine has. */
function lostInterface(
  stacks: Stacks,
  stack: string,
  resource: StateResource,
  all: readonly StateResource[],
): string[] {
  const has = ({ attributes }: StateResource) =>
    texts(attributes.network_interface_ids).includes(resource.id.toLowerCase());
  const staying = all.filter((one) => has(one) && attributesOf(stacks, stack, one));
  if (staying.length === 0) return [];
  return [
    `${stack}: the interface ${String(resource.attributes.name)} would go, and ${names(staying)}, which has it, would stay. Azure deletes no interface of a machine (NicInUse). Take the old topology back; or ${way(stack)}`,
  ];
}

/** The local network gateways are made before the old ones go, in another region under the same name. */
function movedRegion({ stack, stacks, resource, wanted }: Candidate): string[] {
  const plain = (region: unknown) => String(region).replaceAll(" ", "").toLowerCase();
  const [old, region] = [resource.attributes.location, resolve(stacks, stack, wanted.location)];
  // Text that is not literal, such as a data source's, is known to Terraform alone.
  if (region === undefined || plain(old) === plain(region)) return [];
  return [
    `${stack}: the region would change from ${String(old)} to ${region}. Everything would be replaced, and a name that is still taken ends it half-way ("already exists"). To move it, ${way(stack)}`,
  ];
}

/** @see https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet */
function lostPrefix({ stack, stacks, resource, wanted, all }: Candidate): string[] {
  const users = usersOf(resource, all);
  const [before, after] = [texts(resource.attributes.address_prefixes), texts(wanted.address_prefixes)];
  const lost = before.filter((prefix) => !after.includes(prefix));
  // Texts that are not literal are known to Terraform alone.
  if (users.length === 0 || lost.length === 0 || after.some((prefix) => prefix.includes("${"))) return [];
  const network = /^\$\{(\w+)\.([\w-]+)\.\w+\}$/.exec(String(wanted.virtual_network_name));
  const space = texts(stacks[stack]!.resource?.[network?.[1] ?? ""]?.[network?.[2] ?? ""]?.address_space);
  const fits = lost.every((prefix) => space.some((outer) => holds(outer, prefix)));
  const role = pathOf(wanted)?.split("/").at(-1) ?? String(resource.attributes.name);
  const pins = lost.map((prefix) => `...subnets.${role}.${prefix.includes(":") ? "ipv6" : "ipv4"}: "${prefix}"`);
  const pin = fits ? `Keep the old value in the config, ${pins.join(" and ")}; or ` : "To move it, ";
  return [
    `${stack}: subnet ${String(resource.attributes.name)} would change from ${before.join(", ")} to ${after.join(", ")}. Azure gives up no prefix in use (InUsePrefixCannotBeDeleted), and ${names(users)} ${users.length === 1 ? "uses" : "use"} ${lost.join(" and ")}. ${pin}${way(stack)}`,
  ];
}

/** A subnet under another name is another subnet, and the old one cannot go while something stays in it. */
function replacedSubnet({ stack, stacks, resource, all }: Candidate): string[] {
  if (!isReplaced(stacks, stack, resource)) return [];
  // A gateway does not stay: azurerm replaces it when its subnet is another.
  const staying = usersOf(resource, all).filter(
    (user) => user.type === "azurerm_network_interface" && !isReplaced(stacks, stack, user),
  );
  if (staying.length === 0) return [];
  return [
    `${stack}: subnet ${String(resource.attributes.name)} would be replaced, and ${names(staying)} would stay in it. Azure deletes no subnet in use (InUseSubnetCannotBeDeleted). Take the old names of network, subnet and router back; or ${way(stack)}`,
  ];
}

const way = (stack: string) =>
  `destroy the stack first (npm start -- destroy ${stack}), then deploy it with the new value.`;

/** Whether one of the names that a resource's id is made of changes. */
function isReplaced(stacks: Stacks, stack: string, resource: StateResource): boolean {
  const wanted = attributesOf(stacks, stack, resource);
  if (!wanted) return true;
  return ["name", "resource_group_name", "virtual_network_name"].some((key) => {
    const text = resolve(stacks, stack, wanted[key]);
    const old = resource.attributes[key];
    return text !== undefined && typeof old === "string" && old.toLowerCase() !== text.toLowerCase();
  });
}

function attributesOf(stacks: Stacks, stack: string, { type, address }: StateResource) {
  return stacks[stack]?.resource?.[type]?.[address.slice(type.length + 1)];
}

/** Network interfaces and gateways that have an address in a subnet. */
function usersOf(subnet: StateResource, all: readonly StateResource[]): StateResource[] {
  return all.filter(({ attributes: { ip_configuration: configurations } }) =>
    Array.isArray(configurations)
      ? configurations.some(
          (one: { readonly subnet_id?: unknown }) => String(one.subnet_id).toLowerCase() === subnet.id.toLowerCase(),
        )
      : false,
  );
}

const names = (resources: readonly StateResource[]) =>
  resources.map(({ attributes }) => String(attributes.name)).join(", ");

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map((one) => String(one).toLowerCase()) : []);

function holds(outer: string, inner: string): boolean {
  const prefix = (text: string) => parsePrefix(text, familyOf(text));
  try {
    return contains(prefix(outer), prefix(inner));
  } catch {
    return false;
  }
}

/** The construct's path, as cdktf notes it. */
function pathOf(attributes: Readonly<Record<string, unknown>>): string | undefined {
  const { metadata } = (attributes["//"] ?? {}) as { readonly metadata?: { readonly path?: string } };
  return metadata?.path;
}
