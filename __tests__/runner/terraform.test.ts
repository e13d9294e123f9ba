import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binaryName, checkTerraform, environment } from "../../runner/terraform";

const STATE = { TF_WORKSPACE: "prod", TF_CLI_CONFIG_FILE: "b", TERRAFORM_CONFIG: "b", TF_ENCRYPTION: "c" };

test.each([
  ["on the simulated Azure what leads Terraform elsewhere", true, {}],
  ["in Azure all of that but what leads to the states", false, STATE],
])("drops %s, and keeps the rest", (_, simulated, state) => {
  const env = {
    ...STATE,
    PATH: "/bin",
    TF_VAR_admin_password: "kept",
    TF_DATA_DIR: "a",
    TF_CLI_ARGS: "-no-color",
    TF_CLI_ARGS_plan: "-refresh=false",
  };
  expect(environment({ env, simulated })).toEqual({
    ...state,
    PATH: "/bin",
    TF_VAR_admin_password: "kept",
    CHECKPOINT_DISABLE: "1",
    CI: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  });
});

describe("the binary that TERRAFORM_BINARY_NAME names", () => {
  const folder = mkdtempSync(join(tmpdir(), "terraform-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const binary = (text: string, mode = 0o755): void => {
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "bin", "terraform"), text, { mode });
  };
  const env = { ...process.env, TERRAFORM_BINARY_NAME: join(folder, "bin", "terraform") };
  const target = { env, simulated: true };
  beforeEach(() => rmSync(join(folder, "bin"), { recursive: true, force: true }));

  test("is what runs", async () => {
    binary(`#!/bin/sh\necho '{"terraform_version": "1.9.0"}'\n`);
    expect(environment(target).TERRAFORM_BINARY_NAME).toBe(binaryName(env));
    await checkTerraform(target);
  });

  test("is looked up on PATH where it is a name alone", () => {
    expect(binaryName({ ...env, TERRAFORM_BINARY_NAME: "tofu" })).toBe("tofu");
    expect(binaryName({})).toBe("terraform");
    expect(environment({ env: {}, simulated: true })).not.toHaveProperty("TERRAFORM_BINARY_NAME");
  });

  const says = (version: string, code = 0) => `#!/bin/sh\necho '{"terraform_version": "${version}"}'\nexit ${code}\n`;

  test.each<[string, string]>([
    ["is of the oldest release that will do", says("1.5.0")],
    ["is of a release of another number", says("2.0.0-rc1")],
    ["says its release and fails, as with a plugin that it cannot read", says("1.11.4", 1)],
  ])("will do when it %s", async (_, script) => {
    binary(script);
    await expect(checkTerraform(target, 10_000)).resolves.toBeUndefined();
  });

  test.each([
    [
      "is not there",
      () => {},
      /^\S*\/bin\/terraform, which TERRAFORM_BINARY_NAME names, is not there; npm run preview/,
    ],
    [
      "is no program",
      () => binary("", 0o644),
      /^\S*\/bin\/terraform cannot be run \(EACCES\); it must be a program .*chmod/,
    ],
    [
      "is a folder",
      () => mkdirSync(join(folder, "bin", "terraform"), { recursive: true }),
      / cannot be run \(EACCES\); /,
    ],
    ["hangs", () => binary("#!/bin/sh\nsleep 30\n"), /^\S* version gave no answer for 2 s; run it by hand to see why/],
    ["says nothing", () => binary("#!/bin/sh\n"), / is of no known version; 1\.5 or later is needed/],
    ["is too old", () => binary(says("1.4.7")), / is 1\.4\.7; 1\.5 or later is needed/],
  ])("fails with a sentence when it %s", async (_, make, message) => {
    make();
    await expect(checkTerraform(target, 2000)).rejects.toThrow(message);
  });
});
