import { resolve } from "node:path";
import { App } from "cdktf";
import { readConfig } from "./commands/config-file";
import { messageOf, shellOfProcess } from "./commands/shell";
import type { LoadedConfig } from "./config/load";
import { addStacks } from "./lib/stacks/deployment";
import { makePrivateFolders, type Folders } from "./lib/stacks/private-folders";

/**
 * Writes Terraform JSON for every stack of a deployment.
 *
 * @throws UserError where a secret would go astray
 */
export function synthesize(loaded: LoadedConfig, { outdir, ...folders }: Partial<Folders> = {}): void {
  const app = new App({ outdir });
  makePrivateFolders(loaded.config, { outdir: resolve(app.outdir), environment: process.env, ...folders });
  addStacks(app, loaded);
  app.synth();
}

// As cdktf runs it; the commands import it.
if (require.main === module) {
  const shell = shellOfProcess();
  try {
    synthesize(readConfig(shell, {}).loaded);
  } catch (error) {
    shell.say(messageOf(error));
    process.exitCode = 1;
  }
}
