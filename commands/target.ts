import { azure, simulatedAzure, type Target } from "../runner/target";
import { inProject } from "./at-work";
import { LAB, readConfig, shown, type NamedConfig } from "./config-file";
import { readDeployment } from "./deployment-record";
import type { Shell } from "./shell";
import type { CommonOptions } from "./word";

/**
 * Where a word is to work, and with which config.
 *
 * @param config on the simulated Azure by default the one that is deployed there
 */
export function targetOf({ project, env }: Shell, { simulate }: CommonOptions, config?: NamedConfig): Target {
  if (!simulate) return azure(project, env, config?.file);
  const target = simulatedAzure(project, env);
  const deployed = readDeployment(target)?.config;
  const file = config?.file ?? (deployed && shown(project, deployed));
  // Without --config, a word there takes the lab.
  return file === undefined || inProject(target, file) === LAB ? target : { ...target, config: file };
}

/** Reads the config as `readConfig` does. On the simulated Azure the default is the one that is deployed there. */
export function readDeployedConfig(shell: Shell, options: CommonOptions): NamedConfig {
  if (!options.simulate) return readConfig(shell, options);
  const deployed = readDeployment(targetOf(shell, options))?.config;
  return readConfig(shell, options, deployed ?? LAB, deployed && "what is deployed is made from it");
}
