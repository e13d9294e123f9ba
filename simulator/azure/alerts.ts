import type { Attributes } from "../protocol/values";
import type { Cloud } from "./cloud";
import type { HealthEvent, Watched } from "./live";
import { GRAIN, gatewayMetrics, type Series } from "./metrics";
import { texts } from "./prefix";
import { at, objects, property, type Resource } from "./resource";

/** A rule as it stands now. */
export interface AlertState {
  /** A metric alert, or one of the activity log. */
  readonly rule: Resource;
  /**
   * `no data`: Azure evaluates no rule without its metric, and this one can never fire as things are.
   * `unknown`: the simulator cannot evaluate it.
   */
  readonly state: "fired" | "silent" | "disabled" | "no data" | "unknown";
  /** What it fires for. */
  readonly fired: readonly Firing[];
}

/** What a rule fires for: a resource, and of a metric alert the dimensions and the values of its criteria. */
export interface Firing {
  readonly target: string;
  readonly values: readonly MetricValue[];
}

export interface MetricValue {
  readonly metric: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Every alert rule of the cloud, as if what is now had been so for longer than its window. */
export function alertStates(cloud: Cloud, live: Watched | undefined): AlertState[] {
  const state = (rule: Resource, states: readonly Judgement[]): AlertState => {
    if (rule.properties.enabled === false) return { rule, state: "disabled", fired: [] };
    const fired = states.flatMap((one) => (typeof one === "string" ? [] : one));
    const [state = "silent"] = ["unknown", "no data"].filter((one) => states.includes(one as Judgement));
    return { rule, state: fired.length > 0 ? "fired" : (state as AlertState["state"]), fired };
  };
  const known = new Map<string, readonly Series[]>();
  const seriesOf = (scope: string): readonly Series[] => {
    const series = known.get(scope) ?? metricsOf(scope, cloud, live);
    known.set(scope, series);
    return series;
  };
  return [
    ...cloud.ofType("Microsoft.Insights/metricAlerts").map((rule) => {
      const scopes = texts(property(rule, "scopes"));
      return state(
        rule,
        scopes.map((scope) => metricState(rule, scope, seriesOf(scope))),
      );
    }),
    ...cloud.ofType("Microsoft.Insights/activityLogAlerts").map((rule) => state(rule, [eventState(rule, live)])),
  ];
}

/** The rules that fire. */
export const firing = (cloud: Cloud, live: Watched | undefined): AlertState[] =>
  alertStates(cloud, live).filter(({ state }) => state === "fired");

type Judgement = readonly Firing[] | "no data" | "unknown";

function metricsOf(id: string, cloud: Cloud, live: Watched | undefined): Series[] {
  const target = cloud.get(id);
  return target?.type === "Microsoft.Network/virtualNetworkGateways" ? gatewayMetrics(target, cloud, live) : [];
}

/** A rule with one criterion fires for each combination of its dimensions; one with several where all are met. */
function metricState(rule: Resource, target: string, series: readonly Series[]): Judgement {
  const criteria = objects(property(rule, "criteria.allOf"));
  // What a dynamic threshold learns from is the past, which there is none of here.
  if (criteria.length === 0 || criteria.some((one) => one.criterionType !== "StaticThresholdCriterion")) {
    return "unknown";
  }
  const windows = samplesIn(String(rule.properties.windowSize));
  const values = criteria.map((criterion) => combinations(criterion, series, windows));
  if (values.some((one) => one.length === 0)) return "no data";
  const met = values.map((list, i) => list.filter(({ value }) => isMet(criteria[i]!, value)));
  if (met.some((one) => one.length === 0)) return [];
  return met.length === 1
    ? met[0]!.map((value) => ({ target, values: [value] }))
    : [{ target, values: met.map((list) => list[0]!) }];
}

/** What a criterion has to be met by: for each combination of the dimensions that it names, the value. */
function combinations(criterion: Attributes, series: readonly Series[], samples: number): MetricValue[] {
  const dimensions = objects(criterion.dimensions);
  const names = dimensions.map(({ name }) => String(name));
  const own = series.filter(
    (one) => one.metric === criterion.metricName && dimensions.every((dimension) => isIn(dimension, one)),
  );
  const groups = new Map<string, Series[]>();
  for (const one of own) {
    const key = JSON.stringify(names.map((name) => one.dimensions[name]));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => ({
    metric: String(criterion.metricName),
    value: aggregate(
      String(criterion.timeAggregation),
      group.map(({ value }) => value),
      samples,
    ),
    dimensions: Object.fromEntries(names.map((name) => [name, group[0]!.dimensions[name]!])),
  }));
}

function isIn({ name, operator, values }: Attributes, { dimensions }: Series): boolean {
  const value = dimensions[String(name)];
  if (value === undefined) return false;
  const listed = texts(values).some(
    (one) => one === "*" || (operator === "StartsWith" ? value.startsWith(one) : value === one),
  );
  return operator === "Exclude" ? !listed : listed;
}

/** @param samples of each series in the window, which are all alike */
function aggregate(aggregation: string, values: readonly number[], samples: number): number {
  const sum = values.reduce((a, b) => a + b, 0);
  switch (aggregation) {
    case "Total":
      return sum * samples;
    case "Count":
      return values.length * samples;
    case "Minimum":
      return Math.min(...values);
    case "Maximum":
      return Math.max(...values);
    case "Average":
      return sum / values.length;
    default:
      throw new Error(`the simulator knows no aggregation ${aggregation} of a metric`);
  }
}

const OPERATORS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  Equals: (value, threshold) => value === threshold,
  GreaterThan: (value, threshold) => value > threshold,
  GreaterThanOrEqual: (value, threshold) => value >= threshold,
  LessThan: (value, threshold) => value < threshold,
  LessThanOrEqual: (value, threshold) => value <= threshold,
};

function isMet({ operator, threshold }: Attributes, value: number): boolean {
  const compare = OPERATORS[String(operator)];
  if (!compare) throw new Error(`the simulator knows no operator ${String(operator)} of a metric alert`);
  return compare(value, Number(threshold));
}

/** How many samples a window has: `PT15M` three. */
function samplesIn(window: string): number {
  const [, days = 0, hours = 0, minutes = 0] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(window)!;
  return Math.max(1, (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60) / GRAIN);
}

function eventState(rule: Resource, live: Watched | undefined): Judgement {
  const scopes = texts(property(rule, "scopes")).map((scope) => scope.toLowerCase());
  const conditions = objects(property(rule, "condition.allOf"));
  return (live?.events?.() ?? [])
    .filter(({ scope }) => scopes.some((one) => `${scope.toLowerCase()}/`.startsWith(`${one}/`)))
    .filter((event) => conditions.every((one) => matches(one, event)))
    .map(({ scope }) => ({ target: scope, values: [] }));
}

/** A condition is of a field, or that any of several is met. */
function matches(condition: Attributes, event: HealthEvent): boolean {
  const anyOf = objects(condition.anyOf);
  if (anyOf.length > 0) return anyOf.some((one) => matches(one, event));
  const value = event.fields[String(condition.field)]?.toLowerCase();
  if (value === undefined) return false;
  const any = texts(at(condition, "containsAny"));
  if (any.length > 0) return any.some((one) => one.toLowerCase() === value);
  return String(condition.equals).toLowerCase() === value;
}
