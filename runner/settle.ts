import { basename } from "node:path";
import { UserError } from "../lib/model/user-error";
import type { AzureDoor } from "./azure-door";
import { describeLeftovers, leftovers } from "./leftovers";
import { brokenStates, repair } from "./repair";
import { commandLine, type Target } from "./target";

/**
 * Settles what an earlier run has left before the next one begins: broken states make way for their
 * backups, and resources that no state knows are named. Those are removed only when that is asked for.
 *
 * @throws UserError where a state is lost, and with it what the cloud has of its stack
 */
export async function settle(
  target: Target,
  azure: AzureDoor,
  command: "deploy" | "destroy",
  remove = false,
): Promise<void> {
  const broken = brokenStates(target.home);
  const lost = broken.filter(({ substitute }) => substitute === undefined);
  // With nothing in the cloud that the other states do not know, a state without a backup had nothing to say.
  const unknown = lost.length > 0 && !remove ? await leftovers(target, azure) : [];
  if (unknown.length > 0) {
    const missing = lost.map(({ message }) => `${message}, and there is no backup of it.`);
    throw new UserError(
      [
        ...missing,
        describeLeftovers(unknown),
        "Put a copy of the state in its place, if you have one. Or give it up, and have these resources removed:",
        `  ${commandLine(target, `${command} --remove-leftovers`)}`,
      ].join("\n"),
    );
  }
  for (const state of broken) console.log(repair(state));
  const found = await leftovers(target, azure);
  if (found.length === 0) return;
  console.log(describeLeftovers(found));
  if (remove) {
    await azure.remove(found);
    console.log("They are removed from the simulated cloud.");
  } else {
    const way = commandLine(target, `${command} --remove-leftovers`);
    console.log(`They stay. A run that meets one ends in "already exists"; ${way} removes them.`);
  }
}

/** Names what {@link settle} would settle, and changes nothing. @returns whether states can be read */
export async function inspect(
  target: Target,
  azure: AzureDoor,
  say: (text: string) => void = console.log,
): Promise<boolean> {
  const broken = brokenStates(target.home);
  for (const { message, substitute } of broken) {
    console.error(
      substitute
        ? `${message}. The next deploy or destroy puts ${basename(substitute)} in its place.`
        : `${message}, and there is no backup of it. Put a copy of it there, if you have one; ${commandLine(target, "deploy")} says what is left.`,
    );
  }
  const found = await leftovers(target, azure);
  if (found.length > 0) {
    say(`${describeLeftovers(found)}\n${commandLine(target, "deploy --remove-leftovers")} removes them.`);
  }
  return broken.length === 0;
}
