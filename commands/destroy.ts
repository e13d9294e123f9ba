import { readConfig } from "./config-file";
import { runOptions, type RunOptions } from "./deploy";
import { readDeployment } from "./deployment-record";
import { destroy as destroyAt, stateFolder } from "./simulated";
import { targetOf } from "./target";
import { word } from "./word";

export const destroy = word<RunOptions>({
  name: "destroy",
  does: "Remove these stacks, or all, in the config or not.",
  takes: ["simulate", "config", "strict", "verbose"],
  define: (command) => runOptions(command.argument("[stack...]", "such as onprem-cat (default: all that is deployed)")),
  examples: ["npx vpn destroy --config config/mine.json", "npm start -- destroy onprem-oslo"],
  notes:
    "On the simulated Azure the deployment that is there is removed, whatever VPN_CONFIG names; with --config, only if it is that config's.",
  run: (shell, options, stacks) => {
    const named = options.config !== undefined || !options.simulate;
    const config = named ? readConfig(shell, options) : undefined;
    const target = targetOf("destroy", shell, options);
    const deployed = readDeployment(stateFolder(target));
    if (!config && deployed) shell.say(`Config: ${deployed.config} (what is deployed is made from it)`);
    return destroyAt(target, stacks, config, options, shell);
  },
});
