import { join } from "node:path";
import { run, type Simulator } from "./process";
import { readState } from "./state";
import { producersOf, stacks, stateFile } from "./synthesized";
import { binaryName } from "./terraform";

/** Terraform's own plan of each stack, since `cdktf diff` takes one stack at a time. */
export async function printPlan(home: string, simulator: Simulator): Promise<number> {
  for (const stack of stacks(home)) {
    const missing = producersOf(home, stack).filter(
      (producer) => readState(stateFile(home, producer)).resources.length === 0,
    );
    if (missing.length > 0) {
      console.log(`${stack}: can be planned once ${missing.join(", ")} is deployed`);
      continue;
    }
    const { code, lines } = await planStack(home, stack, simulator);
    if (code === 0) console.log(`${stack}: no changes`);
    else {
      console.log(`${stack}:`);
      console.log(lines.filter((line) => !/Refreshing state|Reading\.\.\.|Read complete/.test(line)).join("\n"));
      if (code !== 2) return code;
    }
  }
  return 0;
}

/** @returns 0 where nothing is left to do, 2 where something is, and what Terraform printed */
export async function planStack(
  home: string,
  stack: string,
  simulator: Simulator,
  ...flags: readonly "-destroy"[]
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const options = {
    cwd: join(home, "cdktf.out", "stacks", stack),
    env: simulator.environment,
    onLine: (line: string) => void lines.push(line),
  };
  const init = await run(binaryName(), ["init", "-input=false", "-no-color"], options);
  if (init !== 0) return { code: init, lines };
  lines.length = 0;
  const code = await run(binaryName(), ["plan", ...flags, "-input=false", "-no-color", "-detailed-exitcode"], options);
  return { code, lines };
}
