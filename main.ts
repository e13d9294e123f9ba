import { resolve } from "node:path";
import { App } from "cdktf";
import { withConfig } from "./config/load";
import { addStacks } from "./lib/stacks/deployment";
import { makePrivateFolders } from "./lib/stacks/private-folders";

const command = { name: "npm run synth", does: "Writes Terraform JSON for every stack into cdktf.out." };

withConfig(command, ({ deployment }) => {
  const app = new App();
  makePrivateFolders(resolve(app.outdir), deployment, process.env);
  addStacks(app, deployment);
  app.synth();
});
