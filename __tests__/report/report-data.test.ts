import fc from "fast-check";
import type { Cell, ReportData } from "../../lib/report/document";
import { anyDeployment, deploymentOf as exampleOf } from "../helpers/any-deployment";
import { DEPLOYED, reportOf, tablesOf } from "../helpers/report";
import { partsOfData } from "../helpers/report-formats";
import { deploymentOf, fleet } from "../helpers/synth";

const lab = exampleOf("lab.json");

test("names the gateway and the one site, or how many sites there are", () => {
  expect(reportOf(lab).title).toBe("VPN between gw and site cat");
  expect(reportOf(deploymentOf(fleet())).title).toBe("VPN between hub and 10 sites");
});

test("says of what it is, and when it was made, to the minute", () => {
  expect(reportOf(lab)).toMatchObject({
    facts: {
      Config: "config/lab.json",
      Made: "2026-05-04 13:37 UTC",
      Deployed: "not known here: the report is of the config alone",
    },
    notices: ["The gateway's addresses are stand-ins: 203.0.113.1 and 203.0.113.2 are set aside for documentation."],
  });
});

test("says of a deployment when it ended and where it is, and warns of no stand-ins", () => {
  const of = (simulated: boolean) => reportOf(lab, { deployed: { ...DEPLOYED, simulated } });
  expect(of(false).facts.Deployed).toBe("2026-05-03 09:00 UTC, in Azure");
  expect(of(true).facts.Deployed).toBe("2026-05-03 09:00 UTC, on a simulated Azure");
  expect(of(false).notices).toEqual([]);
  expect(JSON.stringify(of(false))).not.toMatch(/stand-in|203\.0\.113\./);
});

test("has its sections in the order of the one who reads it, each under an id of its own", () => {
  expect(reportOf(lab).sections.map(({ id }) => id)).toEqual([
    ...[
      "topology",
      "addresses",
      "tunnels",
      "policies",
      "security-and-routes",
      "routers",
      "costs",
      "alerts",
      "results",
      "not-proved",
    ],
  ]);
});

test("is the same whenever it is made of the same", () => {
  expect(reportOf(lab)).toEqual(reportOf(exampleOf("lab.json")));
});

test("is plain JSON: a program reads what the other formats show", () => {
  const report = reportOf(deploymentOf(fleet()), { deployed: DEPLOYED });
  const parsed = JSON.parse(JSON.stringify(report)) as ReportData;
  expect(partsOfData(parsed)).toEqual(partsOfData(report));
  expect(parsed.sections.slice(1)).toStrictEqual(report.sections.slice(1));
});

test("of one site alone: nothing names another site", () => {
  const deployment = deploymentOf(fleet());
  const sites = deployment.sites.filter(({ name }) => name === "cairo");
  const others = deployment.sites.map(({ name }) => name).filter((name) => name !== "cairo");
  expect(JSON.stringify(reportOf(deployment, { sites }))).not.toMatch(new RegExp(others.join("|")));
});

test("whatever is deployed: each row of each table has exactly the cells that its columns name, with a text in each", () => {
  const texts = (cell: Cell) => (typeof cell === "string" ? [cell] : cell);
  fc.assert(
    fc.property(anyDeployment, fc.boolean(), (drawn, isDeployed) => {
      const report = reportOf({ ...lab, ...drawn }, isDeployed ? { deployed: DEPLOYED } : {});
      const tables = report.sections.flatMap(({ id }) => tablesOf(report, id));
      expect(tables.length).toBeGreaterThan(3);
      for (const { columns, rows } of tables) {
        expect(rows.length).toBeGreaterThan(0);
        for (const row of rows) {
          expect(Object.keys(row).sort()).toEqual(Object.keys(columns).sort());
          for (const cell of Object.values(row)) {
            expect(texts(cell).length).toBeGreaterThan(0);
            expect(texts(cell).filter((text) => typeof text !== "string")).toEqual([]);
          }
        }
      }
    }),
    { numRuns: 30 },
  );
});
