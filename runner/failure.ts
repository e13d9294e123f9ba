import { advise, type Failure } from "./advice";
import { leftovers } from "./leftovers";
import { readState } from "./state";
import { deployedStacks, stateFile, synthesizedStacks } from "./synthesized";

/** The way on from a failed run: {@link advise}, with what states, stacks and the simulated cloud say. */
export function waysOn(home: string, goal: Failure["goal"], printed: string): string[] {
  const resources = deployedStacks(home).flatMap((stack) =>
    readState(stateFile(home, stack)).resources.map((resource) => ({ stack, ...resource })),
  );
  return advise({
    goal,
    printed,
    stacks: synthesizedStacks(home),
    tainted: resources.filter(({ tainted }) => tainted),
    leftovers: leftovers(home).map(({ type, id }) => ({ type, id: id.replace(`#${type}`, "") })),
  });
}
