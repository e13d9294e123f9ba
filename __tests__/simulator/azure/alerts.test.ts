import { alertStates, firing } from "../../../simulator/azure/alerts";
import type { HealthEvent, Live, Tunnel } from "../../../simulator/azure/live";
import type { Attributes } from "../../../simulator/protocol/values";
import { azureLab, IDS, paperLive, resource, TUNNELS } from "../../helpers/azure-lab";

const lab = azureLab();
afterAll(() => lab.remove());
const RULE = IDS.gateway.replace("Microsoft.Network/virtualNetworkGateways/gw", "Microsoft.Insights/metricAlerts/rule");
const EVENT_RULE = RULE.replace("metricAlerts", "activityLogAlerts");
const [up] = TUNNELS as [Tunnel];
const dimension = (name: string, values: readonly string[], operator = "Include") => ({ name, operator, values });
const INSTANCE = (n: number) => dimension("Instance", [`GatewayTenantWorker_IN_${n}`]);
const criterion = (change: Attributes = {}): Attributes => ({
  name: "Metric1",
  criterionType: "StaticThresholdCriterion",
  metricName: "MmsaCount",
  metricNamespace: "Microsoft.Network/virtualNetworkGateways",
  timeAggregation: "Total",
  operator: "LessThan",
  threshold: 1,
  dimensions: [INSTANCE(0)],
  ...change,
});

function stateOf(criteria: readonly Attributes[], live?: Live, change: Attributes = {}) {
  const properties = { enabled: true, scopes: [IDS.gateway], windowSize: "PT15M", criteria: { allOf: criteria } };
  lab.cloud.put(resource(RULE, { ...properties, ...change }));
  const [found] = alertStates(lab.cloud, live);
  lab.cloud.remove(RULE);
  return { state: found!.state, fired: found!.fired };
}
/** What the criterion alone comes to, against a threshold that it never reaches. */
const valueOf = (change: Attributes, tunnels: readonly Tunnel[] = TUNNELS) =>
  stateOf([criterion({ operator: "GreaterThan", threshold: -1, ...change })], paperLive(tunnels)).fired[0]!.values[0]!
    .value;
const states = (criteria: readonly Attributes[], tunnels = TUNNELS) => stateOf(criteria, paperLive(tunnels)).state;

test("a rule fires for the series that meets its criterion, with the value", () => {
  expect(stateOf([criterion({ dimensions: [INSTANCE(1)] })], paperLive())).toEqual({
    state: "fired",
    fired: [
      {
        target: IDS.gateway,
        values: [{ metric: "MmsaCount", value: 0, dimensions: { Instance: "GatewayTenantWorker_IN_1" } }],
      },
    ],
  });
  expect(stateOf([criterion()], paperLive())).toEqual({ state: "silent", fired: [] });
  expect(stateOf([criterion()]).state).toBe("fired");
});

test.each([
  ["Equals", 3, [false, true, false]],
  ["GreaterThan", 3, [false, false, true]],
  ["GreaterThanOrEqual", 3, [false, true, true]],
  ["LessThan", 3, [true, false, false]],
  ["LessThanOrEqual", 3, [true, true, false]],
] as const)("%s compares the value with the threshold", (operator, value, expected) => {
  // An IKE SA in each of three samples.
  expect(
    [value + 1, value, value - 1].map((threshold) => states([criterion({ operator, threshold })]) === "fired"),
  ).toEqual(expected);
});

test("an operator that there is not is an error", () => {
  expect(() => states([criterion({ operator: "NotEquals" })])).toThrow("the simulator knows no operator NotEquals");
  expect(() => states([criterion({ timeAggregation: "Median" })])).toThrow(
    "the simulator knows no aggregation Median of a metric",
  );
});

test.each([
  ["Total", 1200],
  ["Average", 200],
  ["Minimum", 100],
  ["Maximum", 300],
  ["Count", 6],
])(
  "%s is of all samples in the window, of every series that the rule does not tell apart",
  (timeAggregation, value) => {
    const flow = { packets: 0, dropped: 0, mismatched: 0 };
    const tunnels = TUNNELS.map((one, i) => ({ ...one, ingress: { ...flow, bytes: 100 + 200 * i } }));
    expect(valueOf({ metricName: "TunnelAverageBandwidth", timeAggregation, dimensions: [] }, tunnels)).toBe(value);
  },
);

test.each([
  ["PT1M", 1],
  ["PT5M", 1],
  ["PT30M", 6],
  ["PT1H", 12],
  ["P1D", 288],
])("a window of %s has %i samples", (windowSize, samples) => {
  const { fired } = stateOf([criterion({ operator: "GreaterThan", threshold: 0 })], paperLive(), { windowSize });
  expect(fired[0]!.values[0]!.value).toBe(samples);
});

test.each<[string, Attributes[], string[]]>([
  ["* fires for each value by itself", [dimension("Instance", ["*"])], ["GatewayTenantWorker_IN_1"]],
  [
    "two values fire for each by itself",
    [
      dimension(
        "Instance",
        [0, 1].map((n) => `GatewayTenantWorker_IN_${n}`),
      ),
    ],
    ["GatewayTenantWorker_IN_1"],
  ],
  ["Exclude leaves a value out", [dimension("Instance", ["GatewayTenantWorker_IN_1"], "Exclude")], []],
  [
    "StartsWith takes a beginning",
    [dimension("Instance", ["GatewayTenantWorker_"], "StartsWith")],
    ["GatewayTenantWorker_IN_1"],
  ],
  [
    "dimensions are ANDed",
    [INSTANCE(1), dimension("ConnectionName", ["conn1-to-Catalyst"])],
    ["GatewayTenantWorker_IN_1"],
  ],
])("of the dimensions, %s", (_, dimensions, instances) => {
  const { fired } = stateOf([criterion({ dimensions })], paperLive());
  expect(fired.map(({ values }) => values[0]!.dimensions.Instance)).toEqual(instances);
});

test("a rule of two criteria fires where both are met", () => {
  const rule = [criterion({ operator: "GreaterThanOrEqual" }), criterion({ metricName: "QmsaCount" })];
  const withoutChild = { ...up, ikeSa: { ...up.ikeSa!, childSas: [] } };
  expect(states(rule)).toBe("silent");
  expect(states(rule, [])).toBe("silent");
  expect(stateOf(rule, paperLive([withoutChild]))).toEqual({
    state: "fired",
    fired: [
      {
        target: IDS.gateway,
        values: [
          { metric: "MmsaCount", value: 3, dimensions: { Instance: "GatewayTenantWorker_IN_0" } },
          { metric: "QmsaCount", value: 0, dimensions: { Instance: "GatewayTenantWorker_IN_0" } },
        ],
      },
    ],
  });
});

test.each<[string, Attributes]>([
  ["a metric that a gateway has not", { metricName: "ExpressRouteGatewayCpuUtilization" }],
  ["a connection that is not there", { dimensions: [dimension("ConnectionName", ["conn9"])] }],
  ["another address of the far end", { dimensions: [dimension("RemoteIP", ["192.0.2.9"])] }],
  ["a dimension that the metric has not", { dimensions: [dimension("Direction", ["*"])] }],
])("a rule on %s has no data and does not fire", (_, change) => {
  expect(states([criterion(change)], [])).toBe("no data");
  expect(states([criterion(), criterion(change)], [])).toBe("no data");
});

test("a rule that is switched off does not fire, and one that learns its threshold is not known", () => {
  expect(stateOf([criterion()], undefined, { enabled: false })).toEqual({ state: "disabled", fired: [] });
  expect(states([criterion({ criterionType: "DynamicThresholdCriterion" })], [])).toBe("unknown");
  expect(stateOf([], undefined, { criteria: { webTestId: "/subscriptions/x" } }).state).toBe("unknown");
});

test("a rule on another resource than a gateway has no data", () => {
  expect(stateOf([criterion()], undefined, { scopes: [IDS.machine] }).state).toBe("no data");
});

describe("an alert of the activity log", () => {
  const subscription = IDS.gateway.split("/").slice(0, 3).join("/");
  const field = (name: string, equals: string) => ({ field: name, equals });
  const event = (fields: HealthEvent["fields"], scope = subscription): HealthEvent => ({ scope, fields });
  const fires = (allOf: readonly Attributes[], events: readonly HealthEvent[], scopes = [subscription]) => {
    lab.cloud.put(resource(EVENT_RULE, { enabled: true, scopes, condition: { allOf } }));
    const found = firing(lab.cloud, { ...paperLive(), events: () => events });
    lab.cloud.remove(EVENT_RULE);
    return found.flatMap(({ fired }) => fired.map(({ target }) => target));
  };
  const service: Attributes[] = [
    field("category", "ServiceHealth"),
    { anyOf: [field("properties.incidentType", "Incident"), field("properties.incidentType", "Maintenance")] },
    { field: "properties.impactedServices[*].ServiceName", containsAny: ["VPN Gateway"] },
  ];
  const incident = {
    category: "ServiceHealth",
    "properties.incidentType": "incident",
    "properties.impactedServices[*].ServiceName": "VPN Gateway",
  };

  test("fires at an event that meets all of its conditions", () => {
    expect(fires(service, [event(incident)])).toEqual([subscription]);
    expect(fires(service, [])).toEqual([]);
    for (const [name, value] of [
      ["category", "ResourceHealth"],
      ["properties.incidentType", "Security"],
      ["properties.impactedServices[*].ServiceName", "SQL Database"],
    ]) {
      expect(fires(service, [event({ ...incident, [name!]: value! })])).toEqual([]);
    }
    const { category: _, ...without } = incident;
    expect(fires(service, [event(without)])).toEqual([]);
  });

  test("fires at an event in its scope alone", () => {
    const health = [field("category", "ResourceHealth")];
    const degraded = event({ category: "ResourceHealth" }, IDS.gateway);
    expect(fires(health, [degraded])).toEqual([IDS.gateway]);
    expect(fires(health, [degraded], [IDS.gateway.toUpperCase()])).toEqual([IDS.gateway]);
    expect(fires(health, [{ ...degraded, scope: `${IDS.gateway}-2` }], [IDS.gateway])).toEqual([]);
  });
});
