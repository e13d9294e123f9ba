import { environment } from "../../runner/terraform";

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
