import type { Block } from "./schema";
import type { Attributes, Value } from "./values";

/** What a schema does not tell about a resource type. A dot leads into a block. */
export interface Completion {
  /** A change means destroy and create. */
  readonly replaces?: readonly string[];
  /** What the provider plans for an attribute that is left out. */
  readonly defaults?: Readonly<Record<string, Value>>;
  /** Blocks that are computed where left out, which Terraform's schema cannot say. */
  readonly computedBlocks?: readonly string[];
}

/** A failed call: one line that says what went wrong, and as much detail as helps. */
export class ProviderError extends Error {
  constructor(
    message: string,
    /**
     * What the state holds afterwards: of a create, what exists all the same, which Terraform marks as
     * tainted. @default - nothing new
     */
    readonly made?: Attributes,
  ) {
    super(message);
  }
}

/** One resource type, behind Terraform's protocol. Each call may throw a {@link ProviderError}. */
export interface ResourceType {
  readonly block: Block;
  /** Of the schema. @default 0 */
  readonly version?: number;
  readonly completion: Completion;
  /** Problems that plan shows, before anything is known. */
  validate?(config: Attributes): string[];
  /** Makes what was planned; every unknown value must be known afterwards. */
  create(planned: Attributes): Promise<Attributes>;
  update(planned: Attributes, prior: Attributes): Promise<Attributes>;
  delete(prior: Attributes): Promise<void>;
  /** The resource as it is now, or null if it has gone. */
  read(current: Attributes): Promise<Attributes | null>;
  import?(id: string): Promise<Attributes>;
}

/** One data source, behind Terraform's protocol. Each call may throw a {@link ProviderError}. */
export interface DataSource {
  readonly block: Block;
  /** Problems that plan shows, before anything is known. */
  validate?(config: Attributes): string[];
  /** What the configuration asks for, as it is now. */
  read(config: Attributes): Promise<Attributes>;
}

export interface Provider {
  /** `azurerm` */
  readonly name: string;
  readonly block: Block;
  readonly types: Readonly<Record<string, ResourceType>>;
  /** @default - none */
  readonly dataSources?: Readonly<Record<string, DataSource>>;
  /** @returns problems */
  configure(config: Attributes): string[];
  /** Ends what takes time, since the user wants to stop. */
  stop?(): void;
}
