import { InvalidArgumentError, type Command } from "commander";
import { LAB, readConfig } from "./config-file";
import { deploy as deployTo } from "./simulated";
import { targetOf } from "./target";
import { word } from "./word";

export interface RunOptions {
  readonly parallelism?: string;
  readonly removeLeftovers?: boolean;
}

/** Options of the words that change a deployment. */
export const runOptions = (command: Command): Command =>
  command
    .option("--parallelism <n>", "stacks that are worked on at a time (default: as many as can be)", numberOfStacks)
    .option("--remove-leftovers", "on the simulated Azure: first remove what no state knows");

function numberOfStacks(text: string): string {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It is no number of stacks.");
  return text;
}

export const deploy = word<RunOptions>({
  name: "deploy",
  does: "Bring Azure to what the config says.",
  takes: ["simulate", "config", "strict", "verbose"],
  define: runOptions,
  examples: ["npx vpn deploy --config config/mine.json", "npm start", "npm start -- --config config/fleet.json"],
  run: (shell, options) => {
    const config = readConfig(shell, options, options.simulate ? LAB : undefined);
    return deployTo(targetOf("deploy", shell, options), config, options, shell);
  },
});
