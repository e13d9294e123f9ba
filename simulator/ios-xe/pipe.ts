import { syntax, understand } from "./syntax";

const FILTERS = ["include", "exclude", "begin", "section", "count"].map((word) => ({
  word,
  syntax: syntax(`${word} <line>`),
}));

const indentOf = (line: string) => line.length - line.trimStart().length;

/** Lines that a pattern fits, each with the lines below it that stand further to the right. */
function sections(lines: readonly string[], fits: (line: string) => boolean): string[] {
  let indent: number | undefined;
  return lines.filter((line) => {
    if (indent !== undefined && indentOf(line) > indent) return true;
    indent = fits(line) ? indentOf(line) : undefined;
    return indent !== undefined;
  });
}

/**
 * What is left of an output behind `|`.
 *
 * @param filter the words after `|`: `include License Level|throughput`
 * @returns undefined where it is no filter
 */
export function filtered(lines: readonly string[], filter: string): readonly string[] | undefined {
  const found = understand(FILTERS, filter);
  if ("why" in found) return undefined;
  const { word } = found.command;
  const pattern = found.line.slice(word.length + 1);
  let fits: (line: string) => boolean;
  try {
    const expression = new RegExp(pattern);
    fits = (line) => expression.test(line);
  } catch {
    return [`% Failed to compile regular expression '${pattern}'`];
  }
  switch (word) {
    case "include":
      return lines.filter(fits);
    case "exclude":
      return lines.filter((line) => !fits(line));
    case "section":
      return sections(lines, fits);
    case "count":
      return [`Number of lines which match regexp = ${lines.filter(fits).length}`];
    default: {
      const start = lines.findIndex(fits);
      return start < 0 ? [] : lines.slice(start);
    }
  }
}
