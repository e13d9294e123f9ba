import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foundAlert } from "../../commands/alerts";
import { recordDeployment } from "../../commands/deployment-record";
import { loadConfig } from "../../config/load";
import { alertsOf } from "../../lib/monitoring/alerts";
import { simulatedAzure } from "../../runner/target";
import { readDoor } from "../../simulator/azure/read-door";
import type { Attributes } from "../../simulator/protocol/values";
import { azureLab, IDS, paperLive, resource } from "../helpers/azure-lab";
import { runVpn } from "../helpers/vpn";

const config = join(__dirname, "../../config/examples/monitored.json");
const { deployment } = loadConfig(config);
const configured = alertsOf(deployment);
const names = configured.map(({ name }) => name);
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const GROUP = `${SUBSCRIPTION}/resourceGroups/${deployment.gateway.resourceGroup}`;

const folder = mkdtempSync(join(tmpdir(), "alerts-"));
const lab = azureLab();
let server: Server;
const health = { scope: SUBSCRIPTION, fields: { category: "ServiceHealth" } };
beforeAll(async () => {
  server = readDoor(() => lab.cloud, { ...paperLive([]), events: () => [health] }, "token").listen(0, "127.0.0.1");
  await once(server, "listening");
  mkdirSync(join(folder, ".simulator", "stand-ins"), { recursive: true });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, ".simulator", "stand-ins", "azure.json"), JSON.stringify({ base, token: "token" }));
});
afterAll(() => {
  server.close();
  lab.remove();
  rmSync(folder, { recursive: true });
});

const criterion = {
  ...{ criterionType: "StaticThresholdCriterion", metricName: "MmsaCount", timeAggregation: "Total", dimensions: [] },
  ...{ operator: "GreaterThan", threshold: 0 },
};
/** Gives the cloud the rules of the config, with these changed. */
function rules(changed: Readonly<Record<string, Attributes | undefined>> = {}): void {
  lab.cloud.put(resource(GROUP, {}));
  for (const { name, type } of configured) {
    const id = `${GROUP}/providers/Microsoft.Insights/${type === "metric" ? "metricAlerts" : "activityLogAlerts"}/${name}`;
    const of: Attributes = type === "metric" ? { criteria: { allOf: [criterion] } } : { condition: { allOf: [] } };
    const properties = { enabled: true, scopes: [IDS.gateway], windowSize: "PT15M", severity: 1, ...of };
    lab.cloud.remove(id);
    if (!(name in changed)) lab.cloud.put(resource(id, properties));
    else if (changed[name]) lab.cloud.put(resource(id, { ...properties, ...changed[name] }));
  }
}
const FIRES = { criteria: { allOf: [{ ...criterion, operator: "LessThan", threshold: 1 }] } };
const [IKE, IPSEC] = ["gw-oslo-Tunnel0-no-ike", "gw-oslo-Tunnel1-no-ipsec"] as const;
const SERVICE = "gw-service-health";
const alerts = (...args: string[]) =>
  runVpn(["alerts", "--simulate", "--config", config, ...args], { project: folder, env: {} });

test("0 where all are silent, each by its name", async () => {
  rules();
  const { code, out } = await alerts();
  expect(code).toBe(0);
  expect(out).toBe(`15 alerts: 15 silent.\n\n${names.map((name) => `  silent   ${name}\n`).join("")}`);
});

test("2 where one fires, which says what it means and what to do, before those that nobody would be told of", async () => {
  rules({ [IKE]: FIRES, [IPSEC]: undefined, "gw-bandwidth": { enabled: false } });
  const { code, out } = await alerts();
  expect(code).toBe(2);
  const { meaning, action } = configured.find(({ name }) => name === IKE)!;
  expect(
    out
      .replace(/since \S+ \S+ UTC/, "since TIME")
      .split("\n")
      .slice(0, 12),
  ).toEqual([
    "15 alerts: 1 firing, 1 not in Azure, 1 switched off, 12 silent.",
    "",
    `  fires    ${IKE}, since TIME`,
    `           ${meaning}`,
    `           ${action}`,
    `  missing  ${IPSEC}`,
    "           Azure has no such rule, so that nobody would be told.",
    "           npm start -- plan --config config/examples/monitored.json shows it.",
    "  off      gw-bandwidth",
    "           The rule is switched off in Azure, so that nobody would be told.",
    "           npm start -- plan --config config/examples/monitored.json shows it.",
    "  silent   gw-oslo-Tunnel0-no-ipsec",
  ]);
});

test.each([
  ["is missing", undefined],
  ["is switched off", { enabled: false }],
])("1 where a rule %s", async (_, change) => {
  rules({ [IKE]: change });
  expect((await alerts()).code).toBe(1);
});

test("an alert about Azure's health fires too", async () => {
  rules({
    [SERVICE]: { scopes: [SUBSCRIPTION], condition: { allOf: [{ field: "category", equals: "ServiceHealth" }] } },
  });
  const { code, out } = await alerts("--json");
  const { alerts: found } = JSON.parse(out) as { alerts: { name: string; state: string }[] };
  expect([code, found.filter(({ state }) => state !== "silent")]).toEqual([
    2,
    [expect.objectContaining({ name: SERVICE, kind: "serviceHealth", state: "fires", since: expect.any(String) })],
  ]);
});

test("on the simulated Azure, the config that is deployed is the default", async () => {
  rules();
  await recordDeployment(simulatedAzure(folder, {}), config, (begin) => {
    begin();
    return Promise.resolve(0);
  });
  const { code, err } = await runVpn(["alerts", "--simulate"], { project: folder });
  expect([code, err]).toEqual([0, expect.stringContaining("monitored.json")]);
});

test("fails where nothing answers, or the config has no alert", async () => {
  const elsewhere = await runVpn(["alerts", "--simulate", "--config", config], { project: tmpdir() });
  expect(elsewhere).toMatchObject({
    code: 1,
    err: expect.stringContaining("npm run lab -- --keep starts what answers"),
  });
  const none = await runVpn(["alerts", "--simulate", "--config", join(config, "../../lab.json")], { project: folder });
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining('lab.json has no alert; give it "monitoring"') });
});

test("an alert that somebody has closed fires on while its metric does, and no more where Azure never ends it", () => {
  const state = (name: string, closed: boolean) => {
    const rule = { id: "/rules/X", name: name.toUpperCase(), enabled: true };
    const fired = ["2026-11-26T18:05:00Z", "2026-11-26T18:00:00Z"].map((since) => ({
      rule: "/RULES/x",
      since,
      closed,
    }));
    const { state, since } = foundAlert(
      configured.find((one) => one.name === name)!,
      [rule],
      fired,
    );
    return [state, since];
  };
  expect(state(IKE, false)).toEqual(["fires", "2026-11-26T18:00:00Z"]);
  expect(state(IKE, true)).toEqual(["fires", "2026-11-26T18:00:00Z"]);
  expect(state(SERVICE, false)).toEqual(["fires", "2026-11-26T18:00:00Z"]);
  expect(state(SERVICE, true)).toEqual(["silent", undefined]);
});
