import type { ActivityAlert, Alert, Criterion, MetricAlert } from "../model/alert";
import type { Deployment } from "../model/deployment";
import { throughputMbps } from "../model/gateway-skus";
import type { Monitoring } from "../model/monitoring";
import { nameBy } from "../model/names";
import { verifyCommand } from "./verify-command";

/** Instances that the samples of AverageBandwidth are of: an average over both is half of the gateway's traffic. */
const INSTANCES = 2;

const BITS = 8;

const DIRECTIONS = [
  { direction: "Egress", packets: "packets to the sites" },
  { direction: "Ingress", packets: "packets from the sites" },
] as const;

/** Packets that are counted as lost: the metric of each direction, and what it says. */
const LOSSES = [
  {
    kind: "packetDrops",
    word: "drops",
    metric: "PacketDropCount",
    says: (gateway: string, many: string, within: string) => `The gateway ${gateway} dropped ${many} ${within}.`,
    next: "ask that site why",
  },
  {
    kind: "selectorMismatches",
    word: "mismatches",
    metric: "PacketDropTSMismatch",
    says: (gateway: string, many: string, within: string) =>
      `No traffic selector of ${gateway} fits ${many} ${within}: the ends disagree on what a tunnel carries.`,
    next: "compare what that site selects",
  },
] as const;

/** The rules about the gateway as a whole. None looks at traffic that is absent: an idle tunnel is no fault. */
export function gatewayAlerts(deployment: Deployment): readonly Alert[] {
  const { monitoring, gateway, names, sites } = deployment;
  if (!monitoring) return [];
  const verify = verifyCommand(deployment, sites.length === 1 ? sites[0] : undefined);
  const named = <T extends { readonly id: string }>(rule: T) => ({
    ...rule,
    name: nameBy(names.alert, { name: gateway.name, alert: rule.id }),
  });
  return [
    ...[...packetRules(deployment, monitoring, verify), ...bandwidthRules(deployment, monitoring)].map(named),
    ...healthRules(deployment, monitoring, verify).map(named),
  ];
}

type Unnamed<T> = Omit<T, "name">;

const above = (criterion: Omit<Criterion, "operator" | "dimensions">): readonly [Criterion] => [
  { ...criterion, operator: "GreaterThan", dimensions: [] },
];

function packetRules({ gateway }: Deployment, { alerts }: Monitoring, verify: string): readonly Unnamed<MetricAlert>[] {
  return LOSSES.flatMap(({ kind, word, metric, says, next }) => {
    const settings = alerts[kind];
    if (!settings) return [];
    const { packets: threshold, ...evaluation } = settings;
    return DIRECTIONS.map(({ direction, packets }): Unnamed<MetricAlert> => ({
      type: "metric",
      kind,
      id: `${direction.toLowerCase()}-${word}`,
      ...evaluation,
      criteria: above({ metric: `Tunnel${direction}${metric}`, aggregation: "Total", threshold }),
      meaning: says(gateway.name, `more than ${threshold} ${packets}`, `within ${evaluation.window}`),
      action: `Split the metric by ConnectionName in the portal, then ${next}: ${verify}.`,
    }));
  });
}

function bandwidthRules(
  { gateway: { name, size } }: Deployment,
  { alerts: { bandwidth } }: Monitoring,
): readonly Unnamed<MetricAlert>[] {
  if (!bandwidth) return [];
  const { percent, ...evaluation } = bandwidth;
  const limit = throughputMbps(size);
  const bytesPerSecond = (limit * 1_000_000) / BITS;
  return [
    {
      type: "metric",
      kind: "bandwidth",
      id: "bandwidth",
      ...evaluation,
      criteria: above({
        metric: "AverageBandwidth",
        aggregation: "Average",
        threshold: Math.round((bytesPerSecond * percent) / 100 / INSTANCES),
      }),
      meaning: `The gateway ${name} carries more than ${percent} % of the ${limit} Mbit/s of ${size.sku}.`,
      action: "Look which connection grows (TunnelAverageBandwidth), and raise gateway.sku before packets are lost.",
    },
  ];
}

function healthRules(
  { gateway }: Deployment,
  { alerts: { serviceHealth, resourceHealth }, region }: Monitoring,
  verify: string,
): readonly Unnamed<ActivityAlert>[] {
  const rules: Unnamed<ActivityAlert>[] = [];
  if (serviceHealth) {
    rules.push({
      type: "activity",
      kind: "serviceHealth",
      id: "service-health",
      event: {
        category: "ServiceHealth",
        events: ["Incident", "Maintenance", "ActionRequired"],
        services: ["VPN Gateway"],
        regions: region === undefined ? [] : [region, "Global"],
      },
      meaning: `Azure reports an incident, a maintenance or something to do of VPN gateways in ${region ?? "any region"}.`,
      action: `Read the event in Service Health of the portal. Once it is over, ask the sites: ${verify}.`,
    });
  }
  if (resourceHealth) {
    rules.push({
      type: "activity",
      kind: "resourceHealth",
      id: "resource-health",
      event: {
        category: "ResourceHealth",
        current: ["Degraded", "Unavailable"],
        reasons: ["PlatformInitiated", "Unknown"],
      },
      meaning: `Azure judges the gateway ${gateway.name} degraded or unavailable, and nobody here made it so.`,
      action: `Look at Resource health of the gateway in the portal, and ask the sites: ${verify}.`,
    });
  }
  return rules;
}
