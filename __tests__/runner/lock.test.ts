import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lock } from "../../runner/lock";

const home = mkdtempSync(join(tmpdir(), "lock-"));
const file = join(home, "lock");
afterAll(() => rmSync(home, { recursive: true }));

test("keeps a second run out until the first is done", () => {
  const release = lock(home);
  expect(() => lock(home)).toThrow(
    `another npm start is at work here (process ${process.pid}); wait for it, or end it`,
  );
  release();
  expect(existsSync(file)).toBe(false);
});

test("takes over from a process that is no more", () => {
  // Beyond the largest pid that Linux and macOS give.
  writeFileSync(file, "99999999");
  const release = lock(home);
  expect(readFileSync(file, "utf8")).toBe(String(process.pid));
  release();
});
