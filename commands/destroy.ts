import { destroy as destroyAt } from "../runner/destroy";
import { atWork, statesOf, synthesis } from "./at-work";
import { readConfig } from "./config-file";
import { changeOptions, type ChangeOptions } from "./deploy";
import { forgetDeployment, readDeployment } from "./deployment-record";
import * as onDemand from "./on-demand";
import { forgetResults } from "./results";
import { targetOf } from "./target";
import { word } from "./word";

export const destroy = word<ChangeOptions>({
  name: "destroy",
  does: "Remove these stacks, or all, in the config or not.",
  takes: ["simulate", "config", "strict", "verbose"],
  define: (command) =>
    changeOptions(command.argument("[stack...]", "such as onprem-cat (default: all that is deployed)")),
  examples: ["npx vpn destroy --config config/mine.json", "npm start -- destroy onprem-oslo"],
  notes:
    "In Azure it names what will go, and asks. On the simulated Azure the deployment that is there is removed,\nwhatever VPN_CONFIG names; with --config, only if it is that config's.",
  run: (shell, options, stacks) => {
    const named = options.config !== undefined || !options.simulate;
    const config = named ? readConfig(shell, options) : undefined;
    const target = targetOf(shell, options, config);
    const deployed = readDeployment(target);
    if (!config && deployed) shell.say(`Config: ${deployed.config} (what is deployed is made from it)`);
    return atWork(target, async () => {
      const states = statesOf(target);
      if (config && states) onDemand.privateFolders().refuseOtherDeployment(config.deployment, states);
      const synthesize = config && synthesis(target, config);
      const code = await destroyAt(target, stacks, { ...options, synthesize, terminal: shell.terminal });
      if (code === 0 && stacks.length === 0) {
        forgetDeployment(target);
        forgetResults(target);
      }
      return code;
    });
  },
});
