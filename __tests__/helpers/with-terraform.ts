import { spawnSync } from "node:child_process";

/**
 * Defines end-to-end tests where Terraform is there. CI fails without it; elsewhere one is told that
 * they were not run.
 */
export function withTerraform(define: () => void): void {
  const { error } = spawnSync(process.env.TERRAFORM_BINARY_NAME || "terraform", ["version"]);
  if (!error) return define();
  test("the end-to-end tests were not run, since they need Terraform on PATH", () => {
    console.warn("The end-to-end tests were not run: Terraform is not on PATH.");
    expect(process.env.CI).toBeUndefined();
  });
}
