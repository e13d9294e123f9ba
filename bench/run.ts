import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { simulatedAzure } from "../runner/target";
import { environment } from "../runner/terraform";
import { ProjectCopy } from "../testing/project-copy";
import { emptyApp, fleetOf, mixedFleetOf, stockApp, synthesized } from "./apps";
import { perCall } from "./calls";
import { measure, NODE, type Subject } from "./measure";
import { report } from "./report";

/** What can be measured. */
export type Part = "a" | "b" | "c" | "d" | "e" | "f";

const LEAN_START = "./lean-start.cjs";

const project = join(__dirname, "..");
const LAB = { VPN_CONFIG: "config/lab.json" };
const sites = (count: number) => (count === 1 ? "1 site" : `${count} sites`);

/** What each part measures. A synthesis goes to a folder of its name. */
function subjects(folder: string): Record<Part, () => Subject[]> {
  const synthesis = (name: string, cwd: string, loader: string, env: NodeJS.ProcessEnv = {}): Subject => ({
    name,
    cwd,
    command: [...NODE, "-r", loader, "main.ts"],
    env: { CDKTF_OUTDIR: join(folder, name), ...LAB, ...env },
  });
  const config = (count: number, name = `fleet-${count}`, fleet = fleetOf(count)) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(fleet));
    return { VPN_CONFIG: file };
  };
  const empty = emptyApp(join(folder, "empty"), "plain");
  const lean = emptyApp(join(folder, "lean"), "lean");
  const cli = (name: string, cwd: string): Subject => ({
    name,
    cwd,
    command: [join(project, "node_modules", ".bin", "cdktf"), "synth", "--output", join(folder, name)],
    env: LAB,
  });
  const deployments = (count: number): Subject[] => {
    const { folder: cwd } = new ProjectCopy(join(folder, `deployment-${count}`));
    const start = (name: string, ...args: string[]): Subject => ({
      name: `f: ${name}, ${sites(count)}`,
      cwd,
      command: [process.execPath, "commands/vpn.cjs", "--simulate", ...args],
      env: config(count),
    });
    const destroy = start("destroy", "destroy");
    const oneByOne = count > 1 ? [start("deploy one by one", "--parallelism", "1"), destroy] : [];
    return [...oneByOne, start("deploy"), start("empty plan", "plan"), destroy];
  };
  return {
    a: () => [synthesis("a: lab", project, LEAN_START)],
    b: () => [
      // config/ has a schema.ts and a schema.json.
      synthesis("b: lab, stock", stockApp(join(folder, "stock")), "ts-node/register", {
        TS_NODE_PREFER_TS_EXTS: "true",
      }),
    ],
    c: () => [synthesis("c: empty", empty, "tsx/cjs"), synthesis("c: empty, lean start", lean, LEAN_START)],
    d: () => [
      ...[1, 5, 10, 25, 50].map((count) => synthesis(`d: ${sites(count)}`, project, LEAN_START, config(count))),
      synthesis("d: 50 sites, mixed", project, LEAN_START, config(50, "mixed", mixedFleetOf(50))),
    ],
    e: () => [cli("e: cdktf synth, lab", project), cli("e: cdktf synth, empty", empty)],
    f: () => [1, 5, 10].flatMap(deployments),
  };
}

/** Measures these parts, in turns. @returns whether every target was met */
export async function runBench(
  parts: readonly Part[],
  rounds: number,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const target = simulatedAzure(project, env);
  const all = subjects(folder);
  const medians = measure(
    parts.flatMap((part) => all[part]()),
    rounds,
    environment(target),
  );
  const written = new Map([...medians.keys()].map((name) => [name, synthesized(join(folder, name))]));
  const [ours, stock] = [written.get("a: lab"), written.get("b: lab, stock")];
  if (ours && stock && ours !== stock) throw new Error("(a) and (b) have not written the same bytes");
  const bytes = new Map([...written].map(([name, text]) => [name, text.length]));
  const calls = parts.includes("f") ? await perCall() : [];
  return report({ rounds, medians, bytes, calls }, target);
}
