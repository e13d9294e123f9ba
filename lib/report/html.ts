import { readTemplate, renderHtml } from "../catalyst/render";
import { svgOf } from "../graph/svg";
import { linesOf, type Block, type Cell, type ReportData } from "./document";

/** Groups that a page shows unfolded, where a section has no more. */
const MOST_OPEN = 3;

/**
 * A report as one page of HTML. It asks for nothing from outside, runs no script, and is light or dark as its reader
 * wants it. Every value in it is text.
 */
export function htmlOf({ title, facts, notices, sections }: ReportData): string {
  const view = {
    title,
    facts: Object.entries(facts).map(([name, text]) => ({ name, text })),
    notices,
    sections: sections.map((section) => ({ ...section, blocks: blockViews(section.blocks) })),
  };
  return renderHtml(readTemplate("report.html"), view, {
    "report-blocks.html": readTemplate("report-blocks.html"),
  });
}

/** How the page colours an outcome; the word alone says it, too. */
const TONES: Readonly<Record<string, string>> = { passed: "good", degraded: "warn", failed: "bad", unknown: "warn" };
const toneOf = (cell: Cell) => TONES[String(cell)] ?? false;

/** No kind of block: each view says of every kind whether it is one. */
const NO_KIND = { text: false, list: false, table: false, picture: false, code: false, group: false } as const;

function blockViews(blocks: readonly Block[]): object[] {
  const open = blocks.filter(({ kind }) => kind === "group").length <= MOST_OPEN;
  return blocks.map((block) => ({ ...NO_KIND, ...blockView(block, open) }));
}

function blockView(block: Block, open: boolean): object {
  switch (block.kind) {
    case "text":
      return { text: block.text };
    case "list":
      return { list: { items: block.items } };
    case "table": {
      const [first, ...others] = Object.keys(block.columns);
      const rows = block.rows.map((row) => ({
        first: linesOf(row[first!]!),
        cells: others.map((name) => ({ lines: linesOf(row[name]!), tone: name === "outcome" && toneOf(row[name]!) })),
      }));
      return { table: { caption: block.caption, headings: Object.values(block.columns), rows } };
    }
    case "picture":
      return { picture: { svg: svgOf(block.graph) } };
    case "code":
      return { code: { caption: block.caption, lines: block.text.trimEnd() } };
    case "group":
      return { group: { title: block.title, open, blocks: blockViews(block.blocks) } };
  }
}
