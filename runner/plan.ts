import type { AzureDoor } from "./azure-door";
import { paintFor } from "./colour";
import { printDiagnostics } from "./failure";
import { onTarget, orderOf, type RunOptions, type Synthesis } from "./on-target";
import { planJson, planText } from "./plan-text";
import { Progress } from "./progress";
import { refused } from "./refusals";
import { inspect } from "./settle";
import { changesAnything, forgetPlans, planStacks, type StackPlan } from "./stack-plan";
import { describeStrays } from "./strays";
import { stacks } from "./synthesized";
import type { Target } from "./target";

export interface PlanOptions extends RunOptions {
  /** Prints one JSON document, and all else on stderr. */
  readonly json?: boolean;
  /** Told what each stack's plan is, where every stack has one. */
  readonly planned?: (plans: readonly StackPlan[]) => void;
}

/**
 * Shows what a deployment would change, and changes nothing.
 *
 * @returns the exit code: 0 where nothing would change, 2 where something would, 1 after an error
 */
export async function plan(target: Target, synthesize: Synthesis, options: PlanOptions = {}): Promise<number> {
  const { home, simulated } = target;
  const say = options.json ? console.error : console.log;
  const check = (azure?: AzureDoor) => !azure || inspect(target, azure, say);
  return onTarget(target, { synthesize, check }, async (driver) => {
    const names = stacks(home);
    const progress = new Progress(target.env, names, false, process.stderr);
    try {
      const order = orderOf(target, names, options);
      const plans = await planStacks(target, driver, order, { ...options, listener: progress.take });
      progress.stop();
      if (options.json) console.log(JSON.stringify(planJson(plans), null, 2));
      else {
        for (const { text } of plans) if (text.length > 0) console.log(text.join("\n"));
        console.log(planText(plans, paintFor(process.stdout, target.env)).join("\n"));
      }
      describeStrays(target).forEach((line) => say(line));
      const problems = simulated ? refused(home) : [];
      for (const problem of problems) console.error(`deploy would refuse this: ${problem}`);
      for (const { stack, errors } of plans) printDiagnostics(target, stack, errors);
      const failed =
        problems.length > 0 || plans.length < names.length || plans.some(({ errors }) => errors.length > 0);
      if (!failed) options.planned?.(plans);
      return failed ? 1 : plans.some(changesAnything) ? 2 : 0;
    } finally {
      progress.stop();
      forgetPlans(target, names);
    }
  });
}
