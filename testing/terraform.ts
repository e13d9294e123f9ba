import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Azurerm, type AzurermProps } from "../simulator/azure/azurerm";
import { Cloud } from "../simulator/azure/cloud";
import { DATA_SOURCES } from "../simulator/azure/data-sources";
import { TYPES } from "../simulator/azure/types";
import { Faults } from "../simulator/faults";
import type { Provider } from "../simulator/protocol/provider";
import { decode, elements, encode, isObject, type Attributes, type DynamicValue } from "../simulator/protocol/values";
import { conform, type Block } from "../simulator/protocol/schema";
import { handlers } from "../simulator/protocol/server";

interface Step {
  readonly attribute_name?: string;
  readonly element_key_int?: number;
}
const step = (one: Step) => one.attribute_name ?? one.element_key_int;
/** A call that the provider has answered with problems. */
export class CallError extends Error {
  constructor(
    message: string,
    /** What Terraform writes into the state all the same. */
    readonly state: Attributes | null,
  ) {
    super(message);
  }
}

interface Answer {
  readonly planned_state?: DynamicValue;
  readonly new_state?: DynamicValue;
  readonly state?: DynamicValue;
  readonly requires_replace?: readonly { readonly steps: readonly Step[] }[];
  readonly diagnostics?: readonly { readonly summary: string }[];
}

/** Plays Terraform: validates, plans and applies one resource at a time, through the protocol's messages. */
export class Terraform {
  private readonly calls: Readonly<Record<string, (request: never) => Promise<object>>>;

  /** @param validates whether a plan begins with the provider's validation, as Terraform's does */
  constructor(
    private readonly provider: Provider,
    private readonly validates = true,
  ) {
    this.calls = handlers(provider);
  }

  /** The user wants to stop. */
  async stop(): Promise<void> {
    await this.calls.StopProvider!({} as never);
  }

  /** Creates a resource from the attributes that a configuration would give. */
  create(type: string, config: Attributes): Promise<Attributes> {
    return this.apply(type, null, config);
  }

  async apply(type: string, prior: Attributes | null, config: Attributes | null): Promise<Attributes> {
    const { planned } = await this.plan(type, prior, config);
    const state = await this.call("ApplyResourceChange", type, { prior_state: prior, planned_state: planned });
    return decode(state.new_state)!;
  }

  async plan(type: string, prior: Attributes | null, config: Attributes | null) {
    const { block } = this.provider.types[type]!;
    const given = config && whole(block, config);
    if (this.validates) await this.call("ValidateResourceConfig", type, { config: given });
    const answer = await this.call("PlanResourceChange", type, {
      prior_state: prior,
      proposed_new_state: given && { ...given, ...(prior && carriedOver(block, given, prior)) },
    });
    return {
      planned: decode(answer.planned_state),
      replaces: (answer.requires_replace ?? []).map(({ steps }) => steps.map(step).join(".")),
    };
  }

  async read(type: string, state: Attributes): Promise<Attributes | null> {
    return decode((await this.call("ReadResource", type, { current_state: state })).new_state);
  }

  /** Reads a data source. */
  async data(type: string, config: Attributes): Promise<Attributes> {
    const given = whole(this.provider.dataSources![type]!.block, config);
    if (this.validates) await this.call("ValidateDataResourceConfig", type, { config: given });
    return decode((await this.call("ReadDataSource", type, { config: given })).state)!;
  }

  async import(type: string, id: string): Promise<Attributes> {
    const answer = (await this.calls.ImportResourceState!({ type_name: type, id } as never)) as {
      readonly imported_resources: readonly { readonly state: DynamicValue }[];
    };
    return decode(answer.imported_resources[0]!.state)!;
  }

  async destroy(type: string, state: Attributes): Promise<void> {
    await this.call("ApplyResourceChange", type, { prior_state: state, planned_state: null });
  }

  private async call(name: string, type: string, states: Record<string, Attributes | null>): Promise<Answer> {
    const messages = Object.entries(states).map(([key, state]) => [key, encode(state)]);
    const request = { type_name: type, ...Object.fromEntries(messages) };
    const answer = (await this.calls[name]!(request as never)) as Answer;
    if (answer.diagnostics?.length) {
      throw new CallError(answer.diagnostics.map(({ summary }) => summary).join("\n"), decode(answer.new_state));
    }
    return answer;
  }
}

/** What Terraform carries over from the prior state: computed values that the configuration leaves out. */
function carriedOver({ attributes, blocks = {} }: Block, config: Attributes, prior: Attributes): Attributes {
  const computed = Object.entries(attributes).filter(([name, one]) => one.computed && config[name] === null);
  const nested = Object.entries(blocks).flatMap(([name, block]) => {
    if (block.nesting !== "list") return [];
    const before = elements(prior[name]).filter(isObject);
    const inner = elements(config[name]).filter(isObject);
    return [[name, inner.map((one, i) => ({ ...one, ...(before[i] && carriedOver(block, one, before[i])) }))] as const];
  });
  return Object.fromEntries([...computed.map(([name]) => [name, prior[name]!] as const), ...nested]);
}

/** The attributes in the schema's form. */
function whole(block: Block, given: Attributes): Attributes {
  const unknown = Object.keys(given).find((name) => !(name in block.attributes) && !(name in (block.blocks ?? {})));
  if (unknown) throw new Error(`the schema has no ${unknown}`);
  return conform(block, given);
}

/** An `ipsec_policy` that Azure takes. */
export const IPSEC_POLICY = {
  dh_group: "DHGroup14",
  ike_encryption: "GCMAES256",
  ike_integrity: "SHA384",
  ipsec_encryption: "GCMAES256",
  ipsec_integrity: "GCMAES256",
  pfs_group: "None",
  sa_lifetime: 27000,
  sa_datasize: 0,
};

export interface SimulatedAzure {
  readonly terraform: Terraform;
  readonly cloud: Cloud;
  readonly folder: string;
  /** What it told beside its answers. */
  readonly notes: readonly string[];
}

export interface SimulatedAzureOptions {
  readonly faults?: string;
  readonly termsAccepted?: boolean;
  readonly subscription?: string;
  /** Whether the provider's own validation comes first. @default true */
  readonly validates?: boolean;
  /** @default - every type that is simulated */
  readonly types?: readonly string[];
  /** @default - every data source that is simulated */
  readonly dataSources?: readonly string[];
  /** What is in Azure before Terraform begins. */
  readonly prepared?: AzurermProps["prepared"];
  /** Of the provider's configuration. */
  readonly features?: Attributes;
  readonly waits?: AzurermProps["waits"];
  /** Where its folder is made. @default - the folder for temporary files */
  readonly parent?: string;
}

/** A simulated cloud of its own, in a folder that the caller removes. */
export function simulatedAzure(options: SimulatedAzureOptions = {}) {
  const folder = mkdtempSync(join(options.parent ?? tmpdir(), "cloud-"));
  const cloud = new Cloud(folder);
  const {
    termsAccepted = true,
    features = {},
    subscription,
    waits = { retry: 5, machineDeletion: 0, timeout: 10 },
  } = options;
  const { types = Object.keys(TYPES), dataSources = Object.keys(DATA_SOURCES), prepared } = options;
  const notes: string[] = [];
  const note = (message: string) => void notes.push(message);
  const faults = new Faults(options.faults);
  const azurerm = new Azurerm({
    cloud,
    faults,
    types,
    dataSources,
    prepared,
    subscription,
    termsAccepted,
    note,
    waits,
  });
  azurerm.configure({ features: [features] });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { terraform: new Terraform(azurerm, options.validates ?? true), cloud, folder, faults, notes, remove };
}
