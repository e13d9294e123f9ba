import type { Completion } from "../protocol/provider";
import type { Attributes } from "../protocol/values";
import type { Check } from "./checks";
import type { Cloud } from "./cloud";
import type { Identity } from "./ids";
import type { Rule, Settings } from "./rules/rule";
import type { Resource } from "./resource";
import type { Words } from "./translation";

/** All that the simulator knows of one resource type of azurerm, beside its recorded schema. */
export interface AzureType extends Identity {
  /** What Azure calls the attributes. */
  readonly words?: Words;
  readonly completion: Completion;
  /** What the provider checks of an attribute at plan. A dot leads into a block. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** Attributes of which exactly one must be given. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** An attribute that makes resources of their own in Azure, and the type that is simulated instead. */
  readonly inline?: readonly [attribute: string, type: string];
  /** What must hold when it is written or deleted, beside what holds for every type. */
  readonly rules?: readonly Rule[];
  /** Properties that Azure adds once it has accepted a resource: the values that Terraform knows after apply only. */
  readonly compute?: (resource: Resource, cloud: Cloud) => Attributes;
  /** Properties that others write, which an update leaves as they are. */
  readonly keeps?: readonly string[];
  /** Properties that Azure shows, and has from what lies in the resource or uses it. */
  readonly shows?: (resource: Resource, cloud: Cloud) => Attributes;
  /** Paths of properties that Azure never shows. */
  readonly secrets?: readonly string[];
  /** Attributes that the provider's Read takes from other resources. */
  readonly reads?: (resource: Resource, cloud: Cloud) => Attributes;
  /** What the provider's Read stores for an attribute that Azure leaves out. @default null for each */
  readonly empty?: Attributes;
  /** Attributes that Azure never tells: the state has what the configuration gave, or an import puts there. */
  readonly unread?: readonly string[];
  /** What an import puts into attributes that Azure never tells. */
  readonly imported?: (resource: Resource) => Attributes;
  /** The writes that an update is made of. @default one */
  readonly update?: (update: Update) => Promise<Resource>;
  /** Code and message of an operation that ends as Failed. */
  readonly lateFailure?: readonly [code: string, detail: string];
  /** Azure has one that nobody has made here. */
  readonly exists?: (settings: Settings) => boolean;
  /** Its create has no operation to wait for. @default false */
  readonly atOnce?: boolean;
  /** What changes without Terraform, by the word for it. */
  readonly drifts?: Readonly<Record<string, Drift>>;
}

/** A change that comes from Azure, a policy or the portal: what of a resource becomes other, if anything does. */
export type Drift = readonly [explanation: string, change: (resource: Resource) => Attributes | undefined];

export interface Update {
  readonly planned: Attributes;
  readonly prior: Attributes;
  /** What the cloud had before. */
  readonly before: Resource | undefined;
  /** Writes it as planned, but for what `change` changes. */
  write(change?: (resource: Resource) => Resource, part?: "sharedkey"): Promise<Resource>;
  /** A write of which azurerm never sees the end, and gives up after its timeout. */
  neverEnds(note: string): Promise<never>;
}

/** What replaces most resources when it changes. */
export const NAMED = ["name", "resource_group_name", "location"] as const;
