import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";

const project = join(__dirname, "..");

/** Who may import whom: the folders that a folder may import beside its own files. All else is refused. */
const MAY_IMPORT: Readonly<Record<string, string>> = {
  "lib/model": "",
  "lib/addressing": "lib/model",
  "lib/crypto": "lib/model",
  "lib/catalyst": "lib/model lib/addressing lib/crypto",
  "lib/router": "lib/model lib/addressing",
  "lib/monitoring": "lib/model",
  "lib/graph": "lib/model",
  "lib/evidence": "lib/model lib/addressing lib/router",
  "lib/verify": "lib/model lib/addressing lib/router lib/evidence",
  "lib/report": "lib/model lib/crypto lib/catalyst lib/graph lib/monitoring lib/evidence lib/verify",
  "lib/constructs": "lib/model lib/crypto lib/catalyst",
  "lib/stacks": "lib/model lib/monitoring lib/constructs",
  config: "lib/model lib/addressing lib/crypto lib/catalyst lib/monitoring",
  simulator: "",
  runner: "lib/model lib/addressing lib/router lib/evidence",
  lab: "lib/model lib/addressing lib/router runner simulator",
};
const ROOMS = [...Object.keys(MAY_IMPORT), "commands"];
/** Packages that only some folders may load, and what Node.js has. */
const PACKAGES = ["cdktf", "zod", "node:fs"];

const folder = mkdtempSync(join(tmpdir(), "walls-"));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const fileFor = (from: string, to: string) => `${from}/to-${to.replace(/[/:]/g, "-")}.ts`;

/** Runs the lint's table over these files. @returns each import that it refuses, as `from -> to` */
function refusals(): string[] {
  for (const name of [".dependency-cruiser.cjs", "tsconfig.json"]) cpSync(join(project, name), join(folder, name));
  mkdirSync(join(folder, "node_modules"));
  for (const name of PACKAGES.filter((name) => !name.startsWith("node:"))) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    write(`node_modules/${name}/index.js`, "");
  }
  const binary = join(project, "node_modules/.bin/depcruise");
  const args = [
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
    "lib",
    ...ROOMS.filter((room) => !room.startsWith("lib/")),
  ];
  const { stdout, stderr } = spawnSync(binary, args, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (stderr) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    readonly summary: { readonly violations: readonly { rule: { name: string }; from: string; to: string }[] };
  };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

test("every direction that the table does not name is refused, packages and circles too", () => {
  const forbidden: string[] = [];
  for (const room of ROOMS) write(`${room}/target.ts`, "export const target = 1;\n");
  for (const [from, allowed] of Object.entries(MAY_IMPORT)) {
    for (const to of ROOMS) {
      const file = fileFor(from, to);
      write(file, `export * from "./${relative(from, to) || "."}/target";\n`.replace("././", "./"));
      if (to !== from && !allowed.split(" ").includes(to)) forbidden.push(`not-in-allowed: ${file} -> ${to}/target.ts`);
    }
    for (const name of PACKAGES) write(fileFor(from, name), `export * from "${name}";\n`);
  }
  write("lib/model/a.ts", 'export * from "./b";\n');
  write("lib/model/b.ts", 'export * from "./a";\n');

  const found = refusals();
  expect(forbidden.length).toBeGreaterThan(80);
  expect(found).toEqual(expect.arrayContaining(forbidden));
  const between = found.filter((one) => one.endsWith("/target.ts"));
  expect(between.sort()).toEqual(forbidden.sort());
  // What is pure loads neither cdktf nor a file, the simulator no cdktf.
  for (const from of [
    "lib/model",
    "lib/addressing",
    "lib/crypto",
    "lib/router",
    "lib/monitoring",
    "lib/graph",
    "lib/evidence",
    "lib/verify",
    "lib/report",
    "simulator",
    "config",
  ]) {
    expect(found.join("\n")).toContain(`${fileFor(from, "cdktf")} -> node_modules/cdktf/index.js`);
  }
  expect(found).toContain(`not-in-allowed: ${fileFor("lib/model", "node:fs")} -> fs`);
  expect(found.filter((one) => one.startsWith("no-cycle: lib/model/"))).not.toEqual([]);
});

test("below the commands nothing reads the process's environment, arguments or input, or ends the process, by whatever name", () => {
  const linted = mkdtempSync(join(tmpdir(), "linted-"));
  const [refused, allowed] = [
    ["lib/model", "config", "simulator", "runner", "lab", "bench"].map((room) => `${room}/process.ts`),
    ["commands/process.ts", "main.ts", "simulator/serve.ts", "testing/process.ts", "__tests__/process.ts"],
  ];
  const byName = [
    "export const { env } = process;",
    "export const words = process.argv;",
    "if (words) process.exit();",
    "process.exitCode = 1;",
    "export const keys = process.stdin;",
  ];
  const otherwise = [
    'import { env as variables } from "node:process";',
    'import other from "process";',
    'export { argv } from "node:process";',
    'export * from "node:process";',
    'export const later = import("node:process");',
    "export const all = [globalThis.process, variables, other];",
  ];
  try {
    cpSync(join(project, "eslint.config.mjs"), join(linted, "eslint.config.mjs"));
    symlinkSync(join(project, "node_modules"), join(linted, "node_modules"));
    for (const file of [...refused, ...allowed]) {
      mkdirSync(dirname(join(linted, file)), { recursive: true });
      writeFileSync(join(linted, file), `${[...byName, ...otherwise].join("\n")}\n`);
    }
    const binary = join(project, "node_modules/.bin/eslint");
    const { stdout, stderr } = spawnSync(binary, ["--format", "json", "."], { cwd: linted, encoding: "utf8" });
    if (stderr) throw new Error(stderr);
    const results = JSON.parse(stdout) as {
      readonly filePath: string;
      readonly messages: readonly { readonly ruleId: string; readonly line: number }[];
    }[];
    const found = results.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, line }) => `${ruleId}: ${relative(linted, filePath)}:${line}`),
    );
    const lines = refused.flatMap((file) =>
      [...byName, ...otherwise].map((_, i) => {
        const rule = i < byName.length ? "no-restricted-properties" : "no-restricted-syntax";
        return `${rule}: ${file}:${i + 1}`;
      }),
    );
    expect(found.sort()).toEqual(lines.sort());
  } finally {
    rmSync(linted, { recursive: true });
  }
});

/** Tests of more than one folder, by what they hold. Those in long/ are named for what happens to a deployment. */
const ACROSS_FOLDERS: Readonly<Record<string, string>> = {
  walls: "the imports and the tests of every folder",
  properties: "random configs, from the file to both ends",
  "properties-on-premises": "random sites on premises, from the file to both ends",
  "verify/breaks": "what is broken at either end, from the config to its one cause",
  "stacks/article": "every row of the article, in every stack and in the router's file",
};

test("each test bears the name of its source, or of the folder that it tests as a whole", () => {
  const tests = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .flatMap((file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? [])
    .filter((name) => !name.startsWith("long/"));
  const isNamedFor = (test: string) =>
    [dirname(test), join("lib", dirname(test))].some((folder) => {
      const path = join(project, folder);
      const sources = existsSync(path) ? readdirSync(path).map((file) => file.replace(/\..*$/, "")) : [];
      return [...sources, basename(folder)].includes(basename(test));
    });
  expect(tests.length).toBeGreaterThan(80);
  expect(tests.filter((test) => !isNamedFor(test)).sort()).toEqual(Object.keys(ACROSS_FOLDERS).sort());
});
