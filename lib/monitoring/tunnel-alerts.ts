import type { Criterion, Dimension, MetricAlert } from "../model/alert";
import type { Deployment } from "../model/deployment";
import type { Monitoring } from "../model/monitoring";
import { nameBy } from "../model/names";
import type { Site } from "../model/site";
import { verifyCommand } from "./verify-command";

/**
 * Two rules for each tunnel that a router has. An instance and a WAN between which the topology has no tunnel have
 * none: they are down by design.
 */
export function tunnelAlerts(deployment: Deployment): readonly MetricAlert[] {
  const { monitoring, sites } = deployment;
  if (!monitoring) return [];
  return sites.flatMap((site) => site.tunnels.flatMap((_, number) => rulesOf(deployment, monitoring, site, number)));
}

function rulesOf(
  deployment: Deployment,
  { alerts: { noIke, noIpsec }, instanceNames }: Monitoring,
  site: Site,
  number: number,
): readonly MetricAlert[] {
  const { gateway, names } = deployment;
  const { name: tunnel, instance, connection: index } = site.tunnels[number]!;
  const { name: connection } = site.connections[index]!;
  // Not RemoteIP: a connection has one far end, and a rule on its address has no data once Azure has another one.
  const dimensions: readonly Dimension[] = [
    { name: "ConnectionName", value: connection },
    { name: "Instance", value: instanceNames[instance] },
  ];
  // Azure documents no other aggregation of the two. A sum below 1 is 0 in every sample of the window.
  const count = (metric: "MmsaCount" | "QmsaCount", operator: Criterion["operator"]): Criterion => ({
    metric,
    aggregation: "Total",
    operator,
    threshold: 1,
    dimensions,
  });
  const of = (word: string) => ({
    type: "metric" as const,
    id: `${word}-${site.name}-${number}`,
    name: nameBy(names.alert, { name: gateway.name, alert: `${site.name}-${tunnel}-${word}` }),
    tunnel: { site: site.name, name: tunnel },
  });
  const between = `between instance ${instance} of ${gateway.name} and ${tunnel} of ${site.router.name} (${connection})`;
  const verify = verifyCommand(deployment, site);
  const rules: MetricAlert[] = [];
  if (noIke) {
    rules.push({
      ...of("no-ike"),
      kind: "noIke",
      ...noIke,
      criteria: [count("MmsaCount", "LessThan")],
      meaning: `There is no IKE SA ${between}: the tunnel is down.`,
      action: `Ask both ends why: ${verify}. UDP 500 and 4500, the key and the IKE policy come first.`,
    });
  }
  if (noIpsec) {
    rules.push({
      ...of("no-ipsec"),
      kind: "noIpsec",
      ...noIpsec,
      // The first criterion keeps it silent where the rule above fires.
      criteria: [count("MmsaCount", "GreaterThanOrEqual"), count("QmsaCount", "LessThan")],
      meaning: `There is an IKE SA and no IPsec SA ${between}: the tunnel carries nothing.`,
      action: `Ask both ends why: ${verify}. The transform set, PFS and the traffic selectors come first.`,
    });
  }
  return rules;
}
