import { resolve } from "node:path";
import { App } from "cdktf";
import { readConfig } from "./commands/config-file";
import { messageOf, shellOfProcess } from "./commands/shell";
import type { Deployment } from "./lib/model/deployment";
import { addStacks } from "./lib/stacks/deployment";
import { makePrivateFolders, type Folders } from "./lib/stacks/private-folders";

export function synthesize(deployment: Deployment, { outdir, ...folders }: Partial<Folders> = {}): void {
  const app = new App({ outdir });
  makePrivateFolders(deployment, { outdir: resolve(app.outdir), environment: process.env, ...folders });
  addStacks(app, deployment);
  app.synth();
}

// As cdktf runs it; the commands import it.
if (require.main === module) {
  const shell = shellOfProcess();
  try {
    synthesize(readConfig(shell, {}).deployment);
  } catch (error) {
    shell.say(messageOf(error));
    process.exitCode = 1;
  }
}
