import { Fn } from "cdktf";
import type { LinuxVirtualMachineConfig } from "@cdktf/provider-azurerm/lib/linux-virtual-machine";

/** How an administrator logs in: with a password (usually a token) or with an SSH key, never both. */
export type LinuxLogin = { readonly username: string } & (
  | { readonly password: string; readonly sshPublicKey?: never }
  | { readonly sshPublicKey: string; readonly password?: never }
);

/**
 * A login as azurerm's attributes of a Linux virtual machine. Terraform checks the password, which is a token here.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/linux/faq
 */
export function loginAttributes(
  login: LinuxLogin,
): Pick<
  LinuxVirtualMachineConfig,
  "adminUsername" | "adminPassword" | "adminSshKey" | "disablePasswordAuthentication" | "lifecycle"
> {
  const { username, password, sshPublicKey } = login;
  return sshPublicKey === undefined
    ? {
        adminUsername: username,
        adminPassword: password,
        disablePasswordAuthentication: false,
        lifecycle: {
          precondition: [
            {
              condition: Fn.can(Fn.regex("^[!-~]{12,72}$", password)),
              errorMessage: "The administrator's password must be 12 to 72 printable ASCII characters without space.",
            },
          ],
        },
      }
    : {
        adminUsername: username,
        adminSshKey: [{ username, publicKey: sshPublicKey }],
        disablePasswordAuthentication: true,
      };
}
