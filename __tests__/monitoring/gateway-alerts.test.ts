import type { GatewaySkuName, Generation } from "../../lib/model/gateway-skus";
import { gatewayAlerts } from "../../lib/monitoring/gateway-alerts";
import { monitored } from "../helpers/monitored";
import { deploymentOf } from "../helpers/synth";

const alerts = (...args: Parameters<typeof monitored>) => gatewayAlerts(deploymentOf(monitored(...args)));
const alert = (id: string, ...args: Parameters<typeof monitored>) => alerts(...args).find((one) => one.id === id)!;

test("dropped packets, exactly", () => {
  expect(alert("egress-drops")).toEqual({
    type: "metric",
    id: "egress-drops",
    kind: "packetDrops",
    name: "gw-egress-drops",
    severity: 3,
    window: "PT15M",
    frequency: "PT5M",
    criteria: [
      {
        metric: "TunnelEgressPacketDropCount",
        aggregation: "Total",
        operator: "GreaterThan",
        threshold: 100,
        dimensions: [],
      },
    ],
    meaning: "The gateway gw dropped more than 100 packets to the sites within PT15M.",
    action:
      "Split the metric by ConnectionName in the portal, then ask that site why: npx vpn verify <site> --config a config file --ssh admin@<router> --azure.",
  });
});

test("each direction has its metric, and the config its thresholds", () => {
  const all = alerts(({ monitoring }) => {
    monitoring!.alerts = { packetDrops: { packets: 7 }, selectorMismatches: { packets: 8, severity: 0 } };
  });
  expect(
    all.flatMap((one) =>
      one.type === "metric" ? [[one.criteria[0].metric, one.criteria[0].threshold, one.severity]] : [],
    ),
  ).toEqual([
    ["TunnelEgressPacketDropCount", 7, 3],
    ["TunnelIngressPacketDropCount", 7, 3],
    ["TunnelEgressPacketDropTSMismatch", 8, 0],
    ["TunnelIngressPacketDropTSMismatch", 8, 0],
    ["AverageBandwidth", 62_500_000, 2],
  ]);
});

test.each<[GatewaySkuName, Generation, mbps: number]>([
  ["VpnGw1AZ", "Generation1", 650],
  ["VpnGw2AZ", "Generation1", 1000],
  ["VpnGw2AZ", "Generation2", 1250],
  ["VpnGw3AZ", "Generation1", 1250],
  ["VpnGw3AZ", "Generation2", 2500],
  ["VpnGw4AZ", "Generation2", 5000],
  ["VpnGw5AZ", "Generation2", 10000],
])("bandwidth of %s of %s is measured by %i Mbit/s, of which each instance has half", (sku, generation, mbps) => {
  const found = alert("bandwidth", (config) => {
    Object.assign(config.gateway, { sku, generation });
    config.monitoring!.alerts = { bandwidth: { percent: 100 } };
  });
  expect(found).toMatchObject({
    criteria: [{ metric: "AverageBandwidth", aggregation: "Average", threshold: (mbps * 1_000_000) / 8 / 2 }],
    meaning: `The gateway gw carries more than 100 % of the ${mbps} Mbit/s of ${sku}.`,
  });
});

test("Azure's events count in the gateway's region and where they have none", () => {
  const regions = (...args: Parameters<typeof monitored>) => {
    const { event } = alert("service-health", ...args) as Extract<ReturnType<typeof alert>, { type: "activity" }>;
    return event;
  };
  expect(regions()).toEqual({
    category: "ServiceHealth",
    events: ["Incident", "Maintenance", "ActionRequired"],
    services: ["VPN Gateway"],
    regions: ["UK South", "Global"],
  });
  expect(regions(({ gateway }) => (gateway.location = "uaenorth"))).toMatchObject({ regions: ["UAE North", "Global"] });
  expect(regions((config) => (config.location = "moonbase1"))).toMatchObject({ regions: [] });
});

test("a gateway that somebody here has made unavailable is no alert", () => {
  expect(alert("resource-health")).toMatchObject({
    event: {
      category: "ResourceHealth",
      current: ["Degraded", "Unavailable"],
      reasons: ["PlatformInitiated", "Unknown"],
    },
  });
});

test("of one site the command is whole", () => {
  expect(alert("egress-drops", ({ sites }) => void sites.pop()).action).toContain(
    "npx vpn verify oslo --config a config file --ssh admin@oslo --azure.",
  );
});
