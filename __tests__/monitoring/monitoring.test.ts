import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Alert } from "../../lib/model/alert";
import { GATEWAY_SKUS } from "../../lib/model/gateway-skus";
import { DEFAULT_ALERTS, FREQUENCIES, minutesOf, WINDOWS } from "../../lib/model/monitoring";
import { alertsOf } from "../../lib/monitoring/alerts";
import { monitored } from "../helpers/monitored";
import { deploymentOf } from "../helpers/synth";

const page = readFileSync(join(__dirname, "../../docs/monitoring.md"), "utf8");
const SIGNS = { LessThan: "<", GreaterThan: ">", GreaterThanOrEqual: ">=" };

const condition = (alert: Alert) =>
  alert.type === "metric"
    ? alert.criteria
        .map(({ metric, operator, threshold }) => `\`${metric}\` ${SIGNS[operator]} ${threshold}`)
        .join(" and ")
    : `${alert.event.category}: ${("events" in alert.event ? alert.event.events : alert.event.current).join(", ")}`;

test("the page has each rule of the example, with its severity and its condition", () => {
  const rules = alertsOf(deploymentOf(monitored())).filter(
    (alert) => alert.type === "activity" || alert.tunnel === undefined || /^no-\w+-oslo-0$/.test(alert.id),
  );
  const [, ...rows] = [...page.matchAll(/^\| *(?:Rule|`gw-[^|]*`) *\|.*$/gm)].map(([row]) =>
    row
      .split("|")
      .slice(1, 4)
      .map((cell) => cell.trim()),
  );
  expect(rows).toEqual(
    rules.map((alert) => [
      `\`${alert.name}\``,
      alert.type === "metric" ? String(alert.severity) : "",
      condition(alert),
    ]),
  );
});

test("the page names what metrics are looked at by", () => {
  const { noIke, noIpsec, packetDrops, selectorMismatches, bandwidth } = DEFAULT_ALERTS;
  for (const { window, frequency } of [noIke, noIpsec, packetDrops, selectorMismatches, bandwidth]) {
    expect(page).toContain(`every ${minutesOf(frequency)} minutes, over the last ${minutesOf(window)}.`);
  }
});

test("the page counts the rules of the largest deployment", () => {
  const connections = Math.max(...Object.values(GATEWAY_SKUS).map(({ maxTunnels }) => maxTunnels));
  // Each connection has a tunnel to each instance at most, and a tunnel two rules.
  const ofTunnels = connections * 2 * 2;
  const ofGateway = alertsOf(deploymentOf(monitored())).filter(({ id }) => !id.startsWith("no-"));
  const metric = ofGateway.filter(({ type }) => type === "metric").length;
  const counts = `${connections} connections, has ${ofTunnels + metric} and ${ofGateway.length - metric}.`;
  expect(page).toContain(counts);
});

test("a duration is so many minutes", () => {
  expect(WINDOWS.map(minutesOf)).toEqual([5, 15, 30, 60, 360, 720, 1440]);
  expect(FREQUENCIES.map(minutesOf)).toEqual([1, 5, 15, 30, 60]);
});
