import { join } from "node:path";
import { Cloud } from "../simulator/azure/cloud";
import { drift as driftOf, DRIFT_HELP } from "../simulator/azure/drift";
import { simulatedAzure } from "../runner/target";
import { atWork } from "./at-work";
import { word } from "./word";

export const drift = word({
  name: "drift",
  does: "Let something change in the simulated Azure that Terraform knows nothing of.",
  takes: [],
  define: (command) => command.argument("[word]", "what changes"),
  examples: ["npx vpn drift policy-tags", "npm start -- plan"],
  notes: `Words:\n${DRIFT_HELP.join("\n")}`,
  run: (shell, _, [what]) => {
    const target = simulatedAzure(shell.project);
    return atWork(target, () => {
      const changed = driftOf(new Cloud(join(target.home, "cloud")), what);
      shell.print(`${changed.length} resources changed${changed.map(({ id }) => `\n  ${id}`).join("")}`);
      return 0;
    });
  },
});
