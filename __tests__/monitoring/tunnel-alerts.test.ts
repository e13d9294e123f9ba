import type { TopologyName } from "../../lib/model/topology";
import { alertsOf } from "../../lib/monitoring/alerts";
import { tunnelAlerts } from "../../lib/monitoring/tunnel-alerts";
import { monitored } from "../helpers/monitored";
import { deploymentOf, lab } from "../helpers/synth";

const alerts = (...args: Parameters<typeof monitored>) => tunnelAlerts(deploymentOf(monitored(...args)));

/** The connection and the instance that each rule of a kind looks at, in a site of this topology. */
const watched = (topology: TopologyName, kind: "noIke" | "noIpsec") =>
  alertsOf(
    deploymentOf({
      ...lab((config) => void Object.assign(config.sites[0]!, { topology, connections: [] })),
      monitoring: {},
    }),
  ).flatMap((alert) =>
    alert.type === "metric" && alert.kind === kind
      ? [
          alert.criteria[0].dimensions
            .map(({ value }) => value.replace("GatewayTenantWorker_IN_", "instance "))
            .join(", "),
        ]
      : [],
  );

test.each([
  ["article", ["conn1-to-cat, instance 0", "conn2-to-cat, instance 1"]],
  ["single", ["conn1-to-cat, instance 0", "conn1-to-cat, instance 1"]],
  [
    "mesh",
    ["conn1-to-cat, instance 0", "conn2-to-cat, instance 1", "conn1-to-cat, instance 1", "conn2-to-cat, instance 0"],
  ],
] as const)(
  "%s: the tunnels that the router has are watched, and none that is down by design",
  (topology, expected) => {
    expect(watched(topology, "noIke")).toEqual(expected);
    expect(watched(topology, "noIpsec")).toEqual(expected);
  },
);

const dimensions = [
  { name: "ConnectionName", value: "conn2-to-oslo" },
  { name: "Instance", value: "GatewayTenantWorker_IN_1" },
];

test("a tunnel without an IKE SA, exactly", () => {
  expect(alerts().find(({ id }) => id === "no-ike-oslo-1")).toEqual({
    type: "metric",
    id: "no-ike-oslo-1",
    kind: "noIke",
    name: "gw-oslo-Tunnel1-no-ike",
    tunnel: { site: "oslo", name: "Tunnel1" },
    severity: 1,
    window: "PT15M",
    frequency: "PT5M",
    criteria: [{ metric: "MmsaCount", aggregation: "Total", operator: "LessThan", threshold: 1, dimensions }],
    meaning: "There is no IKE SA between instance 1 of gw and Tunnel1 of oslo (conn2-to-oslo): the tunnel is down.",
    action:
      "Ask both ends why: npx vpn verify oslo --config a config file --ssh admin@oslo --azure. UDP 500 and 4500, the key and the IKE policy come first.",
  });
});

test("a tunnel with an IKE SA and no IPsec SA has both as criteria, so that it is silent without the first", () => {
  const alert = alerts().find(({ id }) => id === "no-ipsec-oslo-1")!;
  expect(alert.criteria).toEqual([
    { metric: "MmsaCount", aggregation: "Total", operator: "GreaterThanOrEqual", threshold: 1, dimensions },
    { metric: "QmsaCount", aggregation: "Total", operator: "LessThan", threshold: 1, dimensions },
  ]);
});

test("settings and the instances' names are the config's", () => {
  const [noIke, noIpsec] = alerts(({ monitoring }) => {
    monitoring!.alerts = {
      noIke: { severity: 0, window: "PT5M", frequency: "PT1M" },
      noIpsec: { severity: 4, window: "P1D", frequency: "PT1H" },
    };
    monitoring!.instanceNames = ["first", "second"];
  });
  expect(noIke).toMatchObject({ severity: 0, window: "PT5M", frequency: "PT1M" });
  expect(noIpsec).toMatchObject({ severity: 4, window: "P1D", frequency: "PT1H" });
  expect(noIke!.criteria[0].dimensions.at(-1)).toEqual({ name: "Instance", value: "first" });
});

test("another base of the tunnels' numbers gives another name under the same id", () => {
  const [first] = alerts(({ sites }) => {
    if (sites[0]!.kind === "onPremises") sites[0]!.router.tunnelBase = 100;
  });
  expect([first!.id, first!.name]).toEqual(["no-ike-oslo-0", "gw-oslo-Tunnel100-no-ike"]);
});
