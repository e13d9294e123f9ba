import * as onDemand from "./on-demand";
import { count, word } from "./word";

export const soak = word<{ readonly rounds: number; readonly seed: number }>({
  name: "soak",
  does: "Deploy, change and destroy on the simulated Azure, over and over, with mishaps on the way.",
  takes: [],
  define: (command) =>
    command
      .option("--rounds <n>", "how many rounds", count, 20)
      .option("--seed <n>", "of the random choices, to repeat a run", count, 1),
  examples: ["npm run soak -- --rounds 200"],
  notes: `It kills Terraform or the simulator at random moments, lets random operations fail and cuts state files
off. It uses npm start alone, in a copy of the project, and does what that says. What each run claims is
counted against the cloud and the states. After each round the deployment must be whole, with no resource
that Terraform does not know and no secret where none may be.`,
  exits: "1 also where anything was lost, or claimed that is not so",
  hidden: true,
  run: async ({ env }, { rounds, seed }) => ((await onDemand.soak().runSoak(rounds, seed, env)) ? 0 : 1),
});
