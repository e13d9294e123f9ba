import { existsSync, readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { knownResources } from "./state";
import { stackFolder, stacks, terraformBlock } from "./synthesized";
import { commandLine, type Target } from "./target";

/**
 * Stacks that have left the config and still have resources: their states lie beside those of the
 * config's stacks. A remote backend is not searched.
 */
export function strays(home: string): string[] {
  const current = stacks(home);
  const folders = new Set(
    current.flatMap((stack) => {
      const path = terraformBlock(home, stack)?.backend?.local?.path;
      return path === undefined ? [] : [dirname(resolve(stackFolder(home, stack), path))];
    }),
  );
  return [...folders].filter(existsSync).flatMap((folder) =>
    readdirSync(folder).flatMap((name) => {
      const stack = /^terraform\.(.+)\.tfstate$/.exec(name)?.[1];
      if (stack === undefined || current.includes(stack)) return [];
      return knownResources(resolve(folder, name)).length > 0 ? [stack] : [];
    }),
  );
}

/** Names {@link strays}, each with the command that removes it. */
export function describeStrays(target: Target): string[] {
  const lines = strays(target.home).map((stack) => `  ${stack}: ${commandLine(target, `destroy ${stack}`)}`);
  return lines.length === 0 ? [] : ["\nStill deployed, though not in the config:", ...lines];
}
