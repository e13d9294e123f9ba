import type { LinuxVirtualMachineConfig } from "@cdktf/provider-azurerm/lib/linux-virtual-machine";
import { loginAttributes, type LinuxLogin } from "./linux-login";

export interface LinuxMachineProps {
  readonly name: string;
  readonly diskName: string;
  readonly login: LinuxLogin;
  /** What the machine does at its first boot, in clear text. No secret: Azure shows it to every reader. */
  readonly customData: string;
  readonly diskType: "Standard_LRS" | "StandardSSD_LRS";
  /**
   * A new number makes Terraform replace the machine.
   * @default 1
   */
  readonly version?: number;
}

/**
 * What the virtual machines of this project have in common, as azurerm's attributes.
 *
 * azurerm never reads custom data back, and replaces a machine whose custom data differs, though Azure
 * looks at custom data only at the first boot. So a difference is ignored here. To have a new first boot,
 * raise `version`: the OS disk then has another name, which replaces the machine.
 *
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine
 */
export function linuxMachineAttributes({
  name,
  diskName,
  login,
  customData,
  diskType,
  version = 1,
}: LinuxMachineProps) {
  const { lifecycle, ...attributes } = loginAttributes(login);
  return {
    name,
    ...attributes,
    osDisk: {
      name: version > 1 ? `${diskName}-${version}` : diskName,
      caching: "ReadWrite",
      storageAccountType: diskType,
    },
    customData: Buffer.from(customData).toString("base64"),
    bootDiagnostics: {},
    lifecycle: { ...lifecycle, ignoreChanges: ["custom_data"] },
  } satisfies Partial<LinuxVirtualMachineConfig>;
}
