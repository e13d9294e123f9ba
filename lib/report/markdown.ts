import { mermaidOf } from "../graph/mermaid";
import { cell, tableLines } from "../verify/markdown-table";
import { linesOf, type Block, type ReportData, type Section } from "./document";

/** A report as a page of Markdown, as GitHub shows it: the picture is a flowchart of Mermaid. */
export function markdownOf({ title, facts, notices, sections }: ReportData): string {
  return [
    `# ${cell(title)}`,
    Object.entries(facts)
      .map(([name, text]) => `- ${name}: ${cell(text)}`)
      .join("\n"),
    ...notices.map((notice) => `> ${paragraph(notice)}`),
    ...sections.flatMap(sectionParts),
  ]
    .join("\n\n")
    .concat("\n");
}

const sectionParts = ({ title, blocks }: Section): string[] => [`## ${cell(title)}`, ...blocks.flatMap(parts)];

function parts(block: Block): string[] {
  switch (block.kind) {
    case "text":
      return [paragraph(block.text)];
    case "list":
      return [block.items.map((item) => `- ${paragraph(item)}`).join("\n")];
    case "table": {
      const names = Object.keys(block.columns);
      const rows = block.rows.map((row) => names.map((name) => linesOf(row[name]!)));
      return [`**${cell(block.caption)}**`, tableLines(Object.values(block.columns), rows).join("\n")];
    }
    case "picture":
      return [fenced("mermaid", mermaidOf(block.graph))];
    case "code":
      return [`**${cell(block.caption)}**`, fenced("text", block.text)];
    case "group":
      return [`### ${cell(block.title)}`, ...block.blocks.flatMap(parts)];
  }
}

/** Text that begins no heading, no list and no line under a heading. */
const paragraph = (text: string): string =>
  cell(text)
    .replace(/^[#+=-]/, "\\$&")
    .replace(/^(\d+)(?=[.)](?: |$))/, "$1\\");

/** Text between fences that are longer than any that is in it. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
