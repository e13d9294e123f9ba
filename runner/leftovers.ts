import { join } from "node:path";
import { Cloud } from "../simulator/azure/cloud";
import { contents, remove, type Managed } from "../simulator/azure/contents";
import { knownResources } from "./state";
import { deployedStacks, stateFile } from "./synthesized";

/**
 * Resources of the simulated cloud that no state knows: Terraform was killed before it wrote them
 * down, Azure's answer was lost, or somebody else has made them. A broken state knows nothing.
 */
export function leftovers(home: string): Managed[] {
  const known = new Set(
    deployedStacks(home)
      .flatMap((stack) => knownResources(stateFile(home, stack)))
      .map(nameOf),
  );
  return contents(new Cloud(join(home, "cloud"))).filter((one) => !known.has(nameOf(one)));
}

const nameOf = ({ type, id }: Managed) => `${type} ${id}`.toLowerCase();

/** Removes resources from the simulated cloud, while no simulator runs. In Azure one deletes them by hand. */
export function removeLeftovers(home: string, resources: readonly Managed[]): void {
  const cloud = new Cloud(join(home, "cloud"));
  for (const one of resources) remove(cloud, one);
}

const SHOWN = 3;

/** How many there are, and the first few. */
export function describeLeftovers(resources: readonly Managed[]): string {
  const more = resources.length - SHOWN;
  return [
    `The simulated cloud has ${resources.length} ${resources.length === 1 ? "resource" : "resources"} that no state knows:`,
    ...resources.slice(0, SHOWN).map(({ type, id }) => `  ${type} ${id}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}
