/** Unchanged lines that are shown around a change. */
const CONTEXT = 3;

/**
 * What changed from one text to another, line by line: `- ` before a line that went, `+ ` before a new one, and two
 * blanks before one that stayed. Of the lines that stayed, those near a change are shown; `...` stands for the others.
 * Blanks at the end of a line count for nothing.
 *
 * @returns no line where nothing changed
 */
export function textDiff(before: string, after: string): string[] {
  const lines = marked(linesOf(before), linesOf(after));
  if (lines.every(({ sign }) => sign === " ")) return [];
  const near = (i: number) => lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ sign }) => sign !== " ");
  return lines.flatMap(({ sign, line }, i) => {
    if (near(i)) return [`${sign} ${line}`.trimEnd()];
    return i === 0 || near(i - 1) ? ["..."] : [];
  });
}

const linesOf = (text: string) => (text.trimEnd() === "" ? [] : text.trimEnd().split(/[^\S\n]*\n/));

interface Marked {
  readonly sign: "+" | "-" | " ";
  readonly line: string;
}

/** Keeps a longest sequence of lines that both texts have. */
function marked(before: readonly string[], after: readonly string[]): Marked[] {
  const common = longestCommon(before, after);
  const lines: Marked[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push({ sign: " ", line: before[i]! });
      [i, j] = [i + 1, j + 1];
    } else if (j === after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ sign: "-", line: before[i++]! });
    } else {
      lines.push({ sign: "+", line: after[j++]! });
    }
  }
  return lines;
}

/** At [i][j]: how many lines `before` from i on and `after` from j on have in common, in order. */
function longestCommon(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        before[i] === after[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
