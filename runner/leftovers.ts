import { existsSync } from "node:fs";
import { join } from "node:path";
import { nameOf, type AzureDoor, type Managed } from "./azure-door";
import { Simulator } from "./process";
import { knownResources } from "./state";
import { deployedStacks, stateFile } from "./synthesized";
import type { Target } from "./target";

/**
 * Resources of the simulated cloud that no state knows: Terraform was killed before it wrote them
 * down, Azure's answer was lost, or somebody else has made them. A broken state knows nothing.
 *
 * @param azure of the simulator that runs; see {@link cloudContents}
 */
export async function leftovers(target: Target, azure?: AzureDoor): Promise<Managed[]> {
  const { home } = target;
  const all = await cloudContents(target, azure);
  const known = new Set(
    deployedStacks(home)
      .flatMap((stack) => knownResources(stateFile(home, stack)))
      .map(nameOf),
  );
  return all.filter((one) => !known.has(nameOf(one)));
}

/**
 * All that the simulated cloud has. Where no simulator runs, or it was killed, one is started to be asked.
 *
 * @throws UserError where the cloud cannot be read
 */
export async function cloudContents(target: Target, azure?: AzureDoor): Promise<Managed[]> {
  try {
    if (azure) return await azure.contents();
  } catch {
    // It was killed; the next one reads the same folder.
  }
  return existsSync(join(target.home, "cloud")) ? Simulator.ask(target, (door) => door.contents()) : [];
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
