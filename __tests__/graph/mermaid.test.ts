import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { mermaidOf } from "../../lib/graph/mermaid";
import { topologyGraph } from "../../lib/graph/topology-graph";
import { anyDeployment, deploymentOf } from "../helpers/any-deployment";

const lab = topologyGraph(deploymentOf("lab.json"));

test("draws the article's lab as Mermaid was seen to show it", () => {
  expect(mermaidOf(lab)).toBe(readFileSync(join(__dirname, "../fixtures/graph/lab.mmd"), "utf8"));
});

const LINE = new RegExp(
  [
    "flowchart LR",
    " {2}accTitle: .*",
    ' {2}subgraph (?:site\\d+|gateway)\\["[^"]*"\\]',
    ' {4}networks\\d+\\["[^"]*"\\]',
    ' {4}networks\\d+ --- site\\d+wan\\d\\["[^"]*"\\]',
    ' {2}network\\["[^"]*"\\]',
    " {2}instance0 & instance1 --- network",
    ' {4}instance[01]\\["[^"]*"\\]',
    " +end",
    ' {2}site\\d+wan\\d (?:== "[^"]*" ===|-\\. "[^"]*" \\.-x) instance[01]',
  ]
    .map((line) => `^${line}$`)
    .join("|"),
);
const restored = (text: string) => text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

test("whatever is deployed: lines of a flowchart, and each tunnel once, by its name", () => {
  fc.assert(
    fc.property(anyDeployment, (deployment) => {
      const graph = topologyGraph(deployment);
      const lines = mermaidOf(graph).trimEnd().split("\n");
      expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
      const links = graph.sites.flatMap(({ wans }, i) =>
        wans.flatMap(({ tunnels, connection }, j) =>
          tunnels.map((tunnel, instance) =>
            tunnel === undefined
              ? `  site${i}wan${j} -. "no tunnel<br>${connection}" .-x instance${instance}`
              : `  site${i}wan${j} == "${tunnel}<br>${connection}" === instance${instance}`,
          ),
        ),
      );
      expect(lines.filter((line) => line.includes(" instance")).map(restored)).toEqual(expect.arrayContaining(links));
      expect(lines.filter((line) => /(?:===|-x) instance[01]$/.test(line))).toHaveLength(links.length);
    }),
  );
});

test("signs that Mermaid would read stay text", () => {
  const name = '<b>"a" & `b` #35;</b>';
  const text = mermaidOf({ ...lab, gateway: { ...lab.gateway, name } });
  expect(text).toContain('["VPN gateway #60;b#62;#34;a#34; #38; #96;b#96; #35;35;#60;/b#62;, VpnGw2AZ"]');
});
