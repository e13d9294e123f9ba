import fc from "fast-check";
import { textDiff } from "../../lib/report/text-diff";

const lines = (...all: readonly (string | number)[]) => all.map((line) => `${line}\n`).join("");
const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

test("nothing has changed in the same text, however its last line ends", () => {
  expect(textDiff("a\nb\n", "a\nb\n")).toEqual([]);
  expect(textDiff("a\nb", "a\nb\n\n")).toEqual([]);
  expect(textDiff("", "")).toEqual([]);
});

test("a changed line is what went and then what came, among the three lines before and after it", () => {
  expect(textDiff(lines(...TEN), lines(1, 2, 3, 4, "five", 6, 7, 8, 9, 10))).toEqual([
    ...["...", "  2", "  3", "  4"],
    ...["- 5", "+ five"],
    ...["  6", "  7", "  8", "..."],
  ]);
});

test("changes that share their surroundings stand together, and ... is between those that do not", () => {
  const after = ["one", 2, 3, 4, 5, 6, 7, "eight", 9, 10];
  expect(textDiff(lines(...TEN), lines(...after))).toEqual([
    ...["- 1", "+ one", "  2", "  3", "  4", "  5", "  6", "  7", "- 8", "+ eight", "  9", "  10"],
  ]);
  expect(textDiff(lines(...TEN), lines("one", 2, 3, 4, 5, 6, 7, 8, 9, "ten"))).toEqual([
    ...["- 1", "+ one", "  2", "  3", "  4", "..."],
    ...["  7", "  8", "  9", "- 10", "+ ten"],
  ]);
});

test("what is added or removed at either end is that alone", () => {
  expect(textDiff("b\n", "a\nb\nc\n")).toEqual(["+ a", "  b", "+ c"]);
  expect(textDiff("a\nb\nc\n", "b\n")).toEqual(["- a", "  b", "- c"]);
});

test("a text that was or is empty has no line", () => {
  expect(textDiff("", "a\nb\n")).toEqual(["+ a", "+ b"]);
  expect(textDiff("a\nb\n", "\n")).toEqual(["- a", "- b"]);
});

test("a line that moved went and came", () => {
  expect(textDiff("a\nb\nc\n", "b\nc\na\n")).toEqual(["- a", "  b", "  c", "+ a"]);
});

test("an empty line is a line like another", () => {
  expect(textDiff("a\nb\n", "a\n\nb\n")).toEqual(["  a", "+", "  b"]);
});

test("the ends of lines count for nothing: those of Windows, and blanks that nobody sees", () => {
  expect(textDiff("a\r\nb\r\n", "a\nb\n")).toEqual([]);
  expect(textDiff("a\r\nb\r\n", "a  \nc\n")).toEqual(["  a", "- b", "+ c"]);
});

test("whatever changed: the lines that went and stayed are the old text, those that came and stayed the new one", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }).map((all) => lines(...all));
  const of = (diff: readonly string[], sign: string) =>
    lines(...diff.filter((line) => line[0] !== sign).map((line) => line.slice(2)));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = textDiff(before, after);
      if (before === after) return expect(diff).toEqual([]);
      // Six lines have no line that is further than three from a change, unless "..." says so.
      fc.pre(!diff.includes("..."));
      expect([of(diff, "+"), of(diff, "-")]).toEqual([before, after]);
    }),
  );
});
