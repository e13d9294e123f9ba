import { join } from "node:path";
import { messageOf, shellOfProcess } from "../../commands/shell";
import { UserError } from "../../lib/model/user-error";

const system = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: as Node.js says it`), { code, path, syscall: "open" });

test.each([
  [new UserError("mend this"), "mend this"],
  [system("ENOSPC"), expect.stringMatching(/^no space is left on the disk .*\(ENOSPC at open\)$/)],
])("what a user can mend is a sentence: %s", (error, said) => {
  expect(messageOf(error)).toEqual(said);
});

test.each([
  ["an npm script of this project", join(__dirname, "../.."), "/user"],
  ["one of another project, that has gone elsewhere", "/elsewhere", "/elsewhere"],
])("relative paths count from where the user stands, Terraform's binary too: %s", (_, cwd, stands) => {
  const before = process.env;
  const npm_package_json = join(__dirname, "../../package.json");
  process.env = { npm_package_json, INIT_CWD: "/user", TERRAFORM_BINARY_NAME: "bin/tofu" };
  const here = jest.spyOn(process, "cwd").mockReturnValue(cwd);
  try {
    const shell = shellOfProcess();
    expect([shell.cwd, shell.env.TERRAFORM_BINARY_NAME]).toEqual([stands, join(stands, "bin/tofu")]);
  } finally {
    here.mockRestore();
    process.env = before;
  }
});

test("what only a developer can mend has its stack trace", () => {
  expect(messageOf(new TypeError("undefined is not a function"))).toMatch(/^TypeError: undefined is .*\n {4}at /);
});
