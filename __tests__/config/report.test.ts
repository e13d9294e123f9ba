import type { Problem } from "../../config/problem";
import { report } from "../../config/report";
import { dotted } from "../../lib/model/path";

const problem = (path: Problem["path"], message: string, rest: Partial<Problem> = {}): Problem => ({
  path,
  message,
  ...rest,
});

test("writes a path as one would in code", () => {
  expect(dotted(["sites", 0, "network", "ipv4"])).toBe("sites[0].network.ipv4");
  expect(dotted(["tags", "cost center"])).toBe('tags["cost center"]');
});

test("prints nothing that a terminal would obey, and nothing that turns or hides text", () => {
  const text = report("mine.json", [
    problem(["a\u001b[2Jb"], '"x\u009by\u202ez\u2066\u200b\ufeff" is wrong\nmine.json has no problem'),
    problem(["tags", "k\u202e\n"], "y"),
  ]);
  expect(text).toBe(
    [
      "mine.json has 2 problems:",
      '  ["a\\u001b[2Jb"]: "x\\u009by\\u202ez\\u2066\\u200b\\ufeff" is wrong\\u000amine.json has no problem',
      '  tags["k\\u202e\\n"]: y',
    ].join("\n"),
  );
});

test("clips keys and lines", () => {
  const text = report("mine.json", [problem(["k".repeat(100_000)], "m".repeat(100_000))]);
  expect(text.length).toBeLessThan(1100);
  expect(text).toContain(`  ${"k".repeat(37)}...: mmm`);
});

test("shows twenty lines, then how many more there are", () => {
  const problems = Array.from({ length: 25 }, (_, i) => problem([`key${i}`], "is wrong"));
  const lines = report("mine.json", problems).split("\n");
  expect([lines[0], lines.length, lines.at(-1)]).toEqual(["mine.json has 25 problems:", 22, "  ... and 5 more"]);
});

test("shows the cause, wherever it stands, and counts what follows from it", () => {
  const text = report("mine.json", [
    problem(["a", "b"], "second", { cause: ["a"] }),
    problem(["c"], "third", { cause: ["a", "b"] }),
    problem(["a"], "first"),
    problem(["d"], "apart", { related: [["e"]] }),
  ]);
  expect(text).toBe("mine.json has 2 problems:\n  a: first (and 2 more that follow from it)\n  d: apart");
});

test("shows what was derived from a value at that value, once", () => {
  const text = report("mine.json", [
    problem(["x"], "too long", { cause: ["name"] }),
    problem(["y"], "too long as well", { cause: ["name"] }),
  ]);
  expect(text).toBe("mine.json has 1 problem:\n  name: too long (and 1 more that follows from it)");
});

test("shows once what is the same at several sites", () => {
  const problems = [0, 1, 2].map((i) => problem(["sites", i, "zones"], "has none"));
  expect(report("mine.json", problems, "warning")).toBe(
    "mine.json has 1 warning:\n  sites[0].zones: has none (and so at 2 more sites)",
  );
});

test("does not lose problems that name each other", () => {
  const text = report("mine.json", [problem(["a"], "one", { cause: ["b"] }), problem(["b"], "two", { cause: ["a"] })]);
  expect(text).toBe("mine.json has 2 problems:\n  b: one\n  a: two");
});
