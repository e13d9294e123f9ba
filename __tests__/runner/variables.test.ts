import { requireVariables } from "../../runner/variables";
import { lab, synthesize } from "../helpers/synth";

const stacks = synthesize(
  lab((config) => {
    config.sharedKeys = "variable";
    config.adminPassword = "variable";
  }),
);

test("fails when variables have no value, and names all of them at once, each once", () => {
  expect(() => requireVariables(stacks, { TF_VAR_shared_key_cat_1: "set", TF_VAR_admin_password: "" })).toThrow(
    'The config asks for variables ("sharedKeys" or "adminPassword": "variable"), and 2 have no value; export:\n  TF_VAR_admin_password\n  TF_VAR_shared_key_cat_2',
  );
});

test("says that a workspace's variables are no help, since Terraform reads them for remote runs alone", () => {
  const cloud = lab((config) => {
    config.sharedKeys = "variable";
    config.backend = { type: "cloud", organization: "acme" };
  });
  expect(() => requireVariables(synthesize(cloud), { TF_VAR_shared_key_cat_1: "set" })).toThrow(
    /\n {2}TF_VAR_shared_key_cat_2\nThose of a workspace in HCP Terraform are for its remote runs alone\.$/,
  );
});

test("asks for nothing that is there, nor where all is generated", () => {
  const given = { TF_VAR_shared_key_cat_1: "a", TF_VAR_shared_key_cat_2: "b", TF_VAR_admin_password: "c" };
  expect(() => requireVariables(stacks, given)).not.toThrow();
  expect(() => requireVariables(synthesize(lab()), {})).not.toThrow();
});
