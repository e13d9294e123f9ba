import { resolve } from "node:path";
import { App } from "cdktf";
import { withConfig } from "./config/load";
import { addStacks } from "./lib/stacks/deployment";
import { makePrivateFolders } from "./lib/stacks/private-folders";

withConfig((loaded) => {
  const app = new App();
  makePrivateFolders(resolve(app.outdir), loaded.config, process.env);
  addStacks(app, loaded);
  app.synth();
});
