import fc from "fast-check";
import { mermaidOf } from "../../lib/graph/mermaid";
import { topologyGraph } from "../../lib/graph/topology-graph";
import { markdownOf } from "../../lib/report/markdown";
import { deploymentOf } from "../helpers/any-deployment";
import { reportOf } from "../helpers/report";
import { anyReport, partsOfData, partsOfMarkdown, type Part } from "../helpers/report-formats";

/** Blanks as a page shows them, but those of a file. */
const withShownBlanks = (parts: readonly Part[]): unknown =>
  parts.map((part) =>
    JSON.parse(JSON.stringify(part), (key, value: unknown) =>
      typeof value === "string" && !(part[0] === "code" && key === "2") ? value.replace(/\s+/g, " ").trim() : value,
    ),
  );

test("each row, text and file of a report stands on the page, in its order", () => {
  for (const config of ["lab", "fleet", "examples/existing-hub", "examples/ipv4-branches", "examples/fifty-branches"]) {
    const report = reportOf(deploymentOf(`${config}.json`));
    expect(partsOfMarkdown(markdownOf(report))).toEqual(withShownBlanks(partsOfData(report)));
  }
});

test("whatever stands in a report is text on the page: no mark of it, no cell, no fence and no list is Markdown's", () => {
  fc.assert(
    fc.property(anyReport, (report) =>
      expect(partsOfMarkdown(markdownOf(report))).toEqual(withShownBlanks(partsOfData(report))),
    ),
  );
});

test("what would begin a list, a heading, a fence or a line under a heading is text, and an address stays as it is", () => {
  const items = ["1. a", "12) a", "# a", "- a", "+ a", "===", "~~~", "```", "> a", "| a", "10.1.0.0/24 a"];
  const blocks = [{ kind: "list" as const, items }];
  const text = markdownOf({
    title: "t",
    facts: { Made: "m" },
    notices: [],
    sections: [{ id: "i", title: "s", blocks }],
  });
  expect(text.split("\n").slice(-12, -1)).toEqual([
    ...["- 1\\. a", "- 12\\) a", "- \\# a", "- \\- a", "- \\+ a", "- \\===", "- \\~\\~\\~", "- \\`\\`\\`"],
    ...["- \\> a", "- \\| a", "- 10.1.0.0/24 a"],
  ]);
});

test("the picture is a flowchart that GitHub draws", () => {
  const lab = deploymentOf("lab.json");
  expect(markdownOf(reportOf(lab))).toContain(
    `## Topology\n\n\`\`\`mermaid\n${mermaidOf(topologyGraph(lab)).trimEnd()}\n\`\`\`\n\n## Address plan\n`,
  );
});
