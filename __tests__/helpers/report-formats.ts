import fc from "fast-check";
import type { Block, Cell, ReportData } from "../../lib/report/document";
import { readHtml } from "./html";
import { allOf, textOf, type XmlElement } from "./xml";

/**
 * What a reader finds in a report, part by part: its kind and its texts. A picture is none: the graph of a report has
 * tests of its own.
 */
export type Part = readonly [kind: string, ...texts: readonly unknown[]];

const linesOf = (cell: Cell): readonly string[] => (typeof cell === "string" ? [cell] : cell);

export function partsOfData({ title, facts, notices, sections }: ReportData): Part[] {
  return [
    ["title", title],
    ...Object.entries(facts).map(([name, text]): Part => ["fact", name, text]),
    ...notices.map((notice): Part => ["notice", notice]),
    ...sections.flatMap(({ title, blocks }): Part[] => [["section", title], ...blocks.flatMap(partsOfBlock)]),
  ];
}

function partsOfBlock(block: Block): Part[] {
  switch (block.kind) {
    case "text":
      return [["text", block.text]];
    case "list":
      return [["list", block.items]];
    case "table": {
      const names = Object.keys(block.columns);
      const rows = block.rows.map((row) => names.map((name) => linesOf(row[name]!)));
      return [["table", block.caption, Object.values(block.columns), rows]];
    }
    case "picture":
      return [];
    case "code":
      return [["code", block.caption, block.text.trimEnd()]];
    case "group":
      return [["group", block.title], ...block.blocks.flatMap(partsOfBlock)];
  }
}

/** The parts of a page of HTML. */
export const partsOfHtml = (page: string): Part[] => partsOfElement(readHtml(page));

const within = (element: XmlElement, name: string) => allOf(element).filter((one) => one.name === name);
const textsIn = (element: XmlElement, name: string) => within(element, name).map(textOf);

function partsOfElement(element: XmlElement): Part[] {
  switch (element.name) {
    case "head":
    case "nav":
    case "svg":
    case "a":
      return [];
    case "h1":
      return [["title", textOf(element)]];
    case "h2":
      return [["section", textOf(element)]];
    case "h3":
      return [["group", textOf(element)]];
    case "dl": {
      const texts = textsIn(element, "dd");
      return textsIn(element, "dt").map((name, i) => ["fact", name, texts[i]]);
    }
    case "p":
      return [[element.attributes.class === "notice" ? "notice" : "text", textOf(element)]];
    case "ul":
      return [["list", textsIn(element, "li")]];
    case "table": {
      const [head, body] = [within(element, "thead")[0]!, within(element, "tbody")[0]!];
      const rows = within(body, "tr").map((row) =>
        allOf(row)
          .filter(({ name }) => name === "th" || name === "td")
          .map((cell) => textsIn(cell, "span")),
      );
      return [["table", textsIn(element, "caption")[0], textsIn(head, "th"), rows]];
    }
    case "figure":
      return [["code", textsIn(element, "figcaption")[0], textsIn(element, "pre")[0]]];
    default:
      return element.children.flatMap((child) => (typeof child === "string" ? [] : partsOfElement(child)));
  }
}

/** What begins something else than a paragraph in Markdown. */
const BLOCK = /^(?:#{1,6}(?: |$)|[-+*](?: |$)|\d+[.)](?: |$)|>|\||`{3}|~{3}| {4}|=+$|-+$)/;
const ESCAPE = /\\[!-/:-@[-`{-~]/g;

/** @throws where a mark of Markdown or HTML is not escaped */
function plain(text: string): string {
  const raw = /[<>&*_`[\]|~\\]/.exec(text.replace(ESCAPE, ""))?.[0];
  if (raw !== undefined) throw new Error(`not plain text: ${raw} in ${JSON.stringify(text)}`);
  return text.replace(ESCAPE, (escape) => escape[1]!);
}

/** @throws where the text would begin something else than a paragraph */
function paragraph(text: string): string {
  if (BLOCK.test(text)) throw new Error(`not a paragraph: ${JSON.stringify(text)}`);
  return plain(text);
}

const CELL = /(?:\\.|[^\\|])*/y;

function cellsOf(line: string): string[][] {
  const cells: string[][] = [];
  for (let at = 2; at < line.length; at += 2) {
    CELL.lastIndex = at;
    const text = CELL.exec(line)![0];
    at += text.length;
    cells.push(text.trim().split("<br>").map(plain));
  }
  return cells;
}

/** The parts of a page of Markdown, blanks as it shows them: any number of them as one. */
export function partsOfMarkdown(text: string): Part[] {
  const lines = text.trimEnd().split("\n");
  const parts: Part[] = [];
  let caption: string | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const run = (of: RegExp): string[] => {
      const from = i;
      while (i + 1 < lines.length && of.test(lines[i + 1]!)) i++;
      return lines.slice(from, i + 1);
    };
    const [, fence, language] = /^(`{3,})(\w*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      const end = lines.indexOf(fence, i + 1);
      if (language !== "mermaid") parts.push(["code", caption, lines.slice(i + 1, end).join("\n")]);
      i = end;
    } else if (line.startsWith("# ")) parts.push(["title", plain(line.slice(2))]);
    else if (line.startsWith("## ")) parts.push(["section", plain(line.slice(3))]);
    else if (line.startsWith("### ")) parts.push(["group", plain(line.slice(4))]);
    else if (line.startsWith("> ")) parts.push(["notice", paragraph(line.slice(2))]);
    else if (line.startsWith("**")) caption = plain(/^\*\*(.*)\*\*$/.exec(line)![1]!);
    else if (line.startsWith("| ")) {
      const [headings, rule, ...rows] = run(/^\| /).map(cellsOf);
      if (!rule!.flat().every((text) => text === "---")) throw new Error(`not a table: ${line}`);
      parts.push(["table", caption, headings!.flat(), rows]);
    } else if (line.startsWith("- ")) {
      const items = run(/^- /).map((item) => paragraph(item.slice(2)));
      const isFacts = parts.length === 1;
      if (isFacts) parts.push(...items.map((item): Part => ["fact", ...item.split(/: (.*)/).slice(0, 2)]));
      else parts.push(["list", items]);
    } else if (line !== "") parts.push(["text", paragraph(line)]);
  }
  return parts;
}

/** Signs that a format may take for its own. */
const HOSTILE = [
  ..."ab1.-+#~=|\\`*_[]()<>&\"'{}!/:$@ \t\n\r",
  ...["é", "\u2028", "```", "~~~", "{{x}}", "{{{x}}}", "{{>report-blocks.html}}", "{{/blocks}}", "&lt;", "&#60;"],
  ...[
    "<img src=x onerror=alert(1)>",
    "</pre>",
    "</td></tr></table>",
    "</section>",
    "</style>",
    "<script>",
    "<!--",
    "]]>",
  ],
];
const hostile = fc.string({ unit: fc.constantFrom(...HOSTILE), maxLength: 8 });
/** Text of which something is to be seen. */
const shown = hostile.map((text) => `${text}z`);

const cell = fc.oneof(hostile, fc.array(hostile, { minLength: 1, maxLength: 3 }));
const simple: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: shown }),
  fc.record({ kind: fc.constant("list" as const), items: fc.array(shown, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant("code" as const), caption: shown, text: hostile }),
  fc.record({
    kind: fc.constant("table" as const),
    caption: shown,
    columns: fc.record({ first: shown, second: shown }),
    rows: fc.array(fc.record({ first: cell, second: cell }), { maxLength: 3 }),
  }),
);
const group: fc.Arbitrary<Block> = fc.record({
  kind: fc.constant("group" as const),
  title: shown,
  blocks: fc.array(simple, { maxLength: 2 }),
});

/** A report of any texts, as no deployment has them. */
export const anyReport: fc.Arbitrary<ReportData> = fc.record({
  title: shown,
  facts: fc.record({ Config: shown, Made: shown }),
  notices: fc.array(shown, { maxLength: 2 }),
  sections: fc.array(
    fc.record({
      id: fc.constantFrom("addresses", "tunnels"),
      title: shown,
      blocks: fc.array(fc.oneof(simple, group), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});
