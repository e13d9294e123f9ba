import { run, type Simulator } from "./process";
import { readState } from "./state";
import { producersOf, stackFolder, stacks, stateFile } from "./synthesized";
import { binaryName } from "./terraform";

/** Terraform's own plan of each stack, since `cdktf diff` takes one stack at a time. @returns 2 where there are changes */
export async function printPlan(home: string, simulator: Simulator): Promise<number> {
  let changes = false;
  for (const stack of stacks(home)) {
    const missing = producersOf(home, stack).filter(
      (producer) => readState(stateFile(home, producer)).resources.length === 0,
    );
    if (missing.length > 0) {
      console.log(`${stack}: can be planned once ${missing.join(", ")} is deployed`);
      changes = true;
      continue;
    }
    const { code, lines } = await planStack(home, stack, simulator);
    if (code === 0) console.log(`${stack}: no changes`);
    else {
      console.log(`${stack}:`);
      console.log(lines.filter((line) => !/Refreshing state|Reading\.\.\.|Read complete/.test(line)).join("\n"));
      if (code !== 2) return code;
      changes = true;
    }
  }
  return changes ? 2 : 0;
}

/** @returns 0 where nothing is left to do, 2 where something is, and what Terraform printed */
export function planStack(
  home: string,
  stack: string,
  simulator: Simulator,
  ...flags: readonly "-destroy"[]
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  // Unlocked, since a lock is a file beside the state, and this run has the folder to itself.
  return terraformIn(home, stack, simulator, ["plan", ...flags, "-lock=false", "-detailed-exitcode"]);
}

/** Runs Terraform, initialized, on one synthesized stack. @returns its exit code and what it printed */
export async function terraformIn(
  home: string,
  stack: string,
  simulator: Simulator,
  [command, ...args]: readonly [command: "plan" | "destroy" | "import", ...args: string[]],
  onLine: (line: string) => void = () => {},
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const options = {
    cwd: stackFolder(home, stack),
    env: simulator.environment,
    onLine: (line: string) => {
      lines.push(line);
      onLine(line);
    },
  };
  const init = await run(binaryName(), ["init", "-input=false", "-no-color"], options);
  if (init !== 0) return { code: init, lines };
  lines.length = 0;
  const code = await run(binaryName(), [command, "-input=false", "-no-color", ...args], options);
  return { code, lines };
}
