import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binaryName, checkTerraform, environment } from "../../runner/terraform";

const kept = process.env;
afterEach(() => (process.env = kept));

test("drops what leads Terraform elsewhere, and keeps the rest", () => {
  process.env = {
    PATH: "/bin",
    TF_VAR_admin_password: "kept",
    TF_WORKSPACE: "prod",
    TF_DATA_DIR: "a",
    TF_CLI_ARGS: "-no-color",
    TF_CLI_ARGS_plan: "-refresh=false",
    TF_CLI_CONFIG_FILE: "b",
    TF_ENCRYPTION: "c",
  };
  expect(environment()).toEqual({
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
  beforeEach(() => {
    rmSync(join(folder, "bin"), { recursive: true, force: true });
    process.env = { ...kept, TERRAFORM_BINARY_NAME: "bin/terraform", INIT_CWD: folder };
  });

  test("is found from where the user stands, by every child, wherever that runs", async () => {
    binary(`#!/bin/sh\necho '{"terraform_version": "1.9.0"}'\n`);
    expect(binaryName()).toBe(join(folder, "bin", "terraform"));
    expect(environment().TERRAFORM_BINARY_NAME).toBe(binaryName());
    await checkTerraform();
    delete process.env.INIT_CWD;
    expect(binaryName()).toBe(join(process.cwd(), "bin", "terraform"));
  });

  test("is looked up on PATH where it is a name alone", () => {
    process.env.TERRAFORM_BINARY_NAME = "tofu";
    expect(binaryName()).toBe("tofu");
    delete process.env.TERRAFORM_BINARY_NAME;
    expect(binaryName()).toBe("terraform");
    expect(environment()).not.toHaveProperty("TERRAFORM_BINARY_NAME");
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
    [
      "hangs",
      () => binary("#!/bin/sh\nsleep 30\n"),
      /^\S* version gave no answer for 0\.3 s; run it by hand to see why/,
    ],
    ["says nothing", () => binary("#!/bin/sh\n"), / is of no known version; 1\.5 or later is needed/],
  ])("fails with a sentence when it %s", async (_, make, says) => {
    make();
    await expect(checkTerraform(300)).rejects.toThrow(says);
  });
});
