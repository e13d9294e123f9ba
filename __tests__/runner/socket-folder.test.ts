import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeSocketFolder } from "../../runner/socket-folder";

const folder = mkdtempSync(join(tmpdir(), "sockets-"));
afterAll(() => rmSync(folder, { recursive: true }));
/** Of so many characters. */
const long = (length: number) => join(folder, "x".repeat(length - folder.length - 1));

test("is made where a socket's path fits, for its owner alone", () => {
  mkdirSync(long(77));
  mkdirSync(long(78));
  const made = makeSocketFolder([long(78), long(77)]);
  expect(dirname(made)).toBe(long(77));
  expect(Buffer.byteLength(join(made, "azurerm.sock"))).toBe(103);
  expect(statSync(made).mode & 0o777).toBe(0o700);
});

test("is made in /tmp where TMPDIR is long or missing", () => {
  const kept = process.env.TMPDIR;
  for (const TMPDIR of [long(100), join(folder, "nowhere")]) {
    process.env.TMPDIR = TMPDIR;
    const made = makeSocketFolder();
    expect(dirname(made)).toBe("/tmp");
    rmSync(made, { recursive: true });
  }
  if (kept === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = kept;
});

test("fails with what to do when it fits nowhere", () => {
  const missing = join(folder, "nowhere");
  expect(() => makeSocketFolder([long(100), missing])).toThrow(
    `the simulator's sockets need a folder: ${long(100)} has 100 characters, and ${missing} cannot be written to (ENOENT); let TMPDIR name one that you may write to, of 77 characters at most`,
  );
});
