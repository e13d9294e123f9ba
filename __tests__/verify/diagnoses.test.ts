import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnosesPage } from "../helpers/diagnoses-page";

test("docs/diagnoses.md is what npm run diagnoses writes", () => {
  expect(readFileSync(join(__dirname, "../../docs/diagnoses.md"), "utf8")).toBe(diagnosesPage());
});
