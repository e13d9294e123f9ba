import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProjectCopy } from "../__tests__/helpers/project";
import { UserError } from "../lib/model/user-error";
import { emptyApp, fleetOf, stockApp, synthesized } from "./apps";
import { perCall } from "./calls";
import { measure, NODE, type Subject } from "./measure";
import { report } from "./report";

const HELP = `npm run bench [-- PARTS] [-- --rounds N]

Measures this application beside others in one run, in turns, says how the figures stand to their
targets, and writes them to bench/results.json. Exit code 1 if a target was missed. PARTS are
letters, such as "a c"; without any it is all of them, which takes ten to twenty minutes:

  a  synthesis of config/lab.json
  b  the same as cdktf's template would have it: ts-node, imports from the providers' roots
  c  an empty app of two stacks on the same runner: plain cdktf, and with this application's start
  d  synthesis of 1, 5, 10, 25 and 50 sites
  e  cdktf synth of a and of c
  f  deployment, empty plan and destruction on the simulator, of 1, 5 and 10 sites

  --rounds N  runs of each, of which the median counts (default 5)`;

const PARTS = ["a", "b", "c", "d", "e", "f"] as const;
type Part = (typeof PARTS)[number];

const LEAN_START = "./lean-start.cjs";

const project = join(__dirname, "..");
const sites = (count: number) => (count === 1 ? "1 site" : `${count} sites`);

/** What each part measures. A synthesis goes to a folder of its name. */
function subjects(folder: string): Record<Part, () => Subject[]> {
  const synthesis = (name: string, cwd: string, loader: string, env: NodeJS.ProcessEnv = {}): Subject => ({
    name,
    cwd,
    command: [...NODE, "-r", loader, "main.ts"],
    env: { CDKTF_OUTDIR: join(folder, name), ...env },
  });
  const config = (count: number) => {
    const file = join(folder, `fleet-${count}.json`);
    writeFileSync(file, JSON.stringify(fleetOf(count)));
    return { VPN_CONFIG: file };
  };
  const empty = emptyApp(join(folder, "empty"), "plain");
  const lean = emptyApp(join(folder, "lean"), "lean");
  const cli = (name: string, cwd: string): Subject => ({
    name,
    cwd,
    command: [join(project, "node_modules", ".bin", "cdktf"), "synth", "--output", join(folder, name)],
  });
  const deployments = (count: number): Subject[] => {
    const { folder: cwd } = new ProjectCopy(join(folder, `deployment-${count}`));
    const start = (name: string, ...args: string[]): Subject => ({
      name: `f: ${name}, ${sites(count)}`,
      cwd,
      command: [process.execPath, "-r", LEAN_START, "runner/start.ts", ...args],
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
    d: () => [1, 5, 10, 25, 50].map((count) => synthesis(`d: ${sites(count)}`, project, LEAN_START, config(count))),
    e: () => [cli("e: cdktf synth, lab", project), cli("e: cdktf synth, empty", empty)],
    f: () => [1, 5, 10].flatMap(deployments),
  };
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, rounds: { type: "string", default: "5" } },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message}; npm run bench -- --help lists what there is`);
  }
}

async function main(): Promise<number> {
  const { values, positionals } = options();
  const unknown = positionals.find((part) => !PARTS.includes(part as Part));
  const rounds = Number(values.rounds);
  if (values.help || unknown || !Number.isInteger(rounds) || rounds < 1) {
    if (!values.help)
      console.error(unknown ? `unknown part "${unknown}"\n` : `--rounds ${values.rounds} is no number\n`);
    console.log(HELP);
    return values.help ? 0 : 1;
  }
  const parts = positionals.length > 0 ? (positionals as Part[]) : PARTS;
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  // Plain tsx keeps its cache in the folder for temporary files: one that nobody else can write to.
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  try {
    const all = subjects(folder);
    const medians = measure(
      parts.flatMap((part) => all[part]()),
      rounds,
    );
    const written = new Map([...medians.keys()].map((name) => [name, synthesized(join(folder, name))]));
    const [ours, stock] = [written.get("a: lab"), written.get("b: lab, stock")];
    if (ours && stock && ours !== stock) throw new Error("(a) and (b) have not written the same bytes");
    const bytes = new Map([...written].map(([name, text]) => [name, text.length]));
    const calls = parts.includes("f") ? await perCall() : [];
    return report({ rounds, medians, bytes, calls }) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error instanceof UserError ? error.message : error.stack);
    process.exitCode = 1;
  },
);
