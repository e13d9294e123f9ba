import { App } from "cdktf";
import { withConfig } from "./config/load";
import { addStacks } from "./lib/stacks/deployment";

withConfig((loaded) => {
  const app = new App();
  addStacks(app, loaded);
  app.synth();
});
