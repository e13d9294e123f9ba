import type { LinuxVirtualMachineConfig } from "@cdktf/provider-azurerm/lib/linux-virtual-machine";

/** How an administrator logs in: with a password (usually a token) or with an SSH key, never both. */
export type LinuxLogin = { readonly username: string } & (
  | { readonly password: string; readonly sshPublicKey?: never }
  | { readonly sshPublicKey: string; readonly password?: never }
);

/** A login as azurerm's attributes of a Linux virtual machine. */
export function loginAttributes(
  login: LinuxLogin,
): Pick<
  LinuxVirtualMachineConfig,
  "adminUsername" | "adminPassword" | "adminSshKey" | "disablePasswordAuthentication"
> {
  const { username, password, sshPublicKey } = login;
  return sshPublicKey === undefined
    ? { adminUsername: username, adminPassword: password, disablePasswordAuthentication: false }
    : {
        adminUsername: username,
        adminSshKey: [{ username, publicKey: sshPublicKey }],
        disablePasswordAuthentication: true,
      };
}
