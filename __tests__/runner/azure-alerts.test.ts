import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { alertRules, firedAlerts } from "../../runner/azure-alerts";
import { AzureManagement } from "../../runner/azure-management";
import { readDoor } from "../../simulator/azure/read-door";
import { azureLab, IDS, paperLive, resource } from "../helpers/azure-lab";

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/dual-stack-vpn-gateway`;
const RULE = `${GROUP}/providers/Microsoft.Insights/metricAlerts/down`;
const EVENTS = `${GROUP}/providers/Microsoft.Insights/activityLogAlerts/health`;
const lab = azureLab();
let server: Server;
const client = () => {
  const { port } = server.address() as AddressInfo;
  return new AzureManagement(`http://127.0.0.1:${port}`, () => Promise.resolve("token"));
};
beforeAll(async () => {
  const criterion = {
    ...{ criterionType: "StaticThresholdCriterion", metricName: "MmsaCount", timeAggregation: "Total" },
    ...{ operator: "LessThan", threshold: 1, dimensions: [{ name: "Instance", operator: "Include", values: ["*"] }] },
  };
  const properties = { scopes: [IDS.gateway], windowSize: "PT5M", criteria: { allOf: [criterion] }, severity: 1 };
  lab.cloud.put(resource(GROUP, {}));
  lab.cloud.put(resource(RULE, properties));
  lab.cloud.put(resource(EVENTS, { enabled: false, scopes: [], condition: { allOf: [] } }));
  server = readDoor(() => lab.cloud, paperLive(), "token").listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  lab.remove();
});

test("the rules of a group are those of both types, each with whether it is on", async () => {
  expect(await alertRules(client(), GROUP)).toEqual([
    { id: RULE, name: "down", enabled: true },
    { id: EVENTS, name: "health", enabled: false },
  ]);
});

test("what fires is told by the rule, since when", async () => {
  expect(await firedAlerts(client(), SUBSCRIPTION)).toEqual([
    { rule: RULE, since: expect.stringMatching(/^20\d\d-/), closed: false },
  ]);
});

test("all that Azure keeps of them is asked for, and an alert that has ended is left out", async () => {
  const essentials = { alertRule: RULE, alertState: "Closed", startDateTime: "2026-11-26T18:00:00Z" };
  const list = jest.fn().mockResolvedValue(
    ["Resolved", "Fired"].map((monitorCondition) => ({
      properties: { essentials: { ...essentials, monitorCondition } },
    })),
  );
  const found = await firedAlerts({ list } as unknown as AzureManagement, SUBSCRIPTION);
  expect(found).toEqual([{ rule: RULE, since: "2026-11-26T18:00:00Z", closed: true }]);
  expect(list.mock.calls).toEqual([
    [
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.AlertsManagement/alerts`,
      "2019-03-01",
      { monitorCondition: "Fired", timeRange: "30d", pageCount: "250" },
    ],
  ]);
});

test.each([
  ["New", false],
  ["Acknowledged", false],
  ["Closed", true],
])("of an alert that is %s, somebody has closed it: %j", async (alertState, closed) => {
  const essentials = { alertRule: RULE, alertState, monitorCondition: "Fired", startDateTime: "2026-11-26T18:00:00Z" };
  const list = () => Promise.resolve([{ properties: { essentials } }]);
  expect(await firedAlerts({ list } as unknown as AzureManagement, SUBSCRIPTION)).toMatchObject([{ closed }]);
});

test("fails when Azure answers in another form", async () => {
  const list = () => Promise.resolve([{ properties: {} }]);
  await expect(firedAlerts({ list } as unknown as AzureManagement, SUBSCRIPTION)).rejects.toThrow(
    "Azure's alerts are in another form than expected: 0.properties.essentials",
  );
});

test("fails when the group is not there", async () => {
  await expect(alertRules(client(), `${GROUP}-2`)).rejects.toThrow("ResourceGroupNotFound");
});
