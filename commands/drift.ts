import { UserError } from "../lib/model/user-error";
import type { AzureDoor } from "../runner/azure-door";
import { Simulator } from "../runner/process";
import { atWork } from "./at-work";
import { targetOf } from "./target";
import { word } from "./word";

export const drift = word({
  name: "drift",
  does: "Let something change in the simulated Azure that Terraform knows nothing of.",
  takes: [],
  define: (command) => command.argument("[word]", "what changes; without it, the words are listed"),
  examples: ["npx vpn drift", "npx vpn drift policy-tags", "npm start -- plan"],
  run: (shell, _, [what]) => {
    const target = targetOf(shell, { simulate: true });
    return atWork(target, async () => {
      const changed = await Simulator.ask(target, (azure) => (what === undefined ? refuse(azure) : azure.drift(what)));
      shell.print(`${changed.length} resources changed${changed.map((id) => `\n  ${id}`).join("")}`);
      return 0;
    });
  },
});

/** @throws UserError that explains the words */
async function refuse(azure: AzureDoor): Promise<never> {
  const words = await azure.drifts();
  const lines = words.map(({ word, explanation }) => `    ${word.padEnd(18)} ${explanation}`);
  throw new UserError(["drift needs a word; give one of these:", ...lines].join("\n"));
}
