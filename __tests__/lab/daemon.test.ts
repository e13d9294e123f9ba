import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Daemon } from "../../lab/daemon";

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "daemon-"))));
afterEach(() => rmSync(home, { recursive: true }));

const daemon = () => new Daemon("gw0", "gw0", [500, 4500], home, {});

test("a file with keys is its owner's alone, in a folder that is", () => {
  const mask = process.umask(0);
  try {
    const one = daemon();
    one.write("swanctl.conf", "first");
    one.write("swanctl.conf", "secret");
    expect(readFileSync(one.file("swanctl.conf"), "utf8")).toBe("secret");
    expect(statSync(one.file("swanctl.conf")).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, "gw0")).mode & 0o777).toBe(0o700);
  } finally {
    process.umask(mask);
  }
});

test("a link in a file's place is not followed", () => {
  const one = daemon();
  const victim = join(home, "victim");
  writeFileSync(victim, "untouched");
  symlinkSync(victim, one.file("swanctl.conf"));
  one.write("swanctl.conf", "secret");
  expect(readFileSync(victim, "utf8")).toBe("untouched");
  expect(readFileSync(one.file("swanctl.conf"), "utf8")).toBe("secret");
});

test("fails when a link stands where the folder is to be made", () => {
  symlinkSync(tmpdir(), join(home, "gw0"));
  expect(daemon).toThrow("EEXIST");
});
