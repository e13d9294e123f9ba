import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { UserError } from "../lib/model/user-error";
import type { RouterAddress } from "../runner/router-terminal";
import { sshConfigFile, standInFolder } from "../runner/stand-ins";
import type { Shell } from "./shell";
import { targetOf } from "./target";

export interface SshOptions {
  readonly ssh?: string;
  readonly sshConfig?: string;
}

export const sshOptions = (command: Command): Command =>
  command
    .option("--ssh <destination>", "ask the router itself: admin@oslo, or a host of your ssh's configuration")
    .option("--ssh-config <file>", "the configuration for ssh (default: yours)");

/**
 * Where a router is reached.
 *
 * @param name of the router, which is its host's where a lab serves it
 * @throws UserError where nothing says it
 */
export function routerAddress(
  shell: Shell,
  options: SshOptions & { readonly simulate?: boolean },
  name: string,
): RouterAddress {
  const { ssh, sshConfig, simulate } = options;
  if (ssh) return { destination: ssh, ...(sshConfig && { configFile: resolve(shell.cwd, sshConfig) }) };
  const configFile = sshConfigFile(standInFolder(targetOf(shell, { simulate })));
  if (simulate && existsSync(configFile)) return { destination: name, configFile };
  throw new UserError(
    simulate
      ? "No simulated router is there: npm run lab -- --keep starts one, and stays (on Linux, as root); npm run lab -- --keep --paper does so anywhere"
      : "Which router? --ssh admin@oslo names it, as you would log in",
  );
}
