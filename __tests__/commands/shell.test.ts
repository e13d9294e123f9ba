import { messageOf } from "../../commands/shell";
import { UserError } from "../../lib/model/user-error";

const system = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: as Node.js says it`), { code, path, syscall: "open" });

test.each([
  [new UserError("mend this"), "mend this"],
  [system("ENOSPC"), expect.stringMatching(/^no space is left on the disk .*\(ENOSPC at open\)$/)],
])("what a user can mend is a sentence: %s", (error, said) => {
  expect(messageOf(error)).toEqual(said);
});

test("what only a developer can mend has its stack trace", () => {
  expect(messageOf(new TypeError("undefined is not a function"))).toMatch(/^TypeError: undefined is .*\n {4}at /);
});
