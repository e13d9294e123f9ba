import { ProviderError, type Provider, type ResourceType } from "../protocol/provider";
import { equal, type Attributes } from "../protocol/values";
import { FAULT_ERRORS, type Faults, type Operation } from "../faults";
import type { Cloud, Resource } from "./cloud";
import { COMPLETIONS } from "./completions";
import { compute } from "./computed";
import { idOf, keyOf } from "./ids";
import { providerBlock, recordedBlock } from "./recorded";
import { imported, readBack, written } from "./readback";
import { COMMON_RULES } from "./rules/common";
import { computeRules } from "./rules/compute";
import { deletionRefused } from "./rules/deletion";
import { GATEWAY_RULES } from "./rules/gateway";
import { NETWORK_RULES } from "./rules/network";
import type { Rule } from "./rules/rule";
import { validate } from "./validations";

export interface AzurermProps {
  readonly cloud: Cloud;
  readonly faults: Faults;
  /** Resource types to serve; each must be in the recorded schema. */
  readonly types: readonly string[];
  /** Whether the subscription has accepted every marketplace image's terms. */
  readonly termsAccepted: boolean;
}

const NO_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** The provider azurerm, in front of a simulated cloud. */
export class Azurerm implements Provider {
  readonly name = "azurerm";
  readonly block = providerBlock;
  readonly types: Readonly<Record<string, ResourceType>>;
  private readonly rules: readonly Rule[];
  private subscription = NO_SUBSCRIPTION;

  constructor(private readonly props: AzurermProps) {
    this.rules = [...COMMON_RULES, ...NETWORK_RULES, ...GATEWAY_RULES, ...computeRules(props.termsAccepted)];
    this.types = Object.fromEntries(props.types.map((type) => [type, this.resourceType(type)]));
  }

  configure({ subscription_id: id }: Attributes): string[] {
    this.subscription = typeof id === "string" ? id : process.env.ARM_SUBSCRIPTION_ID || NO_SUBSCRIPTION;
    return [];
  }

  private resourceType(type: string): ResourceType {
    const block = recordedBlock(type);
    const completion = COMPLETIONS[type]!;
    const { cloud } = this.props;
    const write = async (operation: "create" | "update", planned: Attributes, id: string): Promise<Attributes> => {
      const lost = await this.disturb(operation, type, id);
      const attributes = compute(type, written(block, type, planned), id, cloud);
      const resource = { type, id: keyOf(type, id), attributes };
      this.check(operation, resource);
      cloud.put(resource);
      const state = readBack(block, resource, cloud, planned);
      if (lost) throw this.failure(operation, id, ...FAULT_ERRORS.lost, state);
      return state;
    };
    return {
      block,
      completion,
      validate: (config) => validate(type, config),
      create: async (planned) => {
        const id = idOf(this.subscription, type, planned);
        if (exists(type, id, planned, cloud)) {
          throw new ProviderError(
            `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`,
          );
        }
        return write("create", planned, id);
      },
      update: async (planned, prior) => {
        const id = String(prior.id);
        if (type === "azurerm_local_network_gateway") this.dropFamily(planned, prior);
        return write("update", planned, id);
      },
      delete: async ({ id: given }) => {
        const id = String(given);
        const lost = await this.disturb("delete", type, id);
        const resource = cloud.get(keyOf(type, id));
        const refused = resource && deletionRefused(resource, cloud);
        if (refused) throw this.failure("delete", id, 409, refused.code, refused.detail);
        if (resource) {
          // Rules, routes and the like go with what they lie in.
          for (const inner of cloud.childrenOf(resource.id)) cloud.remove(inner.id);
          cloud.remove(resource.id);
        }
        if (lost) throw this.failure("delete", id, ...FAULT_ERRORS.lost);
      },
      read: async (current) => {
        const id = String(current.id);
        await this.disturb("read", type, id);
        const found = cloud.get(keyOf(type, id));
        return found ? readBack(block, found, cloud, current) : null;
      },
      import: async (id) => {
        const found = cloud.get(keyOf(type, id));
        if (!found) throw new ProviderError(`Cannot import non-existent remote object ${id}`);
        return readBack(block, found, cloud, imported(found));
      },
    };
  }

  /**
   * azurerm 4 writes a changed address space twice, its first prefix alone the first time.
   *
   * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/16327
   */
  private dropFamily(planned: Attributes, prior: Attributes): void {
    const { address_space: space } = planned;
    if (!Array.isArray(space) || equal(space, prior.address_space)) return;
    this.props.cloud.record({ operation: "put", id: String(prior.id), addressSpace: space.slice(0, 1) });
  }

  private check(operation: Operation, resource: Resource): void {
    for (const { code, status = 400, types, broken } of this.rules) {
      if (types && !types.includes(resource.type)) continue;
      const detail = broken(resource, this.props.cloud);
      if (detail) throw this.failure(operation, resource.id, status, code, detail);
    }
  }

  /** Lets a fault happen, if one is due. @returns whether the answer is to be lost */
  private async disturb(operation: Operation, type: string, id: string): Promise<boolean> {
    const error = await this.props.faults.next(operation, type, id);
    if (error && error !== "lost") throw this.failure(operation, id, ...FAULT_ERRORS[error]);
    return error === "lost";
  }

  private failure(operation: Operation, id: string, status: number, code: string, detail: string, made?: Attributes) {
    const verb = { create: "creating", update: "updating", delete: "deleting", read: "retrieving" };
    return new ProviderError(
      `${verb[operation]} ${id}: unexpected status ${status} with error: ${code}: ${detail}`,
      made,
    );
  }
}

/** Whether there is what a create would make. An interface has one security group at most, whichever that is. */
function exists(type: string, id: string, { network_interface_id: nic }: Attributes, cloud: Cloud): boolean {
  return type === "azurerm_network_interface_security_group_association"
    ? cloud.usersOf(String(nic)).some((user) => user.type === type)
    : cloud.get(keyOf(type, id)) !== undefined;
}
