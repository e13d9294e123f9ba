import { readFileSync } from "node:fs";
import { ProjectCopy } from "../../testing/project-copy";

const copy = new ProjectCopy();
afterAll(() => copy.remove());

test("what cdktf's template would have compiles, and writes the same bytes as this application", () => {
  const { status, stdout, stderr } = copy.run("bench", ["a", "b", "--rounds", "1"]);
  expect(stderr).toBe("round 1 of 1: a: lab\nround 1 of 1: b: lab, stock\n");
  expect(stdout).toMatch(/^ {2}wall time of \(a\) to \(b\) +1\/\d+(?:\.\d)? +1\/8 {2}met$/m);
  expect(readFileSync(copy.path("bench", "results.json"), "utf8")).toContain('"b: lab, stock"');
  expect(status).toBe(0);
});
