import { STATUS_CODES } from "node:http";
import type { Operation } from "../faults";

/**
 * azurerm's messages, as it puts them together from a resource's id, the call of its SDK and Azure's
 * answer.
 *
 * @see https://github.com/hashicorp/go-azure-sdk/blob/main/sdk/client/client.go
 * @see https://github.com/hashicorp/go-azure-sdk/blob/main/sdk/client/resourcemanager/errors.go
 */

/** One request to Azure, for the message of its failure. */
export interface Call {
  readonly operation: Operation;
  /** Terraform's resource type. */
  readonly type: string;
  readonly id: string;
  /** The call writes the key of a connection, for which Azure has an address of its own. */
  readonly sharedKey?: boolean;
}

const VERBS = { create: "creating", read: "retrieving", update: "updating", delete: "deleting" } as const;

/** Links are written by a write of one of their ends. */
const LINKS: Readonly<Record<string, string>> = {
  azurerm_network_interface_security_group_association: "Security Group Association",
  azurerm_subnet_network_security_group_association: "Network Security Group Association",
  azurerm_subnet_route_table_association: "Route Table Association",
};

const words = (segment: string) => {
  const spaced = segment.replace(/[A-Z]/g, (letter) => ` ${letter}`);
  return spaced[0]!.toUpperCase() + spaced.slice(1);
};
/** azurerm's own plural stays in the name of a public address. */
const singular = (text: string) => text.replace(/sses$/, "ss").replace(/([^s])s$/, "$1");
const nameOf = (segment: string) => (segment === "publicIPAddresses" ? words(segment) : singular(words(segment)));

/** `Subnet (Subscription: "…"\nResource Group Name: "rg"\nVirtual Network Name: "vnet"\nSubnet Name: "apps")` */
export function describe(id: string): string {
  const [, , subscription, , group, , , ...path] = id.split("/");
  const parts = [`Subscription: "${subscription}"`];
  if (group !== undefined) parts.push(`Resource Group Name: "${group}"`);
  for (let i = 0; i < path.length; i += 2) parts.push(`${nameOf(path[i]!)} Name: "${path[i + 1]}"`);
  const type = path.at(-2);
  return `${type ? singular(words(type)) : "Resource Group"} (${parts.join("\n")})`;
}

function subject({ operation, type, id, sharedKey }: Call): string {
  if (sharedKey) return `updating Shared Key for ${describe(id)}`;
  const link = LINKS[type];
  const end = id.split("|")[0]!;
  if (!link) return `${VERBS[operation]} ${type === "azurerm_linux_virtual_machine" ? "Linux " : ""}${describe(end)}`;
  if (operation !== "delete") return `updating ${link} for ${describe(end)}`;
  return end === id ? `removing ${link} from ${describe(end)}` : `updating ${describe(end)}`;
}

function method({ operation, type, sharedKey }: Call): string {
  if (sharedKey) return "SetSharedKey";
  return operation === "delete" && !LINKS[type] ? "Delete" : "CreateOrUpdate";
}

/** Azure has refused a request. */
export function refused(call: Call, status: number, code: string, detail: string): string {
  const performing = call.operation === "read" ? "" : `performing ${method(call)}: `;
  return `${subject(call)}: ${performing}unexpected status ${status} (${status} ${STATUS_CODES[status]}) with error: ${code}: ${detail}`;
}

/** Azure has accepted a request, and the operation has then failed. */
export function failedLater(call: Call, code: string, detail: string): string {
  const body = JSON.stringify({ status: "Failed", error: { code, message: detail } });
  return `${subject(call)}: polling after ${method(call)}: polling failed: the Azure API returned the following error:

Status: "Failed"
Code: "${code}"
Message: ${JSON.stringify(detail)}
Activity Id: ""

---

API Response:

----[start]----
${body}
-----[end]-----
`;
}

/** azurerm has stopped to wait for an operation that Azure had accepted. */
export function unanswered(call: Call, reason: "context deadline exceeded" | "context canceled"): string {
  const polling = call.operation === "read" ? "" : `polling after ${method(call)}: `;
  return `${subject(call)}: ${polling}${reason}`;
}

/** @see https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/sdk/framework_resource.go */
export function exists(type: string, id: string): string {
  return `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`;
}

/** A data source is not there. */
export const notFound = (description: string): string => `${description} was not found`;
