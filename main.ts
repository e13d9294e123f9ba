import { withoutTokenTraces } from "./lib/lean-start";
import { App } from "cdktf";
import { withConfig } from "./config/load";
import { addStacks } from "./lib/stacks/deployment";

withConfig((loaded) =>
  withoutTokenTraces(() => {
    const app = new App();
    addStacks(app, loaded);
    app.synth();
  }),
);
