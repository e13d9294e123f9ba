import { posix } from "node:path";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { DataAzurermResourceGroup } from "@cdktf/provider-azurerm/lib/data-azurerm-resource-group";
import { ResourceGroup as AzureResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Password } from "@cdktf/provider-random/lib/password";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import {
  Aspects,
  AzurermBackend,
  CloudBackend,
  LocalBackend,
  NamedCloudWorkspace,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
} from "cdktf";
import type { Construct } from "constructs";
import type { DualStack } from "../model/dual-stack";
import type { Backend, Deployment, SecretSource } from "../model/deployment";
import type { Placement } from "../model/placement";
import { IgnoredTags } from "../constructs/ignored-tags";
import type { LinuxLogin } from "../constructs/linux-login";
import type { ResourceGroup } from "../constructs/resource-group";

/** The way to the project's folder from cdktf.out/stacks/<stack>, where Terraform runs. */
const PROJECT_FOLDER = "../../..";

/** The name of a stack's state file, with the local backend and on the simulator. */
export const stateFileName = (stack: string) => `terraform.${stack}.tfstate`;

/** What a secret is for. */
interface SecretKind {
  readonly description: string;
  /** Length of a generated secret, in characters. */
  readonly length: number;
  /**
   * A new number makes a new secret.
   * @default 1
   */
  readonly version?: number;
}

export interface AzureStackProps {
  readonly deployment: Deployment;
}

/** What both kinds of stack are made of: the backend, the providers, one resource group, secrets and outputs. */
export abstract class AzureStack extends TerraformStack {
  protected readonly resourceGroup: ResourceGroup;
  private readonly azurerm: AzurermProvider;

  protected constructor(
    scope: Construct,
    id: string,
    protected readonly deployment: Deployment,
    placement: Placement,
  ) {
    super(scope, id);
    const { backend, ignoreTags } = deployment;
    this.addBackend(backend);
    this.azurerm = this.addAzurerm();
    this.resourceGroup = this.placeIn(placement);
    if (ignoreTags.length > 0) Aspects.of(this).add(new IgnoredTags(ignoreTags));
  }

  override prepareStack(): void {
    super.prepareStack();
    const { versions } = this.deployment.provider;
    for (const name of ["azurerm", "random", "local"] as const) {
      // cdktf would pin the one version that its bindings were made from, and no user could then change it.
      if (this.node.tryFindChild(name))
        this.addOverride(`terraform.required_providers.${name}.version`, versions[name]);
    }
  }

  /** A path of the project, rewritten for a provider that runs in the stack's folder. */
  protected projectPath(path: string): string {
    return posix.join(PROJECT_FOLDER, path);
  }

  protected output(name: string, value: unknown, description: string, sensitive = false): void {
    new TerraformOutput(this, name, { value, description, sensitive: sensitive || undefined });
  }

  /** The command that logs the administrator in to a machine. */
  protected sshCommand(address: string): string {
    return `ssh ${this.deployment.admin.username}@${address}`;
  }

  protected addTestVmOutputs(publicAddress: string, host: DualStack<string>): void {
    this.output("test_vm_public_address", publicAddress, "Public IPv4 address of the test machine");
    this.output("test_vm_private_addresses", host, "Private addresses of the test machine");
    this.output("test_vm_ssh_command", this.sshCommand(publicAddress), "Logs in to the test machine");
  }

  /** A secret as a token: made by Terraform, or taken from a sensitive variable of that name. */
  protected secret(name: string, source: SecretSource, kind: SecretKind): string {
    const { description, length, version = 1 } = kind;
    if (source === "variable") {
      // No validation block: Terraform shows the value beside its error, sensitive or not.
      return new TerraformVariable(this, name, { type: "string", sensitive: true, nullable: false, description })
        .stringValue;
    }
    if (!this.node.tryFindChild("random")) new RandomProvider(this, "random");
    // Letters and digits only: every end takes them, and nothing has to be quoted. One of each
    // class at least, since Azure wants three classes in a password.
    return new Password(this, name, {
      length,
      special: false,
      minLower: 1,
      minUpper: 1,
      minNumeric: 1,
      keepers: version > 1 ? { version: String(version) } : undefined,
    }).result;
  }

  /** The administrator's login on this stack's machines. A password also becomes a sensitive output. */
  protected login(): LinuxLogin {
    const { username, login } = this.deployment.admin;
    if ("sshPublicKey" in login) return { username, ...login };
    const password = this.secret("admin_password", login.password, {
      description: "Password of the administrator",
      length: 24,
    });
    this.output("admin_login", { username, password }, "The administrator's login", true);
    return { username, password };
  }

  /** Has azurerm register these resource providers besides, unless it is to register none. */
  protected register(resourceProviders: readonly string[]): void {
    if (this.deployment.provider.resourceProviderRegistrations === "none") return;
    this.azurerm.resourceProvidersToRegister = [...resourceProviders];
  }

  private placeIn({ resourceGroup: name, resourceGroupExists, location }: Placement): ResourceGroup {
    const { tags } = this.deployment;
    if (!resourceGroupExists) return new AzureResourceGroup(this, "resource-group", { name, location, tags });
    // What goes into a group may be in another region than the group.
    return { name: new DataAzurermResourceGroup(this, "resource-group", { name }).name, location };
  }

  private addAzurerm(): AzurermProvider {
    const { subscriptionId, resourceProviderRegistrations, preventDeletionIfContainsResources } =
      this.deployment.provider;
    const resourceGroup = preventDeletionIfContainsResources ? undefined : [{ preventDeletionIfContainsResources }];
    const provider = new AzurermProvider(this, "azurerm", {
      features: [{ resourceGroup }],
      resourceProviderRegistrations,
      subscriptionId,
    });
    // With this feature an interrupted create stays in the state. The bindings are older than the feature.
    provider.addOverride("features.0.persist_id_on_create_before_polling_for_completion", true);
    return provider;
  }

  private addBackend(backend: Backend): void {
    const stack = this.node.id;
    switch (backend.type) {
      case "local":
        // Relative, so that no synthesized file holds a path of the machine.
        new LocalBackend(this, { path: this.projectPath(`${backend.folder}/${stateFileName(stack)}`) });
        break;
      case "azurerm": {
        const { resourceGroupName, storageAccountName, containerName, keyPrefix, useAzureadAuth } = backend;
        new AzurermBackend(this, {
          resourceGroupName,
          storageAccountName,
          containerName,
          key: `${keyPrefix}${stack}.tfstate`,
          useAzureadAuth,
        });
        break;
      }
      case "cloud":
        new CloudBackend(this, {
          organization: backend.organization,
          hostname: backend.hostname,
          workspaces: new NamedCloudWorkspace(`${backend.workspacePrefix}${stack}`, backend.project),
        });
    }
  }
}
