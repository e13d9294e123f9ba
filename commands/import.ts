import { readConfig } from "./config-file";
import { readDeployment } from "./deployment-record";
import { takeIn } from "../runner/take-in";
import { atWork } from "./at-work";
import { targetOf } from "./target";
import { word } from "./word";

export const importWord = word({
  name: "import",
  does: "Take a resource that Azure has into a stack's state.",
  takes: ["simulate", "config", "strict", "verbose"],
  define: (command) =>
    command
      .argument("[what...]", "the stack, where several have the address; Terraform's address; Azure's id")
      .usage("[options] [stack] <address> <id>"),
  examples: [
    "npx vpn import --config config/mine.json onprem-cat azurerm_resource_group.resource-group /subscriptions/.../resourceGroups/dual-stack-onprem-cat",
    "npm start -- import onprem-cat azurerm_resource_group.resource-group /subscriptions/.../resourceGroups/dual-stack-onprem-cat",
  ],
  notes: "A failed deployment prints the whole line for each resource that exists already.",
  run: (shell, options, args) => {
    const config = options.simulate ? undefined : readConfig(shell, options);
    const target = targetOf(shell, options, config);
    const deployed = readDeployment(target);
    if (deployed) shell.say(`Config: ${deployed.config} (what is deployed is made from it)`);
    return atWork(target, () => takeIn(target, args));
  },
});
