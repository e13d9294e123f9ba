import { availableParallelism } from "node:os";
import { join } from "node:path";

/** Where a project is deployed: in Azure, or on a simulated Azure. */
export interface Target {
  /** The project's folder. */
  readonly project: string;
  /** The folder that has `cdktf.out`, and beside it `state` and `generated`. */
  readonly home: string;
  /**
   * Whether Azure is simulated: then a simulator is started, every state is kept here, what no state
   * knows can be told and removed, and nothing is asked, since nothing can be lost.
   */
  readonly simulated: boolean;
  /** Stacks that are worked on at a time, where the user does not say. */
  readonly parallelism: number;
  /** What the process has. Children get `environment(target)` of it. */
  readonly env: NodeJS.ProcessEnv;
  /** The config file, as a command is to name it; absent where a command takes it without being told. */
  readonly config?: string;
}

/** The simulated Azure of a project, in its folder `.simulator`. */
export function simulatedAzure(project: string, env: NodeJS.ProcessEnv, config?: string): Target {
  return {
    project,
    home: join(project, ".simulator"),
    simulated: true,
    // The simulator answers at once, so that more would only wait for a processor.
    parallelism: 2 * availableParallelism(),
    env,
    config,
  };
}

/** The simulated Azure's subscription, where neither config nor environment names one. */
export const SIMULATED_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** Azure itself: states are where the config's backend says. */
export function azure(project: string, env: NodeJS.ProcessEnv, config?: string): Target {
  return { project, home: project, simulated: false, parallelism: Infinity, env, config };
}

/** What a user is to type for these words of `vpn` on this target. */
export function commandLine({ simulated, config }: Target, words: string): string {
  const named = config === undefined ? [] : [`--config ${config}`];
  if (!simulated) return ["npx vpn", words, ...named].join(" ");
  // Its word where none is given.
  const args = [...(words === "deploy" ? [] : [words]), ...named];
  return ["npm start", ...(args.length > 0 ? ["--", ...args] : [])].join(" ");
}

/** Where stacks are synthesized into. */
export const outputFolder = ({ home }: Target) => join(home, "cdktf.out");
