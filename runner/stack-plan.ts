import { rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { errorsOf, type Driver, type Listener } from "./driver";
import { inOrder, type StackOrder } from "./stack-order";
import { outputsRead, producersOf, stackFolder } from "./synthesized";
import type { Target } from "./target";
import type { Action, Diagnostic, OutputEvent } from "./terraform-json";

export interface PlannedChange {
  readonly address: string;
  readonly action: Action;
  /** What forces a replacement, or why a resource goes. */
  readonly because?: string;
}

/** What Terraform would do to a stack. */
export interface StackPlan {
  readonly stack: string;
  readonly changes: readonly PlannedChange[];
  /** Outputs that would change, by name. */
  readonly outputs: Readonly<Record<string, Action>>;
  /** Stacks that must be deployed before this one can be planned; empty where it was planned. */
  readonly waitsFor: readonly string[];
  /** Stacks whose outputs will change, and whose old ones this plan was made with. */
  readonly outdated: readonly string[];
  readonly errors: readonly Diagnostic[];
  /** Terraform's own text. */
  readonly text: readonly string[];
}

const FILE = "planned.tfplan";

/** A plan in the words of `terraform show -json`, of which only names are read, no value. */
const shown = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        change: z.object({ replace_paths: z.array(z.array(z.unknown())).optional() }),
      }),
    )
    .default([]),
});

/** Why Terraform replaces or deletes what nobody has changed. */
const REASONS: Readonly<Record<string, string>> = {
  tainted: "marked as tainted",
  requested: "asked for",
  replace_triggered_by: "replace_triggered_by",
  delete_because_no_resource_config: "no longer in the config",
  delete_because_wrong_repetition: "no longer in the config",
  delete_because_count_index: "no longer in the config",
  delete_because_each_key: "no longer in the config",
  delete_because_no_module: "no longer in the config",
};

/** Plans stacks, changes nothing, and leaves each stack's plan in its folder, where {@link applyArguments} finds it. */
export async function planStacks(
  target: Target,
  driver: Driver,
  order: StackOrder,
  options: { readonly verbose?: boolean; readonly flags?: readonly string[]; readonly listener?: Listener } = {},
): Promise<StackPlan[]> {
  const plans = new Map<string, StackPlan>();
  await inOrder(order, async (stack) => {
    const producers = producersOf(target.home, stack).flatMap((producer) => plans.get(producer) ?? []);
    const reads = (producer: StackPlan, ...actions: Action[]) =>
      outputsRead(target.home, stack, producer.stack).some((name) => actions.includes(producer.outputs[name]!));
    const named = (those: readonly StackPlan[]) => those.map((producer) => producer.stack);
    const waitsFor = named(producers.filter((one) => one.waitsFor.length > 0 || reads(one, "create")));
    const plan =
      waitsFor.length > 0
        ? { stack, changes: [], outputs: {}, waitsFor, outdated: [], errors: [], text: [] }
        : await planStack(target, driver, stack, options);
    plans.set(stack, { ...plan, outdated: named(producers.filter((one) => reads(one, "update", "replace"))) });
    return plan.errors.length === 0 && !driver.stopped;
  });
  return order.stacks.flatMap((stack) => plans.get(stack) ?? []);
}

export async function planStack(
  target: Target,
  driver: Driver,
  stack: string,
  {
    verbose = false,
    flags = [],
    listener,
  }: { readonly verbose?: boolean; readonly flags?: readonly string[]; readonly listener?: Listener } = {},
): Promise<StackPlan> {
  // A lock is a file beside the state, and this run has the simulator's folder to itself.
  const lock = target.simulated ? ["-lock=false"] : [];
  const { events } = await driver.run(stack, ["plan", `-out=${FILE}`, ...lock, ...flags], listener);
  const planned = events.flatMap((event) => (event.kind === "planned" ? [event] : []));
  const outputs = events.flatMap((event) => (event.kind === "outputs" ? [event.outputs] : [])).at(-1) ?? {};
  const errors = errorsOf(events);
  const forced = planned.some(({ action }) => action === "replace") ? await forcing(driver, stack) : new Map();
  return {
    stack,
    changes: planned.map(({ address, action, reason = "" }) => {
      const because = (forced.get(address) as string | undefined) ?? REASONS[reason];
      return { address, action, ...(because && { because }) };
    }),
    outputs: changing(outputs),
    waitsFor: [],
    outdated: [],
    errors,
    text: verbose && errors.length === 0 ? await driver.text(stack, ["show", "-no-color", FILE]) : [],
  };
}

/** The attributes that force each replacement, by the resource's address. */
async function forcing(driver: Driver, stack: string): Promise<ReadonlyMap<string, string>> {
  const text = (await driver.text(stack, ["show", "-json", FILE])).find((line) => line.startsWith("{"));
  const { resource_changes: changes } = shown.parse(JSON.parse(text ?? "{}"));
  return new Map(
    changes.flatMap(({ address, change: { replace_paths: paths = [] } }) => {
      const names = [...new Set(paths.map(([name]) => String(name)))].sort();
      return names.length > 0 ? [[address, names.join(", ")] as const] : [];
    }),
  );
}

function changing(outputs: Readonly<Record<string, OutputEvent>>): Record<string, Action> {
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([name, { action = "noop" }]) => (action === "noop" ? [] : [[name, action]])),
  );
}

/** Has `terraform apply` do what was planned for a stack. */
export const applyArguments = ["apply", FILE] as const;

/** Removes plans, which hold secrets. */
export function forgetPlans(target: Target, stacks: readonly string[]): void {
  for (const stack of stacks) rmSync(join(stackFolder(target.home, stack), FILE), { force: true });
}

export const changesAnything = ({ changes, outputs, waitsFor }: StackPlan): boolean =>
  changes.length > 0 || Object.keys(outputs).length > 0 || waitsFor.length > 0;

/** What goes in a plan, wholly or to be made anew. */
export const losses = ({ changes }: StackPlan): PlannedChange[] =>
  changes.filter(({ action }) => action === "replace" || action === "delete");
