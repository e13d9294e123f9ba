import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile } from "./json-file";
import type { Target } from "./target";

/*
 * Where a lab that is kept leaves word of what it serves on loopback: the terminals of the routers, and the reads of
 * the simulated Azure.
 */

export const standInFolder = ({ home }: Pick<Target, "home">) => join(home, "stand-ins");

/** The configuration for ssh, in which each router is a host. */
export const sshConfigFile = (folder: string) => join(folder, "ssh-config");

/** Where the simulated Azure answers, and the token for it. */
export const azureAccessFile = (folder: string) => join(folder, "azure.json");

const access = z.object({ base: z.string(), token: z.string() });

/** @returns undefined where nothing was served, or its lab has taken that down; a lab that was killed leaves word of it */
export function simulatedAzureAccess(target: Target): z.output<typeof access> | undefined {
  const file = azureAccessFile(standInFolder(target));
  if (!existsSync(file)) return undefined;
  return access.parse(readJsonFile(file, "remove it, and start the lab anew"));
}
