import type { Cloud, Resource } from "../cloud";
import type { Rule } from "./rule";

const ISSUES = "https://github.com/hashicorp/terraform-provider-azurerm/issues";

/** What names a resource in one of its attributes. */
const userOf = ({ id }: Resource, cloud: Cloud) =>
  cloud.usersOf(id).find((one) => one.id.toLowerCase() !== id.toLowerCase());

/** A type that cannot be deleted while something uses it. */
const inUse = (
  code: string,
  type: string,
  evidence: Pick<Rule, "source" | "inferred">,
  text: string,
  says: (resource: Resource, user: Resource) => string,
): Rule => ({
  code,
  on: ["delete"],
  types: [type],
  text,
  ...evidence,
  broken: (resource, cloud) => {
    const user = userOf(resource, cloud);
    return user && says(resource, user);
  },
});

const NAMED = [
  "azurerm_subnet",
  "azurerm_virtual_network",
  "azurerm_public_ip",
  "azurerm_network_interface",
  "azurerm_network_security_group",
  "azurerm_route_table",
  "azurerm_resource_group",
];

const nameOf = ({ attributes }: Resource) => String(attributes.name);

/** The machines that a written resource belongs to: those of an interface, and those in a subnet. */
function machinesOf({ type, attributes }: Resource, cloud: Cloud): Resource[] {
  const ofInterface = (id: string) => cloud.usersOf(id).filter((user) => user.type === "azurerm_linux_virtual_machine");
  if (type === "azurerm_network_interface") return ofInterface(String(attributes.id));
  if (type === "azurerm_network_interface_security_group_association") {
    return ofInterface(String(attributes.network_interface_id));
  }
  const subnet = type === "azurerm_subnet" ? attributes.id : attributes.subnet_id;
  return cloud
    .usersOf(String(subnet))
    .filter((user) => user.type === "azurerm_network_interface")
    .flatMap(({ id }) => ofInterface(id));
}

const MARKED = (name: string) =>
  `Operation 'startTenantUpdate' is not allowed on VM '${name}' since the VM is marked for deletion. You can only retry the Delete operation (or wait for an ongoing one to complete).`;
const WRITES_MACHINE = {
  code: "OperationNotAllowed",
  late: true,
  text: MARKED("<name>"),
  source: `${ISSUES}/6669`,
  broken: (resource, cloud) => {
    const marked = machinesOf(resource, cloud).find(({ id }) => cloud.isMarkedForDeletion(id));
    return marked && MARKED(nameOf(marked));
  },
} as const satisfies Rule;
const LINKS = [
  "azurerm_network_interface_security_group_association",
  "azurerm_subnet_route_table_association",
  "azurerm_subnet_network_security_group_association",
];

/**
 * @param keepsGroupWithContents azurerm's feature `prevent_deletion_if_contains_resources`
 */
export function deletionRules(keepsGroupWithContents: () => boolean): readonly Rule[] {
  return [
    { ...WRITES_MACHINE, types: [...LINKS, "azurerm_network_interface", "azurerm_subnet"] },
    { ...WRITES_MACHINE, on: ["delete"], types: LINKS },
    inUse(
      "InUseSubnetCannotBeDeleted",
      "azurerm_subnet",
      { source: `${ISSUES}/688` },
      "Subnet <name> is in use by <id> and cannot be deleted.",
      (subnet, user) =>
        `Subnet ${nameOf(subnet)} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    ),
    {
      code: "InUseSubnetCannotBeDeleted",
      on: ["delete"],
      types: ["azurerm_virtual_network"],
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
    inUse(
      "PublicIPAddressCannotBeDeleted",
      "azurerm_public_ip",
      { source: `${ISSUES}/2566` },
      "Public IP address <id> can not be deleted since it is still allocated to resource <id>.",
      (ip, user) =>
        `Public IP address ${ip.id} can not be deleted since it is still allocated to resource ${user.id}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`,
    ),
    {
      code: "NicInUse",
      on: ["delete"],
      types: ["azurerm_network_interface"],
      text: "Network Interface <id> is used by existing resource <id>. In order to delete the network interface, it must be dissociated from the resource.",
      source: `${ISSUES}/8105`,
      broken: (nic, cloud) => {
        const user = cloud.usersOf(nic.id).find(({ type }) => type === "azurerm_linux_virtual_machine");
        return (
          user &&
          `Network Interface ${nic.id} is used by existing resource ${user.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`
        );
      },
    },
    inUse(
      "InUseNetworkSecurityGroupCannotBeDeleted",
      "azurerm_network_security_group",
      { inferred: "the code is in many public logs and in none of the threads looked at; the words are close to it" },
      "Network security group <id> cannot be deleted because it is in use by the following resources: <id>.",
      (group, user) =>
        `Network security group ${group.id} cannot be deleted because it is in use by the following resources: ${user.id}.`,
    ),
    inUse(
      "InUseRouteTableCannotBeDeleted",
      "azurerm_route_table",
      { inferred: "the code is in public lists of Azure's codes; the words are a guess" },
      "Route table <id> is in use and cannot be deleted.",
      (table) => `Route table ${nameOf(table)} is in use and cannot be deleted.`,
    ),
    {
      code: "ResourceInUse",
      on: ["delete"],
      text: "the resource is in use by another",
      inferred: "stands for the codes of all other types, such as a gateway with connections, of which none is known",
      broken: (resource, cloud) => {
        if (NAMED.includes(resource.type)) return undefined;
        const user = userOf(resource, cloud);
        return user && `${resource.id} is in use by ${user.id}`;
      },
    },
    {
      code: "ResourceGroupNotEmpty",
      by: "azurerm",
      on: ["delete"],
      types: ["azurerm_resource_group"],
      text: "deleting Resource Group <name>: the Resource Group still contains Resources. (Unless its feature prevent_deletion_if_contains_resources is off; Azure then deletes them too. azurerm tries for ten minutes first.)",
      source:
        "https://github.com/hashicorp/terraform-provider-azurerm/blob/v5.2.0/internal/services/resource/custompollers/resource_group_prevent_delete_poller.go",
      broken: (group, cloud) => {
        const left = cloud.childrenOf(group.id);
        return left.length > 0 && keepsGroupWithContents() ? stillContains(nameOf(group), left) : undefined;
      },
    },
  ];
}

/** The words of azurerm. */
const stillContains = (
  name: string,
  left: readonly Resource[],
) => `deleting Resource Group "${name}": the Resource Group still contains Resources.

Terraform is configured to check for Resources within the Resource Group when deleting the Resource Group - and
raise an error if nested Resources still exist to avoid unintentionally deleting these Resources.

Terraform has detected that the following Resources still exist within the Resource Group:

${left
  .map(({ id }) => `* \`${id}\``)
  .sort()
  .join("\n")}

This feature is intended to avoid the unintentional destruction of nested Resources provisioned through some
other means (for example, an ARM Template Deployment) - as such you must either remove these Resources, or
disable this behaviour using the feature flag \`prevent_deletion_if_contains_resources\` within the \`features\`
block when configuring the Provider.`;

/** Removes a resource with what lies in it, such as rules and routes. */
export function removeWithContents({ type, id }: Resource, cloud: Cloud): void {
  const within =
    type === "azurerm_resource_group"
      ? cloud.all().filter((one) => one.id.toLowerCase().startsWith(`${id.toLowerCase()}/`))
      : cloud.childrenOf(id);
  for (const inner of within) cloud.remove(inner.id);
  cloud.remove(id);
}
