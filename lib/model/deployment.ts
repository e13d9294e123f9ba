import type { GatewaySize } from "./gateway-skus";
import type { IpsecPolicy } from "./ipsec-policy";
import type { GatewayRole, Network, SiteRole } from "./network";
import type { Prefix } from "./prefix";
import type { ThroughputLevel } from "./throughput";
import type { Instance, TopologyName, TunnelExit } from "./topology";

/** Everything that is built, with every value decided. */
export interface Deployment {
  /** The config file, as generated files name it. */
  readonly config: string;
  readonly provider: ProviderSettings;
  readonly backend: Backend;
  readonly admin: Administrator;
  readonly gateway: Gateway;
  readonly sites: readonly Site[];
  readonly sharedKeys: SecretSource;
  /** Who accepts the terms of the router's image: somebody beforehand, or a Terraform resource. */
  readonly marketplaceTerms: "external" | "managed";
  /** Whether Terraform writes each router's configuration into a file. */
  readonly writeFile: boolean;
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

/** Where the resources of a stack are. */
export interface Placement {
  /** Id of the stack: a contract, since states and workspaces bear it. */
  readonly stack: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** Zones of the public addresses; none in a region without zones. */
  readonly zones: readonly string[];
}

/** The active-active VPN gateway and its network. */
export interface Gateway extends Placement {
  readonly name: string;
  readonly size: GatewaySize;
  /** Whether Terraform refuses to destroy or replace the gateway. */
  readonly preventDestroy: boolean;
  readonly network: Network<GatewayRole>;
  readonly testVm?: TestVm;
}

/** A site; an Azure network with a router stands in for its premises. */
export interface Site extends Placement {
  readonly name: string;
  readonly network: Network<SiteRole>;
  readonly router: Router;
  readonly topology: TopologyName;
  /** In the order in which they are made; see {@link TopologyName}. */
  readonly connections: readonly Connection[];
  /** By number. */
  readonly tunnels: readonly Tunnel[];
  /** A policy that the router accepts beside those of the connections, which are to get it. */
  readonly nextIpsecPolicy?: IpsecPolicy;
  /** Silence after which the gateway takes a tunnel for dead. */
  readonly dpdTimeoutSeconds: number;
  readonly testVm?: TestVm;
}

/** What Azure has for one address of a router: a connection and its local network gateway. */
export interface Connection {
  /** Azure's name of it. */
  readonly name: string;
  /** Azure's name of the local network gateway. */
  readonly localNetworkGateway: string;
  /** The router's interface that has the address. */
  readonly exit: TunnelExit;
  /** Another number for each other key. */
  readonly keyVersion: number;
  readonly ipsecPolicy: IpsecPolicy;
}

/** One tunnel of a site: from an instance of the gateway to an interface of the router. */
export interface Tunnel {
  /** The router's tunnel interface. */
  readonly name: string;
  readonly instance: Instance;
  /** Index of the {@link Connection} that it belongs to, whose key it has. */
  readonly connection: number;
  readonly exit: TunnelExit;
  /** IPv4 address of the router's tunnel interface. */
  readonly address: string;
}

/** An image in Azure's marketplace. */
export interface ImageReference {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
  readonly version: string;
}

interface Machine {
  /** Host name, and Azure's name of the virtual machine. */
  readonly name: string;
  readonly size: string;
  readonly image: ImageReference;
  /** A new number replaces the machine, which then boots anew. */
  readonly machineVersion: number;
}

/** A Catalyst 8000V. */
export interface Router extends Machine {
  readonly throughputMbps: ThroughputLevel;
  /** Host names and addresses. */
  readonly ntpServers: readonly string[];
  /** Starts the names of the router's proposal, policy, keyrings, profiles and transform set. */
  readonly namePrefix: string;
  /** Number of the first tunnel interface; the second has the next. */
  readonly tunnelBase: number;
  /** Whether day 0 saves and reloads, which activates the licence level. */
  readonly reloadOnFirstBoot: boolean;
}

/** A machine that answers ping and HTTP. */
export type TestVm = Machine;
