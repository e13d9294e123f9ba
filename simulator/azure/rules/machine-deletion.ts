import type { Cloud } from "../cloud";
import type { Rule } from "./rule";
import type { Resource } from "../resource";

const INTERFACE = "Microsoft.Network/networkInterfaces";

/** The machines that a written resource belongs to: those of an interface, and those in a subnet. */
function machinesOf({ type, id }: Resource, cloud: Cloud): Resource[] {
  const usersOf = (used: string, user: string) => cloud.usersOf(used).filter((one) => one.type === user);
  const nics = type === INTERFACE ? [id] : usersOf(id, INTERFACE).map((nic) => nic.id);
  return nics.flatMap((nic) => usersOf(nic, "Microsoft.Compute/virtualMachines"));
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
    return marked && MARKED(marked.name);
  },
} as const satisfies Rule;
/** The same where a link goes, which is a write too. */
export const UNLINKS_MACHINE: Rule = { ...WRITES_MACHINE, on: ["delete"] };
