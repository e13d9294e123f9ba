import type { Result } from "../../lib/verify/result";
import { deploymentOf as exampleOf } from "../helpers/any-deployment";
import { blocksOf, reportOf, rowsOf } from "../helpers/report";
import { deploymentOf, fleet } from "../helpers/synth";

const lab = exampleOf("lab.json");
const check = (name: string, outcome: Result["outcome"]) => ({ check: name, outcome });
const of = (result: Partial<Result>): Result => ({
  word: "verify",
  config: "config/lab.json",
  ended: "2026-05-04T13:37:42Z",
  outcome: "passed",
  checks: [],
  ...result,
});

const summary = (...args: Parameters<typeof reportOf>) =>
  rowsOf(reportOf(...args), "results", "Last run of each word").map((row) => Object.values(row).join(" | "));
const groups = (...args: Parameters<typeof reportOf>) =>
  blocksOf(reportOf(...args), "results").filter((block) => block.kind === "group");

test("a word that nothing is known of says so, and has no group", () => {
  expect(summary(lab)).toEqual([
    "plan |  | not known here |  | ",
    "verify |  | not known here |  | ",
    "lab |  | not known here |  | ",
    "drill |  | not known here |  | ",
  ]);
  expect(groups(lab)).toEqual([]);
});

test("the checks of a run are counted by outcome, the bad ones first", () => {
  const checks = [
    ...["a", "b", "c"].map((name) => check(name, "passed")),
    ...[check("d", "unknown"), check("e", "degraded"), check("f", "failed"), check("g", "failed")],
  ];
  const results = [of({ site: "cat", outcome: "failed", checks }), of({ word: "plan", checks: checks.slice(0, 2) })];
  expect(summary(lab, { results })).toEqual([
    "plan | the whole deployment | 2026-05-04 13:37 UTC | passed | 2 passed",
    "verify | site cat | 2026-05-04 13:37 UTC | failed | 2 failed, 1 degraded, 1 unknown, 3 passed",
    "lab |  | not known here |  | ",
    "drill |  | not known here |  | ",
  ]);
});

test("a run has a row for each site, and a group only where it checked anything", () => {
  const deployment = deploymentOf(fleet());
  const results = [
    of({ site: "berlin", ended: "2026-05-01T08:00:00Z", outcome: "unknown" }),
    of({ site: "cairo", ended: "2026-05-02T09:30:00Z", checks: [check("Tunnel0: IKE SA", "passed")] }),
  ];
  expect(summary(deployment, { results }).slice(1, 3)).toEqual([
    "verify | site berlin | 2026-05-01 08:00 UTC | unknown | ",
    "verify | site cairo | 2026-05-02 09:30 UTC | passed | 1 passed",
  ]);
  expect(groups(deployment, { results }).map(({ title }) => title)).toEqual([
    "verify of site cairo, 2026-05-02 09:30 UTC",
  ]);
});

test("a group has each check with what was seen and expected, and the causes of what failed", () => {
  const checks = [
    {
      ...({ check: "Tunnel0: IKE SA", outcome: "failed", expected: "READY", seen: "none" } as const),
      causes: ["Give the router its file again.", "Open UDP 500."],
    },
    check("gw: provisioning", "passed"),
  ];
  expect(groups(lab, { results: [of({ site: "cat", outcome: "failed", checks })] })).toEqual([
    {
      kind: "group",
      title: "verify of site cat, 2026-05-04 13:37 UTC",
      blocks: [
        {
          kind: "table",
          caption: "Checks of verify of site cat",
          columns: { check: "Check", outcome: "Outcome", seen: "Seen", expected: "Expected" },
          rows: [
            { check: "Tunnel0: IKE SA", outcome: "failed", seen: "none", expected: "READY" },
            { check: "gw: provisioning", outcome: "passed", seen: "", expected: "" },
          ],
        },
        {
          kind: "list",
          items: ["Tunnel0: IKE SA: Give the router its file again.", "Tunnel0: IKE SA: Open UDP 500."],
        },
      ],
    },
  ]);
});

test("of one site alone: its results and those of the whole deployment, and no other site's", () => {
  const deployment = deploymentOf(fleet());
  const sites = deployment.sites.filter(({ name }) => name === "cairo");
  const results = [
    of({ site: "berlin", checks: [check("Tunnel0: IKE SA", "failed")] }),
    of({ site: "cairo", checks: [check("Tunnel0: IKE SA", "passed")] }),
    of({ word: "plan", checks: [check("onprem-cairo", "passed")] }),
  ];
  expect(summary(deployment, { sites, results })).toEqual([
    "plan | the whole deployment | 2026-05-04 13:37 UTC | passed | 1 passed",
    "verify | site cairo | 2026-05-04 13:37 UTC | passed | 1 passed",
    "lab |  | not known here |  | ",
    "drill |  | not known here |  | ",
  ]);
  expect(groups(deployment, { sites, results }).map(({ title }) => title)).toEqual([
    "verify of site cairo, 2026-05-04 13:37 UTC",
    "plan of the whole deployment, 2026-05-04 13:37 UTC",
  ]);
});

test("what was seen is left out where it may hold a secret", () => {
  const checks = [
    { ...check("running configuration", "degraded"), seen: "pre-shared-key TheKey", expected: "as the file" },
  ];
  const caption = "Checks of verify of site cat";
  expect(rowsOf(reportOf(lab, { results: [of({ site: "cat", checks })] }), "results", caption)).toEqual([
    { ...checks[0], seen: "! left out here: it may hold a secret" },
  ]);
});
