import { existsSync, rmSync } from "node:fs";
import { lock } from "../runner/lock";
import { simulatedAzure } from "../runner/target";
import { word } from "./word";

export const reset = word({
  name: "reset",
  does: "Forget the simulated Azure, its states and the routers' files.",
  takes: [],
  examples: ["npx vpn reset"],
  run: (shell) => {
    const { home } = simulatedAzure(shell.project);
    // Throws where a run is at work there.
    if (existsSync(home)) lock(home);
    rmSync(home, { recursive: true, force: true });
    shell.print("The simulated cloud is empty.");
    return 0;
  },
});
