import { existsSync } from "node:fs";
import { join } from "node:path";
import { deploy } from "../../runner/deploy";
import { SmallProject } from "../helpers/small-project";
import { withTerraform } from "../helpers/with-terraform";

jest.setTimeout(30_000);

withTerraform(() => {
  let project: SmallProject;
  let printed: { readonly stdout: () => string; readonly stderr: () => string };
  beforeEach(() => {
    project = new SmallProject();
    const [log, error] = (["log", "error"] as const).map((name) => jest.spyOn(console, name).mockReturnValue());
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const text = (...spies: readonly jest.SpyInstance[]) => spies.flatMap(({ mock }) => mock.calls.flat()).join("\n");
    printed = { stdout: () => text(log!, write), stderr: () => text(error!) };
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
});
