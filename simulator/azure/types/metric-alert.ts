import type { AzureType } from "../azure-type";
import { type Word } from "../translation";
import { at, objects } from "../resource";

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
    defaults: { auto_mitigate: true, enabled: true, frequency: "PT1M", severity: 3, window_size: "PT5M" },
  },
};
