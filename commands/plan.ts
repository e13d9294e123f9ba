import { plan as planOf } from "../runner/plan";
import { atWork, synthesis } from "./at-work";
import { LAB, readConfig } from "./config-file";
import { targetOf } from "./target";
import { word } from "./word";

export const plan = word({
  name: "plan",
  does: "Show what deploy would change, and change nothing.",
  takes: ["simulate", "config", "strict", "verbose", "json"],
  examples: ["npx vpn plan --config config/mine.json", "npm start -- plan", "npm start -- plan --json"],
  exits: "2 there are changes",
  run: (shell, options) => {
    const config = readConfig(shell, options, options.simulate ? LAB : undefined);
    const target = targetOf(shell, options, config);
    return atWork(target, () => planOf(target, synthesis(target, config), options));
  },
});
