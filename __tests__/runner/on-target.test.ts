import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deploy } from "../../runner/deploy";
import { destroy } from "../../runner/destroy";
import { catchPrinted, type Printed } from "../helpers/printed";
import { SmallProject } from "../helpers/small-project";
import { withTerraform } from "../helpers/with-terraform";

withTerraform(() => {
  let project: SmallProject;
  let printed: Printed;
  beforeEach(() => {
    project = new SmallProject();
    printed = catchPrinted();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    project.remove();
  });

  test("a deployment that fails ends after every Terraform that it has begun", async () => {
    project.before(`case "$1 $PWD" in apply*/a) exit 1 ;; init*/b) sleep 3; touch ../../../initialized ;; esac`);
    // While a is applied, b is initialized.
    project.synthesize({ a: {}, b: {} });
    expect(await deploy(project.target, () => {}, { yes: true })).toBe(1);
    expect(printed.stderr()).toContain("Not done: a, b.");
    expect(existsSync(join(project.folder, "initialized"))).toBe(true);
  });

  test("a deployment of a plan says how many resources there are, changed or not", async () => {
    for (const first of ["1", "2"]) {
      project.synthesize({ a: { x: first, y: "1", z: "1" }, b: { x: "1" } });
      expect(await deploy(project.target, () => {}, { terminal: project.answering("yes") })).toBe(0);
    }
    expect(printed.stdout().match(/Resources\n.*\n.*\n/g)).toEqual(Array(2).fill("Resources\n  a: 3\n  b: 1\n"));
  });

  test("a destruction says before it asks what cannot be planned, and asks nobody once it is to end", async () => {
    project.synthesize({ a: { x: "1" }, b: { x: "1" } });
    expect(await deploy(project.target, () => {}, { yes: true })).toBe(0);
    project.before(`case "$1 $PWD" in plan*/b) echo "the vault is locked"; exit 1 ;; esac`);
    const terminal = project.answering("no");
    const errors: string[] = [];
    terminal.output.once("data", () => errors.push(printed.stderr()));
    expect(await destroy(project.target, [], { terminal })).toBe(1);
    expect(errors[0]).toContain("Error in b: terraform plan ended with exit code 1\n  the vault is locked");

    project.before(`case "$1 $PWD" in plan*/b) touch ../../../planning; sleep 1 ;; esac`);
    const asked = project.answering();
    const ended = destroy(project.target, [], { terminal: asked });
    while (!existsSync(join(project.folder, "planning"))) await sleep(20);
    process.emit("SIGINT", "SIGINT");
    expect(await ended).toBe(130);
    expect(asked.output.read()).toBeNull();
    expect(printed.stdout()).toMatch(/(Nothing was changed\.\n){2}/);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s at a question ends the run, and takes the plans away", async (signal, code) => {
    project.synthesize({ a: { x: "1" } });
    const terminal = project.answering();
    terminal.output.once("data", () => process.emit(signal, signal));
    expect(await deploy(project.target, () => {}, { terminal })).toBe(code);
    expect(printed.stdout()).toMatch(/Nothing was changed\.$/);
    expect(existsSync(join(project.folder, "cdktf.out/stacks/a/planned.tfplan"))).toBe(false);
  });
});
