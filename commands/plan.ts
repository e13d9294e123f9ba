import { LAB, readConfig } from "./config-file";
import { plan as planOf } from "./simulated";
import { targetOf } from "./target";
import { word } from "./word";

export const plan = word({
  name: "plan",
  does: "Show what deploy would change, and change nothing.",
  takes: ["simulate", "config", "strict", "verbose"],
  examples: ["npx vpn plan --config config/mine.json", "npm start -- plan"],
  exits: "2 there are changes",
  run: (shell, options) => {
    const config = readConfig(shell, options, options.simulate ? LAB : undefined);
    return planOf(targetOf("plan", shell, options), config, shell);
  },
});
