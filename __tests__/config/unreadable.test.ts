import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../config/load";
import { unreadable } from "../../config/unreadable";

const folder = mkdtempSync(join(tmpdir(), "unreadable-"));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ["berlin.json", "paris.json", "schema.json", "notes.txt"]) writeFileSync(join(folder, name), "{}");
mkdirSync(join(folder, "empty"));

test.each([
  ["nothing", "", "The config's path is empty; name a file, such as config/lab.json"],
  ["a blank around it", "mine.json ", '"mine.json " begins or ends with a blank; name the file "mine.json"'],
  [
    "~",
    "~/mine.json",
    '"~/mine.json" begins with "~", which the shell leaves as it is inside quotes and after "="; write "$HOME/mine.json"',
  ],
  ["a folder", "F", "F is a folder; name a file in it: F/berlin.json, F/paris.json"],
  ["a folder without configs", "F/empty", "F/empty is a folder; name a file in it"],
  ["a wrong letter", "F/berlni.json", "F/berlni.json is not there; did you mean F/berlin.json?"],
  ["another file", "F/zzzzzz.json", "F/zzzzzz.json is not there; beside it lie berlin.json, paris.json"],
  ["a file in an empty folder", "F/empty/a.json", "F/empty/a.json is not there; beside it is no .json file"],
  [
    "no such folder",
    "F/none/a.json",
    "F/none/a.json is not there, nor is the folder F/none; name a config file that is",
  ],
])("a path that is %s", (_, path, said) => {
  const place = (text: string) => text.replaceAll("F", folder).replaceAll(`${folder}older`, "Folder");
  const file = path.replace(/^F/, folder);
  expect(() => loadConfig(file)).toThrow(said.includes("F/") || said.startsWith("F ") ? place(said) : said);
});

test("a file that only others can read, and any other fault of the system", () => {
  expect(unreadable("mine.json", "EACCES")).toBe(
    "mine.json cannot be read (EACCES); give it to the user who runs this",
  );
  expect(unreadable("mine.json", "EIO")).toBe("mine.json cannot be read (EIO)");
});
