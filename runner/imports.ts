import type { Connection } from "../lib/model/site";
import { nameOf } from "./azure-door";
import { resolve, type Stacks } from "./references";

/** A resource that Azure has and no state knows, and where Terraform wants it. */
export interface Import {
  readonly stack: string;
  readonly address: string;
  readonly id: string;
}

/** Types whose id is that of another resource, or is made of it, and the attribute that names that resource. */
const LINKS: Readonly<Record<string, string>> = {
  azurerm_network_interface_security_group_association: "network_interface_id",
  azurerm_subnet_network_security_group_association: "subnet_id",
  azurerm_subnet_route_table_association: "subnet_id",
};

/** Attributes that name what a resource's id is made of. */
const SEGMENTS = [
  "name",
  "resource_group_name",
  "virtual_network_name",
  "network_security_group_name",
  "route_table_name",
  "publisher",
  "offer",
  "plan",
];

/** What the gateway's stack has for each WAN of a site: Azure's word for it, and what holds its name, in the order of an import. */
const CONNECTED = {
  azurerm_local_network_gateway: { word: "localNetworkGateways", key: "localNetworkGateway" },
  azurerm_virtual_network_gateway_connection: { word: "connections", key: "name" },
} as const;

/** These connections and their local network gateways, by the ids that Azure has for them where they are there. */
export function connectedImports(
  stacks: Stacks,
  subscription: string,
  connections: readonly Pick<Connection, "name" | "localNetworkGateway">[],
): Import[] {
  return Object.entries(CONNECTED).flatMap(([type, { word, key }]) =>
    Object.entries(stacks).flatMap(([stack, json]) =>
      Object.entries(json.resource?.[type] ?? {}).flatMap(([id, attributes]) => {
        const [group, name] = [attributes.resource_group_name, attributes.name].map((one) =>
          resolve(stacks, stack, one),
        );
        if (group === undefined || !connections.some((connection) => connection[key] === name)) return [];
        const inGroup = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network`;
        return [{ stack, address: `${type}.${id}`, id: `${inGroup}/${word}/${name}` }];
      }),
    ),
  );
}

/** Resources that a run has met in Azure and not in the state, from what it has printed, on one line (azurerm's ImportAsExistsError). */
export function existing(printed: string): { readonly type: string; readonly id: string; readonly address?: string }[] {
  const pattern =
    /A resource with the ID "([^"]+)" already exists - to be managed via Terraform this resource needs to be imported into the State\. Please see the resource documentation for "(\w+)" for more information\.(?: with ([\w.-]+)(?: \([^)]*\))?,)?/g;
  const found = [...printed.matchAll(pattern)].map(([, id, type, address]) => ({ id: id!, type: type!, address }));
  // Printed more than once, perhaps, and with its address in one of the places only, which goes last.
  found.sort((a, b) => Number(a.address !== undefined) - Number(b.address !== undefined));
  return [...new Map(found.map((one) => [nameOf(one), one])).values()];
}

/** Where in the synthesized stacks a resource of Azure belongs; undefined where no stack wants it. */
export function importOf(
  { type, id, address }: { readonly type: string; readonly id: string; readonly address?: string },
  stacks: Stacks,
): Import | undefined {
  const found = Object.entries(stacks).flatMap(([stack, json]) =>
    Object.keys(json.resource?.[type] ?? {})
      .filter((name) => address === undefined || address === `${type}.${name}`)
      .filter((name) => isIn(id, segments(stacks, stack, type, name)))
      .map((name) => ({ stack, address: `${type}.${name}`, id })),
  );
  return found[0];
}

/** The names that the id of a resource must hold. */
function segments(stacks: Stacks, stack: string, type: string, name: string): string[] {
  const attributes = stacks[stack]!.resource![type]![name]!;
  const link = LINKS[type];
  if (link) {
    const target = /^\$\{(\w+)\.([\w-]+)\.id\}$/.exec(String(attributes[link]));
    return target && stacks[stack]!.resource?.[target[1]!]?.[target[2]!]
      ? segments(stacks, stack, target[1]!, target[2]!)
      : [];
  }
  return SEGMENTS.flatMap((key) => {
    const value = resolve(stacks, stack, attributes[key]);
    return value === undefined ? [] : [value];
  });
}

function isIn(id: string, names: readonly string[]): boolean {
  const segments = id.toLowerCase().split(/[/|]/);
  return names.length > 0 && names.every((name) => segments.includes(name.toLowerCase()));
}
