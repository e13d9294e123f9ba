import { join } from "node:path";
import { loadConfig } from "../../config/load";
import { alerts } from "../../lib/report/alerts";
import type { Block, Table } from "../../lib/report/document";
import { alertsOf } from "../../lib/monitoring/alerts";

const load = (file: string) => loadConfig(join(__dirname, "../..", file)).deployment;
const known = { made: "2026-11-26T08:00:00.000Z", results: [] };
const tables = (blocks: readonly Block[]): readonly Table[] =>
  blocks.flatMap((block) => (block.kind === "table" ? [block] : block.kind === "group" ? tables(block.blocks) : []));

test("every alert of the deployment stands in the report once, with what it means and what to do", () => {
  const deployment = load("config/examples/monitored.json");
  const rows = tables(alerts({ deployment, sites: deployment.sites, known }).blocks).flatMap((one) => one.rows);
  const all = alertsOf(deployment);
  expect(all.length).toBe(15);
  expect(rows.map(({ name }) => name).sort()).toEqual(all.map(({ name }) => name).sort());
  expect(rows.find(({ name }) => name === "gw-oslo-Tunnel0-no-ike")).toEqual({
    name: "gw-oslo-Tunnel0-no-ike",
    severity: "1",
    meaning: expect.stringMatching(/^There is no IKE SA between instance 0 of gw and Tunnel0 of oslo/),
    action: expect.stringContaining("npx vpn verify oslo"),
  });
});

test("a report of one site has no alert of another site's tunnels", () => {
  const deployment = load("config/examples/monitored.json");
  const sites = deployment.sites.filter(({ name }) => name === "oslo");
  const text = JSON.stringify(alerts({ deployment, sites, known }));
  expect(text).toContain("gw-oslo-Tunnel1-no-ipsec");
  expect(text).not.toContain("gw-tromso");
});

test("says so where nothing is watched", () => {
  const deployment = load("config/lab.json");
  expect(alerts({ deployment, sites: deployment.sites, known }).blocks).toEqual([
    { kind: "text", text: "The config has no monitoring: nothing tells that a tunnel is down." },
  ]);
});
