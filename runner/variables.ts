import { UserError } from "../lib/model/user-error";
import type { Stacks } from "./references";

/**
 * Looks for the variables that the stacks ask for, before any of them is deployed.
 *
 * @throws UserError with every one that has no value
 */
export function requireVariables(stacks: Stacks, environment: NodeJS.ProcessEnv): void {
  const needed = Object.values(stacks).flatMap(({ variable = {} }) =>
    Object.entries(variable).flatMap(([name, { default: fallback }]) => (fallback === undefined ? [name] : [])),
  );
  const missing = [...new Set(needed)].filter((name) => !environment[`TF_VAR_${name}`]);
  if (missing.length === 0) return;
  const list = missing.map((name) => `  TF_VAR_${name}`).join("\n");
  // Terraform skips the variables of a workspace whose execution mode is Local, the one mode that works from here.
  const cloud = Object.values(stacks).some(({ terraform }) => terraform?.cloud)
    ? "\nThose of a workspace in HCP Terraform are for its remote runs alone."
    : "";
  throw new UserError(
    `The config asks for variables ("sharedKeys" or "adminPassword": "variable"), and ${missing.length === 1 ? "one has" : `${missing.length} have`} no value; export:\n${list}${cloud}`,
  );
}
