import { advise, type Failure } from "./advice";
import type { AzureDoor } from "./azure-door";
import { paintFor } from "./colour";
import { leftovers } from "./leftovers";
import { readState } from "./state";
import { deployedStacks, stateFile, synthesizedStacks } from "./synthesized";
import type { Target } from "./target";
import type { Diagnostic } from "./terraform-json";

/** Shows each diagnostic of a stack once: summary, resource, detail. */
export function printDiagnostics({ env }: Target, stack: string, diagnostics: readonly Diagnostic[]): void {
  const paint = paintFor(process.stderr, env);
  const texts = diagnostics.map(({ severity, summary, detail, address }) =>
    [
      `${severity === "error" ? paint("red", "Error") : paint("yellow", "Warning")} in ${stack}: ${summary}`,
      ...(address ? [`  ${address}`] : []),
      ...(detail ? detail.split("\n").map((line) => `  ${line}`.trimEnd()) : []),
    ].join("\n"),
  );
  for (const text of new Set(texts)) console.error(text);
}

/** Shows the way on from a failed run: {@link advise}, with what states, stacks and the simulated cloud say. */
export async function printWays(
  target: Target,
  azure: AzureDoor | undefined,
  goal: Failure["goal"],
  errors: readonly Diagnostic[],
  more: readonly string[] = [],
): Promise<void> {
  const { home } = target;
  const resources = (azure ? deployedStacks(home) : []).flatMap((stack) =>
    readState(stateFile(home, stack)).resources.map((resource) => ({ stack, ...resource })),
  );
  const ways = advise({
    target,
    goal,
    printed: onOneLine(errors),
    stacks: synthesizedStacks(home),
    tainted: resources.filter(({ tainted }) => tainted),
    leftovers: azure ? await leftovers(target, azure) : [],
  });
  console.error(`\n${[...ways, ...more].join("\n")}`);
}

/** Errors in the order of Terraform's own text. */
export function onOneLine(errors: readonly Diagnostic[]): string {
  return errors
    .map(({ summary, detail, address }) => `Error: ${summary}${address ? ` with ${address},` : ""} ${detail}`)
    .join(" ")
    .replace(/\s+/g, " ");
}
