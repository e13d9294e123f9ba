import { linkSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { giveBack } from "../../runner/owner";

jest.mock("node:fs", () => ({ ...jest.requireActual<object>("node:fs"), lchownSync: jest.fn() }));
const given = jest.mocked(lchownSync);

let folder: string;
const path = (...parts: string[]) => join(folder, ...parts);
beforeEach(() => {
  given.mockClear();
  folder = mkdtempSync(join(tmpdir(), "owner-"));
  mkdirSync(path("project", "inner"), { recursive: true });
  mkdirSync(path("outside"));
  writeFileSync(path("outside", "file"), "");
  writeFileSync(path("project", "inner", "state"), "");
  symlinkSync(path("outside"), path("project", "link"));
  linkSync(path("outside", "file"), path("project", "second-name"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SUDO = { SUDO_UID: "1000", SUDO_GID: "1001" };

test("what was made as root goes to the user who called sudo, and nothing outside of the folder", () => {
  giveBack(path("project"), SUDO);
  const expected = [["project", "inner", "state"], ["project", "inner"], ["project", "link"], ["project"]];
  expect(given.mock.calls).toEqual(expected.map((parts) => [path(...parts), 1000, 1001]));
});

test("what belongs to somebody already stays with them", () => {
  const own = process.getuid!();
  const asked = jest.spyOn(process, "getuid").mockReturnValue(own + 1);
  giveBack(path("project"), SUDO);
  asked.mockRestore();
  expect(given).not.toHaveBeenCalled();
});

test.each([
  ["there was no sudo", "project", {}],
  ["there is no such folder", "nowhere", SUDO],
])("nothing happens where %s", (_, name, environment) => {
  giveBack(path(name), environment);
  expect(given).not.toHaveBeenCalled();
});
