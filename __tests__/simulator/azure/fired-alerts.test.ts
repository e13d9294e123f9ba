import { firedAlerts } from "../../../simulator/azure/fired-alerts";
import { azureLab, IDS, paperLive, resource } from "../../helpers/azure-lab";

const lab = azureLab();
afterAll(() => lab.remove());
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const GROUP = `${SUBSCRIPTION}/resourceGroups/dual-stack-vpn-gateway`;
const rule = (name: string) => `${GROUP}/providers/Microsoft.Insights/metricAlerts/${name}`;
const dimensions = [{ name: "Instance", operator: "Include", values: ["*"] }];
const criterion = {
  ...{ criterionType: "StaticThresholdCriterion", metricName: "MmsaCount", timeAggregation: "Total" },
  ...{ operator: "LessThan", threshold: 1, dimensions },
};
const put = (name: string, change = {}) =>
  lab.cloud.put(
    resource(rule(name), {
      ...{ enabled: true, severity: 1, scopes: [IDS.gateway], windowSize: "PT5M", criteria: { allOf: [criterion] } },
      ...change,
    }),
  );
const NOW = new Date("2026-11-26T18:00:00Z");
const ask = (query = "", live = paperLive(), subscription = SUBSCRIPTION) => {
  const path = `${subscription}/providers/Microsoft.AlertsManagement/alerts?api-version=2019-03-01`;
  return firedAlerts(lab.cloud, live, new URL(`http://127.0.0.1:1${path}${query}`), NOW);
};
interface Page {
  readonly value: readonly { readonly id: string; readonly name: string }[];
  readonly nextLink?: string;
}
const names = (...args: Parameters<typeof ask>) => (ask(...args)[1] as Page).value.map(({ name }) => name);

beforeEach(() => {
  put("down");
  put("off", { enabled: false });
});
afterEach(() => ["down", "off", "other", "health"].forEach((name) => lab.cloud.remove(rule(name))));

test("what fires is shown in Azure's form, from the one question to the next under the same id", () => {
  const answer = ask();
  expect(answer).toEqual([
    200,
    {
      value: [
        {
          id: expect.stringMatching(
            new RegExp(
              `^${SUBSCRIPTION}/providers/Microsoft.AlertsManagement/alerts/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
            ),
          ),
          type: "Microsoft.AlertsManagement/alerts",
          name: "down",
          properties: {
            essentials: {
              severity: "Sev1",
              signalType: "Metric",
              alertState: "New",
              monitorCondition: "Fired",
              monitorService: "Platform",
              targetResource: IDS.gateway.toLowerCase(),
              targetResourceName: "gw",
              targetResourceGroup: "dual-stack-vpn-gateway",
              targetResourceType: "virtualnetworkgateways",
              alertRule: rule("down"),
              sourceCreatedId: expect.any(String),
              startDateTime: "2026-11-26T18:00:00.000Z",
              lastModifiedDateTime: "2026-11-26T18:00:00.000Z",
              lastModifiedUserName: "System",
            },
          },
        },
      ],
    },
  ]);
  expect(ask()).toEqual(answer);
});

test("an alert of the activity log says of which service it is", () => {
  const id = rule("health").replace("metricAlerts", "activityLogAlerts");
  const condition = { allOf: [{ field: "category", equals: "ServiceHealth" }] };
  lab.cloud.put(resource(id, { enabled: true, scopes: [SUBSCRIPTION], condition }));
  const [, body] = ask("", {
    ...paperLive(),
    events: () => [{ scope: SUBSCRIPTION, fields: { category: "ServiceHealth" } }],
  });
  lab.cloud.remove(id);
  expect((body as Page).value).toContainEqual(
    expect.objectContaining({
      name: "health",
      properties: {
        essentials: expect.objectContaining({
          severity: "Sev4",
          signalType: "Log",
          monitorService: "ServiceHealth",
          targetResource: SUBSCRIPTION,
          targetResourceGroup: "",
        }),
      },
    }),
  );
});

test("a rule, a condition and a subscription choose among what fires", () => {
  put("other");
  expect(names()).toEqual(["down", "other"]);
  expect(names(`&alertRule=${encodeURIComponent(rule("other").toUpperCase())}`)).toEqual(["other"]);
  expect(names("&monitorCondition=Fired")).toEqual(["down", "other"]);
  expect(names("&monitorCondition=Resolved")).toEqual([]);
  expect(names("", paperLive(), "/subscriptions/another")).toEqual([]);
});

test("a long list comes in pages, a rule's alerts by what it tells apart", () => {
  const all = (ask("", paperLive([]))[1] as Page).value;
  expect(all.map(({ name }) => name)).toEqual(["down", "down"]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(2);
  const first = ask("&pageCount=1", paperLive([]))[1] as Page;
  const [, next] = firedAlerts(lab.cloud, paperLive([]), new URL(first.nextLink!), NOW);
  expect([first.value, next]).toEqual([[all[0]], { value: [all[1]] }]);
  expect(new URL(first.nextLink!).searchParams.get("api-version")).toBe("2019-03-01");
});

test.each(["0", "251", "x", "1.5"])("fails when a page is to have %s alerts", (size) => {
  expect(ask(`&pageCount=${size}`)).toEqual([
    400,
    { error: { code: "BadRequest", message: "pageCount must be between 1 and 250." } },
    undefined,
  ]);
});
