import type { Command } from "commander";
import { deploy as deployTo, type DeployOptions } from "../runner/deploy";
import type { Target } from "../runner/target";
import { atWork, inProject, synthesis } from "./at-work";
import { LAB, readConfig, type NamedConfig } from "./config-file";
import { recordDeployment } from "./deployment-record";
import { targetOf } from "./target";
import { count, word } from "./word";

export interface ChangeOptions {
  readonly parallelism?: number;
  readonly removeLeftovers?: boolean;
  readonly yes?: boolean;
}

/** Options of the words that change a deployment. */
export const changeOptions = (command: Command): Command =>
  command
    .option("--parallelism <n>", "stacks that are worked on at a time (default: as many as can be)", count)
    .option("-y, --yes", "in Azure: ask nothing")
    .option("--remove-leftovers", "on the simulated Azure: first remove what no state knows");

/** Deploys a config, and writes down that it did. @returns the exit code */
export const deployConfig = (target: Target, config: NamedConfig, options: DeployOptions): Promise<number> =>
  atWork(target, () =>
    recordDeployment(target, inProject(target, config.file), (begin) =>
      deployTo(target, synthesis(target, config), { ...options, begin }),
    ),
  );

export const deploy = word<ChangeOptions>({
  name: "deploy",
  does: "Bring Azure to what the config says.",
  takes: ["simulate", "config", "strict", "verbose"],
  define: changeOptions,
  examples: ["npx vpn deploy --config config/mine.json", "npm start", "npm start -- --config config/fleet.json"],
  notes: "In Azure it shows the plan and asks before it changes anything.",
  run: (shell, options) => {
    const config = readConfig(shell, options, options.simulate ? LAB : undefined);
    const { terminal } = shell;
    return deployConfig(targetOf(shell, options, config), config, { ...options, terminal });
  },
});
