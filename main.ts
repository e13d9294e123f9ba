import { resolve } from "node:path";
import { App } from "cdktf";
import { withConfig } from "./config/load";
import { addStacks } from "./lib/stacks/deployment";
import { makePrivateFolders } from "./lib/stacks/private-folders";
import { inWords } from "./runner/system-error";

const command = { name: "npm run synth", does: "Writes Terraform JSON for every stack into cdktf.out." };

try {
  withConfig(command, (loaded) => {
    const app = new App();
    makePrivateFolders(resolve(app.outdir), loaded.config, process.env);
    addStacks(app, loaded);
    app.synth();
  });
} catch (error) {
  const words = inWords(error);
  if (words === undefined) throw error;
  console.error(words);
  process.exitCode = 1;
}
