import { UserError } from "../lib/model/user-error";
import type { AzureDoor } from "../runner/azure-door";
import { Simulator } from "../runner/process";
import { simulatedAzure } from "../runner/target";
import { atWork } from "./at-work";
import { word } from "./word";

export const drift = word({
  name: "drift",
  does: "Let something change in the simulated Azure that Terraform knows nothing of.",
  takes: [],
  define: (command) => command.argument("[word]", "what changes; without it, the words are listed"),
  examples: ["npx vpn drift", "npx vpn drift policy-tags", "npm start -- plan"],
  run: (shell, _, [what]) => {
    const target = simulatedAzure(shell.project);
    return atWork(target, async () => {
      const changed = await Simulator.ask(target.home, (azure) =>
        what === undefined ? refuse(azure) : azure.drift(what),
      );
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
