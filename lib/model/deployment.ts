import type { Gateway } from "./gateway";
import type { Monitoring } from "./monitoring";
import type { Names } from "./names";
import type { Prefix } from "./prefix";
import type { Site } from "./site";

/** Everything that is built, with every value decided. */
export interface Deployment {
  /** The config file, as generated files name it. */
  readonly config: string;
  readonly provider: ProviderSettings;
  readonly backend: Backend;
  readonly admin: Administrator;
  readonly gateway: Gateway;
  readonly sites: readonly Site[];
  /** Absent: nothing is watched. */
  readonly monitoring?: Monitoring;
  readonly sharedKeys: SecretSource;
  /** Who accepts the terms of the router's image: somebody beforehand, or a Terraform resource. */
  readonly marketplaceTerms: "external" | "managed";
  /** Whether Terraform writes each router's configuration into a file. */
  readonly writeFile: boolean;
  readonly names: Names;
  /** Tags of every resource. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Names of tags that others set and Terraform leaves alone. */
  readonly ignoreTags: readonly string[];
}

/** `generate`: Terraform makes the secret. `variable`: a sensitive Terraform variable without a default. */
export type SecretSource = "generate" | "variable";

/** Settings of the Terraform providers. */
export interface ProviderSettings {
  /** Absent: the provider takes `ARM_SUBSCRIPTION_ID`. */
  readonly subscriptionId?: string;
  readonly resourceProviderRegistrations: string;
  /** Whether Terraform keeps a resource group that holds resources which it does not know. */
  readonly preventDeletionIfContainsResources: boolean;
  /** Terraform's version constraints. */
  readonly versions: Readonly<Record<"azurerm" | "random" | "local", string>>;
}

/** Where Terraform keeps its states. */
export type Backend =
  | { readonly type: "local"; /** Relative to the project's folder. */ readonly folder: string }
  | {
      readonly type: "azurerm";
      readonly resourceGroupName: string;
      readonly storageAccountName: string;
      readonly containerName: string;
      /** Goes before `<stack>.tfstate`. */
      readonly keyPrefix: string;
      readonly useAzureadAuth: boolean;
    }
  | {
      readonly type: "cloud";
      readonly organization: string;
      readonly hostname?: string;
      readonly project?: string;
      /** Goes before the stack's name. */
      readonly workspacePrefix: string;
    };

/** The administrator of the router and of the test machines. */
export interface Administrator {
  readonly username: string;
  /** Where SSH may come from. */
  readonly sourcePrefixes: readonly Prefix[];
  readonly login: { readonly sshPublicKey: string } | { readonly password: SecretSource };
}
