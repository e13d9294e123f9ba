import { setTimeout as sleep } from "node:timers/promises";
import { ProviderError, type DataSource, type Provider, type ResourceType } from "../protocol/provider";
import { elements, isObject, UNKNOWN, type Attributes } from "../protocol/values";
import type { Faults } from "../faults";
import type { Update } from "./azure-type";
import type { Cloud } from "./cloud";
import { find, removeWithContents, unlinked } from "./contents";
import { dataReader } from "./data-source";
import { DATA_SOURCES } from "./data-sources";
import { azureId, azureType, idOf } from "./ids";
import { describe, exists, failedLater, notFound, refused, unanswered, type Call } from "./messages";
import { prepare } from "./prepared";
import { readBack, written } from "./readback";
import { providerBlock, recordedBlock, recordedDataBlock } from "./recorded";
import { rulesOf } from "./rules/rules-of";
import { bodyOf } from "./translation";
import { TYPES } from "./types";
import { validate } from "./validations";
import type { Resource } from "./resource";
import { property } from "./resource";

export interface AzurermProps {
  readonly cloud: Cloud;
  readonly faults: Faults;
  /** Resource types to serve; each must be in the recorded schema. */
  readonly types: readonly string[];
  /** Data sources to serve; each must be in the recorded schema. */
  readonly dataSources: readonly string[];
  /** What is in Azure before Terraform begins. @default - nothing */
  readonly prepared?: readonly Resource[];
  /** Where the provider's configuration names none. @default - zeros */
  readonly subscription?: string | undefined;
  /** Whether the subscription has accepted every marketplace image's terms. */
  readonly termsAccepted: boolean;
  /** Takes what the user should know and Terraform does not print. */
  readonly note?: (message: string) => void;
  readonly waits?: Partial<typeof WAITS>;
}

/** Milliseconds, where Azure and azurerm take seconds to half an hour. */
const WAITS = {
  /** Between two tries of a request. */
  retry: 200,
  /** In which a machine is marked for deletion. */
  machineDeletion: 200,
  /** Until azurerm ends its wait for an operation that never does. */
  timeout: 2000,
};

const NO_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
const PERSIST = "persist_id_on_create_before_polling_for_completion";

/** Of a request that Azure refuses at once. */
const REFUSALS: Readonly<
  Record<"throttled" | "failed" | "busy", readonly [status: number, code: string, detail: string]>
> = {
  throttled: [429, "TooManyRequests", "The request is being throttled as the limit has been reached"],
  failed: [500, "InternalServerError", "An error occurred"],
  busy: [
    409,
    "AnotherOperationInProgress",
    "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri in Azure-AsyncOperation header",
  ],
};

const UNKNOWN_CAUSE = ["InternalServerError", "An error occurred"] as const;

interface Request {
  /** What is written or deleted, for the rules. */
  readonly resource?: () => Resource | undefined;
  /** Does it, takes `delay` milliseconds more, and lets it end as Failed where it should. */
  readonly perform: (delay: number, failed: boolean) => Promise<void>;
}

/** The provider azurerm, in front of a simulated cloud. */
export class Azurerm implements Provider {
  readonly name = "azurerm";
  readonly block = providerBlock;
  readonly types: Readonly<Record<string, ResourceType>>;
  readonly dataSources: Readonly<Record<string, DataSource>>;
  private readonly waits: typeof WAITS;
  private subscription = NO_SUBSCRIPTION;
  private persistsId = false;
  private keepsGroupWithContents = true;
  private interruption = new AbortController();
  /** What goes into the cloud as soon as the subscription is known. */
  private prepared: readonly Resource[];

  constructor(private readonly props: AzurermProps) {
    this.waits = { ...WAITS, ...props.waits };
    this.prepared = props.prepared ?? [];
    this.types = Object.fromEntries(props.types.map((type) => [type, this.resourceType(type)]));
    this.dataSources = Object.fromEntries(props.dataSources.map((type) => [type, this.dataSource(type)]));
  }

  configure({ subscription_id: id, features }: Attributes): string[] {
    this.subscription = typeof id === "string" ? id : this.props.subscription || NO_SUBSCRIPTION;
    const given = elements(features).find(isObject) ?? {};
    const group = elements(given.resource_group).find(isObject) ?? {};
    this.persistsId = given[PERSIST] === true;
    this.keepsGroupWithContents = group.prevent_deletion_if_contains_resources !== false;
    prepare(this.props.cloud, this.prepared, this.subscription);
    this.prepared = [];
    return [];
  }

  /** azurerm ends every wait for Azure, which goes on with what it has accepted. */
  stop(): void {
    this.interruption.abort();
    this.interruption = new AbortController();
  }

  private resourceType(type: string): ResourceType {
    const block = recordedBlock(type);
    const about = TYPES[type]!;
    const { cloud, termsAccepted } = this.props;
    const read = (resource: Resource, state: Attributes) => readBack(type, resource, cloud, state);
    return {
      block,
      completion: about.completion,
      validate: (config) => validate(about, config),
      create: async (planned) => {
        const named = { ...planned, subscription: this.subscription };
        const id = idOf(about.terraformId ?? about.path, named);
        const there = cloud.get(idOf(about.path, named));
        // What a link is made of has one at most.
        const taken = about.link ? property(there, about.link.property) : there;
        if (taken || about.exists?.({ termsAccepted, keepsGroupWithContents: this.keepsGroupWithContents })) {
          throw new ProviderError(exists(type, id));
        }
        try {
          return read(await this.write({ operation: "create", type, id }, planned), planned);
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error;
          // Azure has it. Terraform learns of it only where azurerm has written down the id before it waited.
          const kept = this.persistsId && !about.atOnce && find(cloud, type, id);
          throw new ProviderError(error.message, kept ? { ...written(type, planned), id } : undefined);
        }
      },
      update: async (planned, prior) => {
        const call: Call = { operation: "update", type, id: String(prior.id) };
        const update: Update = {
          planned,
          prior,
          before: find(cloud, type, call.id),
          write: (change, part) => this.write({ ...call, sharedKey: part === "sharedkey" }, planned, change),
          neverEnds: async (note) => {
            this.props.note?.(`a write of ${call.id} that ${note}`);
            await this.wait(call, this.waits.timeout, () => {});
            throw new ProviderError(unanswered(call, "context deadline exceeded"));
          },
        };
        try {
          return read(await (about.update?.(update) ?? update.write()), planned);
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error;
          // The SDK of azurerm keeps what was planned, whether or not it came to be; the next refresh tells.
          const kept = Object.entries(planned).map(([name, value]) => [name, value === UNKNOWN ? prior[name]! : value]);
          throw new ProviderError(error.message, Object.fromEntries(kept) as Attributes);
        }
      },
      delete: async ({ id: given }) => {
        const call: Call = { operation: "delete", type, id: String(given) };
        const resource = () => find(cloud, type, call.id);
        const perform: Request["perform"] = async (delay, failed) => {
          const found = resource();
          if (!found) return;
          const marked = type === "azurerm_linux_virtual_machine";
          if (marked && !failed) cloud.markForDeletion(found.id);
          await this.wait(call, marked ? delay + this.waits.machineDeletion : delay, () => {
            // As it is by then.
            const left = failed ? undefined : resource();
            if (left && about.link) cloud.put(unlinked(type, left));
            else if (left) removeWithContents(left, cloud);
          });
        };
        await this.request(call, { resource, perform });
      },
      read: async (current) => {
        const id = String(current.id);
        const call: Call = { operation: "read", type, id };
        await this.request(call, { perform: (delay) => this.wait(call, delay, () => {}) });
        const found = find(cloud, type, id);
        return found ? read(found, current) : null;
      },
      import: async (id) => {
        const found = find(cloud, type, id);
        if (!found) throw new ProviderError(`Cannot import non-existent remote object ${id}`);
        return read(found, about.imported?.(found) ?? {});
      },
    };
  }

  private dataSource(type: string): DataSource {
    const block = recordedDataBlock(type);
    const about = DATA_SOURCES[type]!;
    const read = dataReader(type);
    const { cloud } = this.props;
    return {
      block,
      validate: (config) => validate(about, config),
      read: async (config) => {
        const id = idOf(TYPES[type]!.path, { ...config, subscription: this.subscription });
        const call: Call = { operation: "read", type, id };
        await this.request(call, { perform: (delay) => this.wait(call, delay, () => {}) });
        const found = find(cloud, type, id);
        if (!found) throw new ProviderError((about.absent ?? notFound)(describe(id)));
        const given = Object.entries(config).filter(([, value]) => value !== null);
        return { ...read(found, cloud), ...Object.fromEntries(given), id };
      },
    };
  }

  /** The resource that a write leaves in Azure, with all that Azure computes. */
  private made(call: Call, planned: Attributes): Resource {
    const about = TYPES[call.type]!;
    const id = azureId(about, call.id);
    const before = this.props.cloud.get(id);
    if (about.link) {
      if (!before) throw new ProviderError(refused(call, 404, "NotFound", `Resource ${id} not found.`));
      const link = { [about.link.property]: { id: planned[about.link.attribute]! } };
      return { ...before, properties: { ...before.properties, ...link } };
    }
    const body = bodyOf(about, recordedBlock(call.type), written(call.type, planned), id);
    const kept = Object.entries(before?.properties ?? {}).filter(([name]) => about.keeps?.includes(name));
    const properties = { ...Object.fromEntries(kept), ...(body.properties as Attributes) };
    const resource = { id, name: id.split("/").at(-1)!, type: azureType(about), ...body, properties };
    return { ...resource, properties: about.compute?.(resource, this.props.cloud) ?? properties };
  }

  /** One write of a resource. */
  private async write(
    call: Call,
    planned: Attributes,
    change = (resource: Resource): Resource => resource,
  ): Promise<Resource> {
    const { cloud } = this.props;
    let resource: Resource | undefined;
    await this.request(call, {
      // Made anew at each try, since Azure goes on meanwhile.
      resource: () => (resource = change(this.made(call, planned))),
      perform: async (delay, failed) => {
        const provisioningState = failed ? "Failed" : "Succeeded";
        resource = { ...resource!, properties: { ...resource!.properties, provisioningState } };
        cloud.put(resource, call.sharedKey ? `${resource.id}/sharedkey` : undefined);
        await this.wait(call, delay, () => {});
      },
    });
    return resource!;
  }

  /** Waits for Azure to end an operation, which it does though azurerm may be stopped. */
  private async wait(call: Call, milliseconds: number, end: () => void): Promise<void> {
    const { signal } = this.interruption;
    const stopped = milliseconds > 0 && (await sleep(milliseconds, false, { signal }).catch(() => true));
    end();
    if (stopped) throw new ProviderError(unanswered(call, "context canceled"));
  }

  /** One request to Azure, with the faults and the rules that it meets. */
  private async request(call: Call, { resource, perform }: Request): Promise<void> {
    for (;;) {
      const { error, delayMs = 0 } = this.props.faults.next(call.operation, call.type, call.id) ?? {};
      if (error === "throttled" || error === "failed" || error === "busy") {
        const message = refused(call, ...REFUSALS[error]);
        await this.wait(call, delayMs, () => {});
        if (error === "busy") throw new ProviderError(message);
        this.props.note?.(`azurerm tries again, in Azure after longer: ${message}`);
        await this.wait(call, this.waits.retry, () => {});
        continue;
      }
      const given = resource?.();
      if (given) this.check(call, given);
      const failed = error === "unprovisioned";
      await perform(delayMs, failed);
      if (failed) throw new ProviderError(failedLater(call, ...(TYPES[call.type]!.lateFailure ?? UNKNOWN_CAUSE)));
      if (error === "lost") throw new ProviderError(unanswered(call, "context deadline exceeded"));
      return;
    }
  }

  private check(call: Call, resource: Resource): void {
    const settings = { termsAccepted: this.props.termsAccepted, keepsGroupWithContents: this.keepsGroupWithContents };
    for (const { code, status = 400, by, late, on = ["create", "update"], broken } of rulesOf(TYPES[call.type]!)) {
      const detail = on.includes(call.operation) && broken(resource, this.props.cloud, settings);
      if (!detail) continue;
      if (by) throw new ProviderError(detail);
      throw new ProviderError(late ? failedLater(call, code, detail) : refused(call, status, code, detail));
    }
  }
}
