import { withoutTokenTraces } from "./lib/lean-start";
import { App } from "cdktf";
import { withConfig } from "./config/load";
import { addStacks } from "./lib/stacks/deployment";

const command = { name: "npm run synth", does: "Writes Terraform JSON for every stack into cdktf.out." };

withConfig(command, (loaded) =>
  withoutTokenTraces(() => {
    const app = new App();
    addStacks(app, loaded);
    app.synth();
  }),
);
