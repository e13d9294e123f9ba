import type { Cloud, Resource } from "../cloud";
import type { Rule } from "./rule";

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
/** Holds for what writes an interface or a subnet. */
export const WRITES_MACHINE = {
  code: "OperationNotAllowed",
  late: true,
  text: MARKED("<name>"),
  source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/6669",
  broken: (resource, cloud) => {
    const marked = machinesOf(resource, cloud).find(({ id }) => cloud.isMarkedForDeletion(id));
    return marked && MARKED(String(marked.attributes.name));
  },
} as const satisfies Rule;
/** The same where a link goes, which is a write too. */
export const UNLINKS_MACHINE: Rule = { ...WRITES_MACHINE, on: ["delete"] };
