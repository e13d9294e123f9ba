import { z } from "zod";
import { UserError } from "../lib/model/user-error";
import type { AzureManagement } from "./azure-management";

/** An alert rule that Azure has. */
export interface AzureRule {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** An alert that has fired, and not ended. */
export interface AzureAlert {
  /** Id of the rule. */
  readonly rule: string;
  /** A time of ISO 8601. */
  readonly since: string;
  /** Whether somebody has closed it. */
  readonly closed: boolean;
}

const rule = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({ enabled: z.boolean().default(true) }),
});
const alert = z.object({
  properties: z.object({
    essentials: z.object({
      alertRule: z.string(),
      alertState: z.string(),
      monitorCondition: z.string(),
      startDateTime: z.string(),
    }),
  }),
});

/** Where rules are, by their types: https://learn.microsoft.com/rest/api/monitor/operation-groups */
const RULES = [
  ["Microsoft.Insights/metricAlerts", "2018-03-01"],
  ["Microsoft.Insights/activityLogAlerts", "2020-10-01"],
] as const;

/** The alert rules of a resource group. @throws AzureRefusal, or UserError where nothing answers */
export async function alertRules(azure: AzureManagement, group: string): Promise<AzureRule[]> {
  const lists = await Promise.all(RULES.map(([type, version]) => azure.list(`${group}/providers/${type}`, version)));
  return parsed(z.array(rule), lists.flat()).map(({ id, name, properties }) => ({ id, name, ...properties }));
}

/**
 * The alerts of a subscription that have fired within 30 days, the longest that Azure looks back, and not ended.
 *
 * @see https://learn.microsoft.com/rest/api/monitor/alertsmanagement/alerts/get-all
 * @throws AzureRefusal, or UserError where nothing answers
 */
export async function firedAlerts(azure: AzureManagement, subscription: string): Promise<AzureAlert[]> {
  const path = `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts`;
  const query = { monitorCondition: "Fired", timeRange: "30d", pageCount: "250" };
  return parsed(z.array(alert), await azure.list(path, "2019-03-01", query))
    .map(({ properties: { essentials } }) => essentials)
    .filter(({ monitorCondition }) => monitorCondition === "Fired")
    .map(({ alertRule, alertState, startDateTime }) => ({
      rule: alertRule,
      since: startDateTime,
      closed: alertState === "Closed",
    }));
}

/** @throws UserError where Azure has another form for it */
function parsed<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(`Azure's alerts are in another form than expected: ${issue!.path.join(".")}: ${issue!.message}`);
}
