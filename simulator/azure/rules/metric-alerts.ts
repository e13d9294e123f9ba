import type { Attributes } from "../../protocol/values";
import type { Cloud } from "../cloud";
import { hasEachMinute, metricsOf } from "../metric-definitions";
import { texts } from "../prefix";
import { objects, property, type Resource } from "../resource";
import type { Rule } from "./rule";

const RESTRICTIONS = "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-metric-alert-rule";
const METRICS =
  "https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-network-virtualnetworkgateways-metrics";
const NO_CODE = "the page has the rule; no public report shows the code";

const criteriaOf = (alert: Resource): readonly Attributes[] => objects(property(alert, "criteria.allOf"));
const metricName = ({ metricName }: Attributes) => String(metricName);
const dimensionsOf = (criterion: Attributes): readonly Attributes[] => objects(criterion.dimensions);

/** What an alert looks at. */
const targets = (alert: Resource, cloud: Cloud): Resource[] =>
  texts(property(alert, "scopes")).flatMap((scope) => cloud.get(scope) ?? []);

/** The metrics that what an alert looks at has; undefined where the simulator does not know them all. */
function known(alert: Resource, cloud: Cloud): Readonly<Record<string, readonly string[]>> | undefined {
  const [first] = targets(alert, cloud);
  return first && metricsOf(first.type);
}

const UNITS: Readonly<Record<string, number>> = { M: 1, H: 60, D: 24 * 60 };
function minutes(duration: unknown): number {
  const [, count, unit = ""] = /^PT?(\d+)([MHD])$/.exec(String(duration)) ?? [];
  return Number(count) * UNITS[unit]!;
}

/** What Azure Monitor refuses of a metric alert. */
export const METRIC_ALERTS: readonly Rule[] = [
  {
    code: "BadRequest",
    text: "The following metric name(s) were not found: <metric>. (Or another namespace than the target's stands there.)",
    source: "https://github.com/Azure/azure-cli/issues/16106",
    broken: (alert, cloud) => {
      const metrics = known(alert, cloud);
      const target = targets(alert, cloud)[0];
      const wrong =
        metrics &&
        criteriaOf(alert).find(
          (one) =>
            one.skipMetricValidation !== true &&
            (!metrics[metricName(one)] || String(one.metricNamespace).toLowerCase() !== target!.type.toLowerCase()),
        );
      return (
        wrong &&
        `The following metric name(s) were not found: ${metricName(wrong)}. Please note that for custom metrics, the relevant metric namespace must be specified.`
      );
    },
  },
  {
    code: "MetricDimensionNotFound",
    text: "a criterion names a dimension that its metric does not have",
    source: METRICS,
    inferred: NO_CODE,
    broken: (alert, cloud) => {
      const metrics = known(alert, cloud);
      for (const one of criteriaOf(alert)) {
        const has = metrics?.[metricName(one)];
        const wrong = has && dimensionsOf(one).find(({ name }) => !has.includes(String(name)));
        if (wrong) return `${metricName(one)} has no dimension ${String(wrong.name)}; it has ${has.join(", ")}`;
      }
      return undefined;
    },
  },
  {
    code: "MetricWindowTooShort",
    text: "the window is shorter than the time between two samples of a metric",
    source: METRICS,
    inferred: NO_CODE,
    broken: (alert, cloud) => {
      if (!known(alert, cloud) || minutes(alert.properties.windowSize) >= 5) return undefined;
      const wrong = criteriaOf(alert).find((one) => !hasEachMinute(metricName(one)));
      return wrong && `${metricName(wrong)} has a sample every 5 minutes, and the window is shorter`;
    },
  },
  {
    code: "EvaluationFrequencyTooLong",
    text: "an alert is evaluated less often than its window is long",
    source: RESTRICTIONS,
    inferred: "the page gives the values of both; the refusal is known from the portal, which does not offer it",
    broken: ({ properties: { windowSize, evaluationFrequency } }) =>
      minutes(evaluationFrequency) > minutes(windowSize)
        ? `The evaluation frequency ${String(evaluationFrequency)} is longer than the window size ${String(windowSize)}`
        : undefined,
  },
  {
    code: "TooManyMetricCriteria",
    text: "an alert has more than five criteria",
    source: RESTRICTIONS,
    inferred: NO_CODE,
    broken: (alert) => {
      const { length } = criteriaOf(alert);
      return length > 5 ? `An alert rule takes five criteria at most, and has ${length}` : undefined;
    },
  },
  {
    code: "MultipleDimensionValues",
    text: "one of several criteria has a dimension with more than one value, or with *",
    source: "https://github.com/Azure/azure-cli/pull/13469",
    inferred:
      "the thread and https://learn.microsoft.com/azure/azure-monitor/alerts have the rule; no public report shows the code",
    broken: (alert) => {
      const criteria = criteriaOf(alert);
      if (criteria.length < 2) return undefined;
      const wrong = criteria.flatMap(dimensionsOf).find(({ values }) => {
        const list = texts(values);
        return list.length > 1 || list.includes("*");
      });
      return (
        wrong &&
        `The use of dimensions is limited to one value per dimension where a rule has several criteria, and ${String(wrong.name)} has ${texts(wrong.values).join(", ")}`
      );
    },
  },
  {
    code: "DimensionsDiffer",
    text: "of several criteria whose metrics have a dimension, not all name it with the same value",
    source: RESTRICTIONS,
    inferred: NO_CODE,
    broken: (alert, cloud) => {
      const metrics = known(alert, cloud);
      const criteria = criteriaOf(alert);
      if (!metrics || criteria.length < 2) return undefined;
      const valueOf = (criterion: Attributes, dimension: string) =>
        JSON.stringify(dimensionsOf(criterion).find(({ name }) => name === dimension) ?? null);
      for (const name of new Set(criteria.flatMap(dimensionsOf).map((one) => String(one.name)))) {
        const having = criteria.filter((one) => metrics[metricName(one)]?.includes(name));
        if (new Set(having.map((one) => valueOf(one, name))).size > 1) {
          return `The dimension ${name} must have the same value in every criterion whose metric has it`;
        }
      }
      return undefined;
    },
  },
  {
    code: "MetricAlertNameTooLong",
    text: "the names of an alert and of its resource group have more than 252 characters together",
    source: RESTRICTIONS,
    inferred: NO_CODE,
    broken: ({ id, name }) => {
      const { length } = `${id.split("/")[4]}${name}`;
      return length > 252
        ? `The names of ${id} and of its resource group have ${length} characters together`
        : undefined;
    },
  },
];
