import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { lock } from "../../runner/lock";
import { reset } from "../../runner/reset";

/** What happens between the opening of the lock's file and the lock. */
let before: () => void = () => {};
let missing: Error | undefined;
jest.mock("fs-native-extensions", () => {
  const { tryLock } = jest.requireActual<typeof import("fs-native-extensions")>("fs-native-extensions");
  return {
    get tryLock() {
      if (missing) throw missing;
      return (descriptor: number) => {
        before();
        return tryLock(descriptor);
      };
    },
  };
});

const project = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "lock-"));
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(folder, "home-"));
  before = () => {};
  missing = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that locks on demand, in a process namespace of its own or not. */
class Contender {
  private readonly child;
  private readonly ended;
  private readonly lines;

  constructor(...inNamespace: readonly string[]) {
    const script = [process.execPath, "-r", "./lean-start.cjs", join("__tests__", "helpers", "lock-process.ts")];
    const [program, ...args] = [...inNamespace, ...script];
    this.child = spawn(program!, args, {
      cwd: project,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.ended = once(this.child, "close");
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** Its next answer, of which the first is its pid. */
  async answer(): Promise<string> {
    return (await this.lines.next()).value as string;
  }

  ask(...words: readonly (string | number)[]): Promise<string> {
    this.child.stdin.write(`${words.join(" ")}\n`);
    return this.answer();
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}

async function contenders(...inNamespace: readonly string[]): Promise<[Contender, Contender]> {
  const two: [Contender, Contender] = [new Contender(...inNamespace), new Contender(...inNamespace)];
  const pids = await Promise.all(two.map((one) => one.answer()));
  expect(new Set(pids).size).toBe(inNamespace.length > 0 ? 1 : 2);
  return two;
}

/** Lets two processes at the lock at the same moment, over and over. */
async function expectOneAtATime(two: readonly Contender[], trials: number): Promise<void> {
  for (let i = 0; i < trials; i++) {
    const home = join(folder, `trial-${i % 2 ? "again" : i}`);
    if (i % 2) {
      mkdirSync(home, { recursive: true });
      // Of a process that was killed, beyond the largest pid that Linux and macOS give.
      writeFileSync(join(home, "lock"), "99999999");
    }
    const answers = await Promise.all(two.map((one) => one.ask("lock", home, Date.now() + 5)));
    expect(answers.filter((answer) => answer === "in")).toHaveLength(1);
    expect(answers.find((answer) => answer !== "in")).toMatch(/^another run is at work here \(/);
    await two[answers.indexOf("in")]!.ask("release");
  }
}

describe("two processes", () => {
  let two: [Contender, Contender];
  beforeEach(async () => (two = await contenders()));
  afterEach(() => Promise.all(two.map((one) => one.kill())));

  test("that come at the same moment: one gets in, every time", () => expectOneAtATime(two, 150));

  test("never share the folder while both empty it over and over", async () => {
    expect(await Promise.all(two.map((one) => one.ask("share", home, 400)))).toEqual(["0", "0"]);
  });

  test("the lock of one that was killed is free", async () => {
    expect(await two[0].ask("lock", home, 0)).toBe("in");
    expect(await two[1].ask("lock", home, 0)).toMatch(/^another run is at work here \(process \d+ on /);
    await two[0].kill();
    expect(await two[1].ask("lock", home, 0)).toBe("in");
  });
});

describe("two containers, whose processes have the same pid", () => {
  const NAMESPACE = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"] as const;
  const { status, stderr } = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), "true"], { encoding: "utf8" });
  if (status !== 0) {
    test("were not tried, since this user may not make process namespaces", () => {
      console.warn(`The lock was not tried in two process namespaces: ${stderr}`);
      expect(process.getuid!()).not.toBe(0);
    });
    return;
  }
  let two: [Contender, Contender];
  beforeEach(async () => (two = await contenders(...NAMESPACE)));
  afterEach(() => Promise.all(two.map((one) => one.kill())));

  test("one gets in, every time", () => expectOneAtATime(two, 30));

  test("the successor of one that was killed gets in", async () => {
    expect(await two[0].ask("lock", home, 0)).toBe("in");
    expect(await two[1].ask("lock", home, 0)).toContain(`(process 1 on ${hostname()})`);
    await two[0].kill();
    expect(await two[1].ask("lock", home, 0)).toBe("in");
  });
});

test("keeps a second run out until the first is done, and names that", () => {
  const release = lock(home);
  expect(() => lock(home)).toThrow(
    `another run is at work here (process ${process.pid} on ${hostname()}); wait for it, or end it`,
  );
  release();
  lock(home)();
});

test("takes over a file that an earlier release or a killed process has left", () => {
  writeFileSync(join(home, "lock"), "99999999 and more text than the next holder writes".repeat(9));
  const release = lock(home);
  expect(readFileSync(join(home, "lock"), "utf8")).toBe(`process ${process.pid} on ${hostname()}`);
  release();
});

test("does not take a lock on a file that was removed meanwhile for the folder's", () => {
  let first: (() => void) | undefined;
  before = () => {
    before = () => {};
    renameSync(home, `${home}-removed`);
    first = lock(home);
  };
  expect(() => lock(home)).toThrow("another run is at work here");
  first!();
});

describe("reset", () => {
  test("empties the folder and keeps the file that is locked", () => {
    lock(home)();
    const { ino } = statSync(join(home, "lock"));
    mkdirSync(join(home, "cloud", "resources"), { recursive: true });
    writeFileSync(join(home, "cloud", "resources", "one.json"), "{}");
    reset(home);
    expect(readdirSync(home)).toEqual(["lock"]);
    expect(statSync(join(home, "lock")).ino).toBe(ino);
    lock(home)();
  });

  test("fails while a run is at work there, and where there is no folder does nothing", () => {
    writeFileSync(join(home, "state"), "kept");
    const release = lock(home);
    expect(() => reset(home)).toThrow("another run is at work here");
    expect(readFileSync(join(home, "state"), "utf8")).toBe("kept");
    release();
    reset(join(home, "nowhere"));
    expect(readdirSync(home).sort()).toEqual(["lock", "state"]);
  });
});

test("fails with a sentence where the package has no build for this platform", () => {
  missing = Object.assign(new Error("Cannot find addon"), { code: "ADDON_NOT_FOUND" });
  expect(() => lock(home)).toThrow(
    /^the file lock that keeps two runs apart cannot be loaded on \w+-\w+ \(ADDON_NOT_FOUND\); fs-native/,
  );
});
