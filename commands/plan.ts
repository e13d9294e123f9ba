import { resultOf } from "../lib/verify/result";
import { plan as planOf } from "../runner/plan";
import { counts } from "../runner/plan-text";
import { changesAnything, type StackPlan } from "../runner/stack-plan";
import type { Target } from "../runner/target";
import { atWork, inProject, synthesis } from "./at-work";
import { LAB, readConfig } from "./config-file";
import { keepResult } from "./results";
import { targetOf } from "./target";
import { word } from "./word";

export const plan = word({
  name: "plan",
  does: "Show what deploy would change, and change nothing.",
  takes: ["simulate", "config", "strict", "verbose", "json"],
  examples: ["npx vpn plan --config config/mine.json", "npm start -- plan", "npx vpn --simulate plan --json"],
  exits: "2 there are changes",
  run: (shell, options) => {
    const config = readConfig(shell, options, options.simulate ? LAB : undefined);
    const target = targetOf(shell, options, config);
    const planned = (plans: readonly StackPlan[]) => keepPlans(target, inProject(target, config.file), plans);
    return atWork(target, () => planOf(target, synthesis(target, config), { ...options, planned }));
  },
});

function keepPlans(target: Target, config: string, plans: readonly StackPlan[]): void {
  const checks = plans.map((one) => ({
    check: one.stack,
    outcome: changesAnything(one) ? ("degraded" as const) : ("passed" as const),
    seen: counts(one),
  }));
  keepResult(target, resultOf({ word: "plan", config, ended: new Date().toISOString() }, checks));
}
