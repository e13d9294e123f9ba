import { UserError } from "../lib/model/user-error";
import { describeLeftovers, leftovers, removeLeftovers } from "./leftovers";
import { brokenStates, repair } from "./repair";

const WAYS = {
  deploy: "npm start -- deploy --remove-leftovers",
  destroy: "npm start -- destroy --remove-leftovers",
} as const;

/**
 * Settles what an earlier run has left before the next one begins: broken states make way for their
 * backups, and resources that no state knows are named. Those are removed only when that is asked for.
 *
 * @throws UserError where a state is lost, and with it what the cloud has of its stack
 */
export function settle(home: string, command: "deploy" | "destroy", remove = false): void {
  const broken = brokenStates(home);
  const lost = broken.filter(({ backup }) => backup === undefined);
  // With nothing in the cloud that the other states do not know, a state without a backup had nothing to say.
  if (lost.length > 0 && !remove && leftovers(home).length > 0) {
    const missing = lost.map(({ message }) => `${message}, and there is no backup of it.`);
    throw new UserError(
      [
        ...missing,
        describeLeftovers(leftovers(home)),
        "Put a copy of the state in its place, if you have one. Or give it up, and have these resources removed:",
        `  ${WAYS[command]}`,
      ].join("\n"),
    );
  }
  for (const state of broken) console.log(repair(state));
  const found = leftovers(home);
  if (found.length === 0) return;
  console.log(describeLeftovers(found));
  if (remove) {
    removeLeftovers(home, found);
    console.log("They are removed from the simulated cloud.");
  } else {
    console.log(`They stay. A run that meets one ends in "already exists"; ${WAYS[command]} removes them.`);
  }
}

/** Names what {@link settle} would settle, and changes nothing. @returns whether states can be read */
export function inspect(home: string, say: (text: string) => void = console.log): boolean {
  const broken = brokenStates(home);
  for (const { message, backup } of broken) {
    console.error(
      backup
        ? `${message}. The next deploy or destroy moves it aside and puts its backup in its place.`
        : `${message}, and there is no backup of it. Put a copy of it there, if you have one; npm start says what is left.`,
    );
  }
  const found = leftovers(home);
  if (found.length > 0) say(`${describeLeftovers(found)}\n${WAYS.deploy} removes them.`);
  return broken.length === 0;
}
