import { azure, simulatedAzure, type Target } from "../runner/target";
import type { Shell } from "./shell";
import type { CommonOptions } from "./word";

/** Where a word is to work. */
export const targetOf = ({ project, env }: Shell, { simulate }: CommonOptions): Target =>
  simulate ? simulatedAzure(project, env) : azure(project, env);
