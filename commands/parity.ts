import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parityPage } from "../simulator/parity";
import { word } from "./word";

export const parity = word({
  name: "parity",
  does: "Write docs/simulator-parity.md from the simulator's rules and facts.",
  takes: [],
  examples: ["npm run parity"],
  hidden: true,
  run: ({ project }) => {
    writeFileSync(join(project, "docs", "simulator-parity.md"), parityPage());
    return 0;
  },
});
