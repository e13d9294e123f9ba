import type { AzureType } from "../azure-type";
import { between, notEmpty, oneOf } from "../checks";
import { METRIC_ALERTS } from "../rules/metric-alerts";
import { type Word } from "../translation";
import { at, objects } from "../resource";

const AGGREGATION = oneOf("Average", "Count", "Minimum", "Maximum", "Total");
const DIMENSION = oneOf("Include", "Exclude", "StartsWith");

/** Criteria of both kinds stand in one list. */
const criteria = (criterionType: string): Word => ({
  path: "properties.criteria.allOf[]",
  to: (value) => objects(value).map((one, i) => ({ name: `Metric${i + 1}`, criterionType, ...one })),
  from: (value) => objects(value).filter((one) => one.criterionType === criterionType),
});

export const metricAlert: AzureType = {
  path: "Microsoft.Insights/metricAlerts/<name>",
  words: {
    "action.webhook_properties": "webHookProperties",
    application_insights_web_test_location_availability_criteria: {
      path: "properties.criteria",
      from: (value) => (at(value, "webTestId") === undefined ? undefined : value),
    },
    criteria: criteria("StaticThresholdCriterion"),
    "criteria.aggregation": "timeAggregation",
    dynamic_criteria: criteria("DynamicThresholdCriterion"),
    "dynamic_criteria.aggregation": "timeAggregation",
    "dynamic_criteria.evaluation_failure_count": "failingPeriods.minFailingPeriodsToAlert",
    "dynamic_criteria.evaluation_total_count": "failingPeriods.numberOfEvaluationPeriods",
    frequency: "properties.evaluationFrequency",
    target_resource_location: "properties.targetResourceRegion",
  },
  completion: {
    replaces: ["name", "resource_group_name"],
    defaults: {
      auto_mitigate: true,
      "criteria.skip_metric_validation": false,
      enabled: true,
      frequency: "PT1M",
      severity: 3,
      window_size: "PT5M",
    },
  },
  checks: {
    name: notEmpty,
    "criteria.aggregation": AGGREGATION,
    "criteria.dimension.operator": DIMENSION,
    "criteria.operator": oneOf("Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"),
    "dynamic_criteria.aggregation": AGGREGATION,
    "dynamic_criteria.alert_sensitivity": oneOf("Low", "Medium", "High"),
    "dynamic_criteria.dimension.operator": DIMENSION,
    "dynamic_criteria.operator": oneOf("LessThan", "GreaterThan", "GreaterOrLessThan"),
    frequency: oneOf("PT1M", "PT5M", "PT15M", "PT30M", "PT1H"),
    severity: between(0, 4),
    window_size: oneOf("PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"),
  },
  exactlyOne: [["criteria", "dynamic_criteria", "application_insights_web_test_location_availability_criteria"]],
  rules: METRIC_ALERTS,
  // Azure has them of alerts on several resources alone.
  empty: { target_resource_location: "", target_resource_type: "" },
};
