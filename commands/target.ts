import { azure, simulatedAzure, type Target } from "../runner/target";
import type { NamedConfig } from "./config-file";
import type { Shell } from "./shell";
import type { CommonOptions } from "./word";

/** Where a word is to work, and with which config in Azure. */
export const targetOf = ({ project, env }: Shell, { simulate }: CommonOptions, config?: NamedConfig): Target =>
  simulate ? simulatedAzure(project, env) : azure(project, env, config?.file);
