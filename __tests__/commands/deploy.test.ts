import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runVpn } from "../helpers/vpn";

const project = mkdtempSync(join(tmpdir(), "deploy-"));
afterAll(() => rmSync(project, { recursive: true }));
const config = join(__dirname, "../../config/lab.json");
// So that it goes no further than to Terraform.
const env = { TERRAFORM_BINARY_NAME: "/nowhere/terraform" };

test.each(["deploy", "destroy"])("%s has a terminal to ask at where the command has one", async (word) => {
  const run = (typed?: readonly string[]) => runVpn([word, "--config", config], { project, env, typed });
  expect((await run()).err).toContain(`${word} asks before it changes Azure, and here is no terminal to ask at`);
  expect((await run([])).err).toContain("/nowhere/terraform, which TERRAFORM_BINARY_NAME names, is not there");
});
