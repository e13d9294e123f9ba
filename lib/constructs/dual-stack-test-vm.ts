import { LinuxVirtualMachine } from "@cdktf/provider-azurerm/lib/linux-virtual-machine";
import type { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { readTemplate, render } from "../catalyst/render";
import type { ImageReference } from "../model/machine";
import type { DualStack } from "../model/dual-stack";
import type { AddressSpace } from "../model/network";
import { DEFAULT_NAMES, nameBy, type Names } from "../model/names";
import type { Prefix } from "../model/prefix";
import { DualStackNic } from "./dual-stack-nic";
import { DualStackNsg } from "./dual-stack-nsg";
import type { LinuxLogin } from "./linux-login";
import { linuxMachineAttributes } from "./linux-machine";
import type { ResourceGroup } from "./resource-group";

export interface DualStackTestVmProps {
  /** Name of the virtual machine, and the start of its parts' names. */
  readonly name: string;
  readonly resourceGroup: ResourceGroup;
  readonly subnet: Subnet;
  readonly host: DualStack<string>;
  /** The networks that the VPN joins. */
  readonly networks: readonly AddressSpace[];
  readonly login: LinuxLogin;
  readonly size: string;
  readonly image: ImageReference;
  /** Zones of the public address; empty in a region without zones. */
  readonly zones: readonly string[];
  /**
   * A new number makes Terraform replace the machine.
   * @default 1
   */
  readonly machineVersion?: number;
  /**
   * Writes to the machine's network. The rules of the machine's NSG wait for them. The machine is deleted
   * before they are undone, since Azure refuses to undo them while a machine is being deleted.
   * @default - none
   */
  readonly after?: readonly ITerraformDependable[];
  /** Where SSH may come from. @default - nowhere */
  readonly adminSourcePrefixes?: readonly Prefix[];
  /** @default - the article's names */
  readonly names?: Names;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A small Ubuntu machine that answers ping and HTTP over both families, to see the tunnels work.
 *
 * @example
 * new DualStackTestVm(this, "vm1", {
 *   name: "vm1", resourceGroup, subnet, host: { ipv4: "10.1.0.4", ipv6: "2001:db8:1:1::4" }, networks: [gatewayNetwork, siteNetwork],
 *   login: { username: "azureadmin", sshPublicKey }, size: "Standard_B1s", zones: ["1", "2", "3"],
 *   image: { publisher: "canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
 * });
 */
export class DualStackTestVm extends Construct {
  readonly vm: LinuxVirtualMachine;
  readonly publicAddress: string;

  constructor(scope: Construct, id: string, props: DualStackTestVmProps) {
    super(scope, id);
    const { name, resourceGroup, after = [], names = DEFAULT_NAMES, tags } = props;
    const nsg = new DualStackNsg(this, "nsg", { ...props, name: nameBy(names.networkSecurityGroup, { name }) });
    const { nic, publicIp, association } = new DualStackNic(this, "nic", {
      ...props,
      name: nameBy(names.networkInterface, { name }),
      publicIpName: nameBy(names.testVmPublicIp, { name }),
      securityGroup: nsg.group,
    });
    this.publicAddress = publicIp.ipAddress;
    this.vm = new LinuxVirtualMachine(this, "Resource", {
      ...linuxMachineAttributes({
        name,
        diskName: nameBy(names.osDisk, { name }),
        login: props.login,
        customData: render(readTemplate("test-vm.cloud-init"), { name }),
        diskType: "StandardSSD_LRS",
        version: props.machineVersion,
      }),
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      size: props.size,
      networkInterfaceIds: [nic.id],
      sourceImageReference: { ...props.image },
      tags,
      dependsOn: [association, ...after],
    });
  }
}
