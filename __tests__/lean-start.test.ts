import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { join } from "node:path";
import { ProjectCopy } from "../testing/project-copy";

const project = join(__dirname, "..");
const LAB = { VPN_CONFIG: "config/lab.json" };
const node = (cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, args, { cwd, env: { ...process.env, ...env }, encoding: "utf8" });

describe("a source that was translated before", () => {
  const copy = new ProjectCopy();
  const run = () => {
    const { status, stdout, stderr } = node(copy.folder, ["-r", "./lean-start.cjs", "source.ts"]);
    return { status, stdout, stderr };
  };
  const kept = copy.path(".cache", "javascript", "source.ts.js");
  const says = (word: string) =>
    writeFileSync(copy.path("source.ts"), `const word: string = "${word}";\nconsole.log(word);\n`);

  beforeEach(() => {
    rmSync(copy.path(".cache"), { recursive: true });
    says("first");
    expect(run()).toEqual({ status: 0, stdout: "first\n", stderr: "" });
  });
  afterAll(() => copy.remove());

  test("is not translated again", () => {
    writeFileSync(kept, readFileSync(kept, "utf8").replace("first", "kept"));
    expect(run()).toEqual({ status: 0, stdout: "kept\n", stderr: "" });
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(kept, ".."))).toEqual(["source.ts.js"]);
  });

  test("is translated anew when it has changed", () => {
    says("second");
    expect(run()).toEqual({ status: 0, stdout: "second\n", stderr: "" });
  });

  test("is translated anew when what was kept is cut off", () => {
    truncateSync(kept, 40);
    expect(run()).toEqual({ status: 0, stdout: "first\n", stderr: "" });
  });

  test("shows its own lines where it fails", () => {
    writeFileSync(copy.path("source.ts"), `interface Word { text: string }\n\nthrow new Error("wrong");\n`);
    const translatedThenKept = [run(), run()];
    for (const { status, stderr } of translatedThenKept) {
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("source.ts:3:7") });
    }
  });
});

test("what V8 has compiled is kept in the project, where Node.js can keep it", () => {
  const copy = new ProjectCopy();
  const compiled = copy.path(".cache", "compiled");
  expect(copy.run("synth").status).toBe(0);
  expect(existsSync(compiled)).toBe("enableCompileCache" in nodeModule);
  if (existsSync(compiled)) expect(statSync(compiled).mode & 0o777).toBe(0o700);
  copy.remove();
});

test("every program is started with it", () => {
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const { app } = JSON.parse(read("cdktf.json")) as { app: string };
  expect(app).toBe("node -r ./lean-start.cjs main.ts");
  const commands = Object.values(scripts).filter((command) => command.startsWith("node "));
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter((command) => !/^node (commands\/vpn\.cjs|-r \.\/lean-start\.cjs) /.test(command))).toEqual([]);
  expect(read("commands/vpn.cjs")).toMatch(/^#!.*\n\/\/ .*\nrequire\("\.\.\/lean-start\.cjs"\);/);
  const sources = ["commands", "config", "lab", "lib", "runner", "simulator"].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  const typescript = sources.filter((file) => file.endsWith(".ts"));
  expect(typescript.filter((file) => read(file).includes("tsx/cjs"))).toEqual([]);
});

test("the tests' own cache is in the project too", () => {
  const { stdout } = node(project, [join("node_modules", ".bin", "jest"), "--showConfig"]);
  const { configs } = JSON.parse(stdout) as { configs: { cacheDirectory: string }[] };
  expect(configs.map(({ cacheDirectory }) => cacheDirectory)).toEqual([join(project, ".cache", "jest")]);
});

test("warns of nothing by itself and hides no warning", () => {
  const copy = new ProjectCopy();
  // Node.js 22 and later warn at a call of util.isArray; here any version objects.
  const trap = copy.path("trap.cjs");
  writeFileSync(trap, `require("node:util").isArray = () => { throw new Error("util.isArray was called") };`);
  const synth = node(copy.folder, ["-r", trap, "-r", "./lean-start.cjs", "main.ts"], LAB);
  expect(synth).toMatchObject({ status: 0, stderr: "Config: config/lab.json (VPN_CONFIG)\n" });
  const warn = `process.emitWarning("of something else", "DeprecationWarning")`;
  expect(node(copy.folder, ["-r", "./lean-start.cjs", "-e", warn]).stderr).toContain("of something else");
  copy.remove();
});

test("fails with a sentence where the packages are not installed", () => {
  const copy = new ProjectCopy();
  rmSync(copy.path("node_modules"));
  expect(copy.run("synth")).toMatchObject({
    status: 1,
    stderr: "The project's packages are not installed; npm ci installs them.\n",
  });
  copy.remove();
});
