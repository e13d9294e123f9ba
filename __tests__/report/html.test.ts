import fc from "fast-check";
import { svgOf } from "../../lib/graph/svg";
import { topologyGraph } from "../../lib/graph/topology-graph";
import { htmlOf } from "../../lib/report/html";
import { deploymentOf } from "../helpers/any-deployment";
import { reportOf } from "../helpers/report";
import { anyReport, partsOfData, partsOfHtml } from "../helpers/report-formats";

const lab = deploymentOf("lab.json");
const marksOf = (page: string) => page.match(/<\/?[A-Za-z!][^\s>]*/g)!;

test("each row, text and file of a report stands in the page, in its order", () => {
  for (const config of ["lab", "fleet", "examples/existing-hub", "examples/ipv4-branches", "examples/fifty-branches"]) {
    const report = reportOf(deploymentOf(`${config}.json`));
    expect(partsOfHtml(htmlOf(report))).toEqual(partsOfData(report));
  }
});

test("whatever stands in a report is text in the page, to the letter", () => {
  fc.assert(fc.property(anyReport, (report) => expect(partsOfHtml(htmlOf(report))).toEqual(partsOfData(report))));
});

test("a value makes no mark: the page has those of harmless values", () => {
  const of = (seen: string) =>
    htmlOf(
      reportOf(lab, {
        results: [
          {
            ...({
              word: "verify",
              config: seen,
              site: "cat",
              ended: "2026-05-04T13:37:42Z",
              outcome: "failed",
            } as const),
            checks: [{ check: seen, outcome: "failed", seen, expected: seen, causes: [seen] }],
          },
        ],
        deployed: {
          ...{ ended: "2026-05-03T09:00:59Z", exitCode: 0, simulated: true },
          ...{ gatewayAddresses: [seen, seen], peers: { "conn1-to-Catalyst": seen }, files: { cat: { text: seen } } },
        },
      }),
    );
  for (const value of [`"><img src=x onerror=alert(1)>`, "</pre></td></table></section><script>alert(1)</script>"]) {
    expect(marksOf(of(value))).toEqual(marksOf(of("harmless")));
  }
});

test("the picture is the one of the graph, as it is", () => {
  expect(htmlOf(reportOf(lab))).toContain(svgOf(topologyGraph(lab)));
});
