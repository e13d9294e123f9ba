/** Text that stays in its cell, and that Markdown and HTML leave alone. */
export const cell = (text: string): string =>
  text
    .replace(/[\\|<>*_`[\]&~]/g, "\\$&")
    .replace(/\s+/g, " ")
    .trim();

/**
 * A table of Markdown, line by line.
 *
 * @param rows the cells of each row; of a cell, each text stands on a line of its own
 */
export const tableLines = (headings: readonly string[], rows: readonly (readonly (readonly string[])[])[]): string[] =>
  [
    headings.map(cell),
    headings.map(() => "---"),
    ...rows.map((row) => row.map((texts) => texts.map(cell).join("<br>"))),
  ].map((cells) => `| ${cells.join(" | ")} |`);
