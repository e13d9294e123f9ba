import type { Completion } from "../protocol/provider";
import type { Attributes, Value } from "../protocol/values";
import type { Check } from "./checks";
import type { Cloud, Resource } from "./cloud";
import type { Drift } from "./drift";
import type { Rule } from "./rules/rule";

/** All that the simulator knows of one resource type of azurerm, beside its recorded schema. */
export interface AzureType {
  /** The id, in which `<…>` is an attribute; without a leading `/` or `<`, it lies in the resource group. */
  readonly path: string;
  readonly completion: Completion;
  /** What the provider checks of an attribute at plan. A dot leads into a block. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** Attributes of which exactly one must be given. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** An attribute that makes resources of their own in Azure, and the type that is simulated instead. */
  readonly inline?: readonly [attribute: string, type: string];
  /** What must hold when it is written or deleted, beside what holds for every type. */
  readonly rules?: readonly Rule[];
  /** What Azure adds to it once it is accepted: the values that Terraform knows after apply only. */
  readonly compute?: (attributes: Attributes, id: string, cloud: Cloud) => Attributes;
  /** What the provider's Read stores for an attribute that Azure leaves out. @default null for each */
  readonly empty?: Attributes;
  /** Attributes that Azure never tells: the state has what the configuration gave, or an import puts there. */
  readonly unread?: readonly string[];
  /** What an import puts into attributes that Azure never tells. */
  readonly imported?: (resource: Resource) => Attributes;
  /**
   * Attributes that Read fills with what lies in it or uses it, which other Terraform resources have
   * made. They are no part of the resource in the cloud.
   */
  readonly derived?: Readonly<Record<string, (resource: Resource, cloud: Cloud) => Value>>;
  /** The writes that an update is made of. @default one */
  readonly update?: (update: Update) => Promise<Resource>;
  /** Code and message of an operation that ends as Failed. */
  readonly lateFailure?: readonly [code: string, detail: string];
  /** Its create has no operation to wait for. @default false */
  readonly atOnce?: boolean;
  /** What changes without Terraform, by the word for it. */
  readonly drifts?: Readonly<Record<string, Drift>>;
}

export interface Update {
  readonly planned: Attributes;
  readonly prior: Attributes;
  /** What the cloud had before. */
  readonly before: Resource | undefined;
  /** Writes it as planned, but for what `change` changes. */
  write(change?: (attributes: Attributes) => Attributes, part?: "sharedkey"): Promise<Resource>;
  /** A write of which azurerm never sees the end, and gives up after its timeout. */
  neverEnds(note: string): Promise<never>;
}

/** What replaces most resources when it changes. */
export const NAMED = ["name", "resource_group_name", "location"] as const;
