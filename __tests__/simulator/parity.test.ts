import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DIFFERENCES } from "../../simulator/azure/differences";
import { parityPage } from "../../simulator/parity";
import { ProjectCopy } from "../../testing/project-copy";

test("the page is what npm run parity writes", () => {
  expect(readFileSync(join(__dirname, "../../docs/simulator-parity.md"), "utf8")).toBe(parityPage());
});

test("npm run parity writes it, wherever the project is", () => {
  const copy = new ProjectCopy();
  mkdirSync(copy.path("docs"));
  expect(copy.run("parity")).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(copy.path("docs", "simulator-parity.md"), "utf8")).toBe(parityPage());
  copy.remove();
});

test("what is equal names a test, and each test is there", () => {
  const named = DIFFERENCES.flatMap(({ because, status, what }) => {
    const files = because.match(/[\w/-]+\.test\.ts/g) ?? [];
    return status === "equal" && files.length === 0 ? [`${what}: no test`] : files;
  });
  const exists = (file: string) =>
    ["azure", "providers", "", ".."].some((folder) => existsSync(join(__dirname, folder, file)));
  expect(named.filter((file) => !exists(file))).toEqual([]);
});
