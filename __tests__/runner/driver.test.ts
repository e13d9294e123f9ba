import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Driver, errorsOf } from "../../runner/driver";
import { azure } from "../../runner/target";

/** A Terraform that notes its arguments, and then does what the test says. */
const home = mkdtempSync(join(tmpdir(), "driver-"));
const binary = join(home, "terraform");
const env = { ...process.env, TERRAFORM_BINARY_NAME: binary };
const target = azure(home, env);
const folder = join(home, "cdktf.out/stacks/a");
const calls = join(home, "calls");

const synthesized = (path: string) =>
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ terraform: { backend: { local: { path } } } }));
const terraform = (script: string) =>
  writeFileSync(binary, `#!/bin/sh\necho "$@" >> ${calls}\nmkdir -p .terraform\n${script}\n`, { mode: 0o755 });
const called = () => readFileSync(calls, "utf8").trim().split("\n");
const run = (...[command, ...args]: Parameters<Driver["run"]>[1]) =>
  new Driver(target, env).run("a", [command, ...args]);

beforeEach(() => {
  mkdirSync(folder, { recursive: true });
  synthesized("a.tfstate");
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

test("initializes a stack once, and again where its backend changes", async () => {
  terraform("exit 0");
  await run("plan");
  await run("plan");
  expect(called()).toEqual(["init -input=false -no-color", "plan -input=false -json", "plan -input=false -json"]);
  synthesized("b.tfstate");
  await run("apply", "-auto-approve");
  expect(called().slice(3)).toEqual(["init -input=false -no-color", "apply -input=false -json -auto-approve"]);
});

test("initializes stacks at once, and one after the other where they share a cache of providers", async () => {
  mkdirSync(join(home, "cdktf.out/stacks/b"));
  writeFileSync(join(home, "cdktf.out/stacks/b/cdk.tf.json"), "{}");
  const config = join(home, "terraformrc");
  writeFileSync(config, '# mirrors\n  plugin_cache_dir = "/cache"\n');
  const areAtOnce = async (variables: NodeJS.ProcessEnv) => {
    terraform(`sleep 1; echo done >> ${calls}`);
    for (const stack of ["a", "b"]) rmSync(join(folder, "..", stack, ".terraform"), { recursive: true, force: true });
    rmSync(calls, { force: true });
    const driver = new Driver(azure(home, { ...env, HOME: home, ...variables }), env);
    await Promise.all([driver.init("a"), driver.init("b")]);
    return called().lastIndexOf("init -input=false -no-color") < called().indexOf("done");
  };
  const NONE = { TF_PLUGIN_CACHE_DIR: "", TF_CLI_CONFIG_FILE: "", TERRAFORM_CONFIG: "" };
  expect(await areAtOnce(NONE)).toBe(true);
  expect(await areAtOnce({ ...NONE, TF_PLUGIN_CACHE_DIR: "/cache" })).toBe(false);
  expect(await areAtOnce({ ...NONE, TF_CLI_CONFIG_FILE: config })).toBe(false);
});

test("initializes again after an init that failed, and gives its error", async () => {
  terraform('echo "Initializing the backend..."; echo "│ Error: no such backend" >&2; exit 1');
  for (const attempt of [1, 2]) {
    const { code, events } = await run("plan");
    expect({ attempt, code, errors: errorsOf(events) }).toEqual({
      attempt,
      code: 1,
      errors: [
        { severity: "error", summary: "terraform init ended with exit code 1", detail: "Error: no such backend" },
      ],
    });
  }
  expect(called()).toEqual(["init -input=false -no-color", "init -input=false -no-color"]);
});

test("hands over every line as it comes, the last one without a line break too", async () => {
  const line = (message: string) => JSON.stringify({ type: "log", "@message": message });
  terraform(`[ "$1" = init ] || printf '%s\\n%s' '${line("one")}' '${line("two")}'`);
  const seen: string[] = [];
  await new Driver(target, env).run("a", ["plan"], (stack, { message }) => seen.push(`${stack} ${message}`));
  expect(seen.slice(0, 2)).toEqual(["a one", "a two"]);
});

test("a line of 16 MB, such as a large plan in JSON, is read at once", async () => {
  terraform(`[ "$1" = init ] || { head -c 16000000 /dev/zero | tr '\\0' x; echo; echo end; }`);
  const lines = await new Driver(target, env).text("a", ["show"]);
  expect(lines.map((line) => line.length)).toEqual([16_000_000, 3]);
});

test.each([
  ["is killed", "kill -9 $$", 137, "terraform apply ended with signal 9", ""],
  ["crashes", "echo panic: nil; exit 11", 11, "terraform apply ended with exit code 11", "panic: nil"],
])("a Terraform that %s has failed, and says so", async (_, script, code, summary, detail) => {
  terraform(`[ "$1" = init ] || { ${script}; }`);
  const { code: ended, events } = await run("apply");
  expect(ended).toBe(code);
  expect(errorsOf(events)).toEqual([{ severity: "error", summary, detail }]);
});

test.each(["plan", "apply"] as const)(
  "fails where %s succeeds without a word of what it found or did",
  async (command) => {
    const counted = (operation: string) =>
      `echo '${JSON.stringify({ "@message": "", type: "change_summary", changes: { operation } })}'`;
    terraform(command === "apply" ? counted("plan") : "");
    const { code, events } = await run(command);
    expect(code).toBe(1);
    expect(errorsOf(events)).toMatchObject([{ summary: expect.stringContaining(`terraform ${command} has not said`) }]);
    terraform(counted(command));
    expect(await run(command)).toMatchObject({ code: 0, events: [expect.any(Object)] });
  },
);

test("an error that Terraform explains has no second explanation, and a plan with changes is no error", async () => {
  const diagnostic = { severity: "error", summary: "no", detail: "" };
  const line = JSON.stringify({ type: "diagnostic", "@message": "Error: no", diagnostic });
  const counted = JSON.stringify({ "@message": "", type: "change_summary", changes: { operation: "plan" } });
  terraform(`case $1 in init) ;; plan) echo '${counted}'; exit 2 ;; *) echo '${line}'; exit 1 ;; esac`);
  expect(errorsOf((await run("apply")).events)).toEqual([diagnostic]);
  expect(await run("plan")).toEqual({ code: 2, events: [{ kind: "counted", message: "" }] });
});
