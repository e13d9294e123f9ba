import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "../../../simulator/providers/local";
import { Terraform } from "../../../testing/terraform";

const folder = mkdtempSync(join(tmpdir(), "local-"));
afterAll(() => rmSync(folder, { recursive: true }));

const terraform = new Terraform(local(join(folder, "cdktf.out", "stacks", "any")));
const config = {
  filename: "../../../generated/file.cfg",
  content: "text",
  file_permission: "0600",
  directory_permission: "0700",
};
const file = join(folder, "generated", "file.cfg");

test("writes the file with its permissions, counts a relative path from the stack's folder, and hashes it", async () => {
  const made = await terraform.create("local_file", config);
  expect(readFileSync(file, "utf8")).toBe("text");
  expect([statSync(file).mode & 0o777, statSync(join(folder, "generated")).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(made).toMatchObject({
    id: "372ea08cab33e71c02c651dbc83a474d32c676ea",
    content_md5: "1cb251ec0d568de6a929b520c4aed8d1",
    content_base64sha256: "mC2ePrmW9VnmM/TRlN7zdh2Qn1o7ZH0ahR/q1nwyydE=",
  });
});

test("a file that is there keeps its mode, and the umask applies to a new one", async () => {
  const made = await terraform.create("local_file", config);
  chmodSync(file, 0o640);
  await terraform.create("local_file", config);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  await terraform.destroy("local_file", made);
  const before = process.umask(0o027);
  await terraform.create("local_file", { ...config, file_permission: "0777" });
  process.umask(before);
  expect(statSync(file).mode & 0o777).toBe(0o750);
  rmSync(file);
});

test("fails when a file that is there cannot be read", async () => {
  const made = await terraform.create("local_file", config);
  rmSync(file);
  mkdirSync(file);
  await expect(terraform.read("local_file", made)).rejects.toThrow("Read local file error: EISDIR");
  rmSync(file, { recursive: true });
});

test("a file that has gone or was changed is made again", async () => {
  const made = await terraform.create("local_file", config);
  expect(await terraform.read("local_file", made)).toEqual(made);
  writeFileSync(file, "other");
  expect(await terraform.read("local_file", made)).toBeNull();
  rmSync(file);
  expect(await terraform.read("local_file", made)).toBeNull();
});

test("another content replaces the file, destroy removes it", async () => {
  const made = await terraform.create("local_file", config);
  expect((await terraform.plan("local_file", made, { ...config, content: "new" })).replaces).toEqual(["content"]);
  await terraform.destroy("local_file", made);
  expect(() => statSync(file)).toThrow("ENOENT");
});

test("fails when there is no content, or two", async () => {
  const { filename } = config;
  await expect(terraform.create("local_file", { filename })).rejects.toThrow("must be given, not none");
  await expect(terraform.create("local_file", { filename, content: "a", source: "b" })).rejects.toThrow(
    "must be given, not content and source",
  );
});
