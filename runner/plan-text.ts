import type { Paint } from "./colour";
import { changesAnything, type StackPlan } from "./stack-plan";
import type { Action } from "./terraform-json";

/** Actions in the order in which they are shown: what goes comes first. */
const GROUPS = [
  { action: "replace", title: "REPLACE", verb: "to replace", colour: "red" },
  { action: "delete", title: "DESTROY", verb: "to destroy", colour: "red" },
  { action: "forget", title: "forget", verb: "to forget", colour: "yellow" },
  { action: "remove", title: "forget", verb: "to forget", colour: "yellow" },
  { action: "update", title: "change", verb: "to change", colour: "yellow" },
  { action: "move", title: "move", verb: "to move", colour: "green" },
  { action: "import", title: "import", verb: "to import", colour: "green" },
  { action: "create", title: "add", verb: "to add", colour: "green" },
] as const satisfies readonly { readonly action: Action; readonly [other: string]: string }[];

/** A line for each resource, grouped by action, then the counts of each stack. */
export function planText(plans: readonly StackPlan[], paint: Paint): string[] {
  const lines = GROUPS.flatMap(({ action, title, colour }) => {
    const changes = plans.flatMap(({ stack, changes }) =>
      changes
        .filter((change) => change.action === action)
        .map(({ address, because }) => `  ${stack}  ${address}${because ? `  (${because})` : ""}`),
    );
    if (changes.length === 0) return [];
    const isLoss = action === "replace" || action === "delete";
    return [
      paint(isLoss ? "bold" : colour, title),
      ...changes.map((line) => (isLoss ? paint(colour, line) : line)),
      "",
    ];
  });
  return [
    ...lines,
    ...plans.filter(({ errors }) => errors.length === 0).map((plan) => `${plan.stack}: ${counts(plan)}`),
  ];
}

/** Such as "1 to replace, 2 to add". */
export function counts(plan: StackPlan): string {
  const { changes, outputs, waitsFor, outdated } = plan;
  if (waitsFor.length > 0) return `can be planned once ${waitsFor.join(", ")} is deployed`;
  const parts = GROUPS.flatMap(({ action, verb }) => {
    const count = changes.filter((change) => change.action === action).length;
    return count > 0 ? [`${count} ${verb}`] : [];
  });
  const names = Object.keys(outputs);
  if (parts.length === 0 && names.length > 0) parts.push(`only outputs change: ${names.join(", ")}`);
  const text = changesAnything(plan) ? parts.join(", ") : "no changes";
  return outdated.length > 0 ? `${text}; planned on what ${outdated.join(", ")} puts out now, which will change` : text;
}

/** The same for a program. */
export function planJson(plans: readonly StackPlan[]): object {
  return {
    changes: plans.some(changesAnything),
    stacks: plans.map(({ text: _, outputs, ...plan }) => ({ ...plan, outputs: Object.keys(outputs) })),
  };
}
