import { join } from "node:path";
import { Cloud } from "../simulator/azure/cloud";
import { drift as driftOf, DRIFT_HELP } from "../simulator/azure/drift";
import { atWork } from "./simulated";
import { simulator } from "./target";
import { word } from "./word";

export const drift = word({
  name: "drift",
  does: "Let something change in the simulated Azure that Terraform knows nothing of.",
  takes: [],
  define: (command) => command.argument("[word]", "what changes"),
  examples: ["npx vpn drift policy-tags", "npm start -- plan"],
  notes: `Words:\n${DRIFT_HELP.join("\n")}`,
  run: (shell, _, [what]) => {
    const target = simulator(shell);
    return atWork(target, shell, () => {
      const changed = driftOf(new Cloud(join(target.home, "cloud")), what);
      shell.print(`${changed.length} resources changed${changed.map(({ id }) => `\n  ${id}`).join("")}`);
      return 0;
    });
  },
});
