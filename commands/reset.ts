import { reset as forget } from "../runner/reset";
import { targetOf } from "./target";
import { word } from "./word";

export const reset = word({
  name: "reset",
  does: "Forget the simulated Azure, its states and the routers' files.",
  takes: [],
  examples: ["npx vpn reset"],
  run: (shell) => {
    forget(targetOf(shell, { simulate: true }).home);
    shell.print("The simulated cloud is empty.");
    return 0;
  },
});
