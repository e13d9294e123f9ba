import { join } from "node:path";
import { Cloud } from "./azure/cloud";
import { keyOf } from "./azure/ids";
import { readState, repairState } from "./state";
import { deployedStacks, stateFile } from "./synthesized";

/**
 * Removes what a killed run has left: resources of the simulated cloud that no state knows, because
 * Terraform ended before it wrote them down. In Azure one would import them or delete them by hand.
 *
 * @returns how many
 */
export function sweep(home: string): number {
  const cloud = new Cloud(join(home, "cloud"));
  const states = deployedStacks(home).map((stack) => stateFile(home, stack));
  states.forEach(repairState);
  const known = new Set(
    states.flatMap((file) => readState(file).resources).map(({ type, id }) => keyOf(type, id).toLowerCase()),
  );
  const orphans = cloud.all().filter(({ id }) => !known.has(id.toLowerCase()));
  for (const { id } of orphans) cloud.remove(id);
  return orphans.length;
}
