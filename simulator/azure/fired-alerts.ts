import { createHash } from "node:crypto";
import { firing, type AlertState, type Firing } from "./alerts";
import { failed, type Answer } from "./answer";
import type { Cloud } from "./cloud";
import { azureTypeOf } from "./ids";
import type { Watched } from "./live";
import { objects, property, type Resource } from "./resource";

const LARGEST_PAGE = 250;

/**
 * Answers `GET {subscription}/providers/Microsoft.AlertsManagement/alerts`: what fires now, each since now, in pages.
 *
 * @param query `pageCount`, `monitorCondition` and `alertRule` count, and the token of a next page
 * @see https://learn.microsoft.com/rest/api/monitor/alertsmanagement/alerts/get-all
 */
export function firedAlerts(
  cloud: Cloud,
  live: Watched | undefined,
  { origin, pathname, searchParams: query }: URL,
  now: Date,
): Answer {
  const size = Number(query.get("pageCount") ?? 25);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    return failed(400, "BadRequest", `pageCount must be between 1 and ${LARGEST_PAGE}.`);
  }
  const [, subscription] = /^(\/subscriptions\/[^/]+)\//.exec(decodeURIComponent(pathname)) ?? [];
  const rule = query.get("alertRule")?.toLowerCase();
  const all = query.get("monitorCondition") === "Resolved" ? [] : firing(cloud, live);
  const alerts = all
    .filter(({ rule: { id } }) => id.toLowerCase().startsWith(`${subscription!.toLowerCase()}/`))
    .filter(({ rule: { id } }) => rule === undefined || id.toLowerCase() === rule)
    .flatMap((state) => state.fired.map((one) => alertOf(state, one, subscription!, now)));
  const start = Number(query.get("ctoken") ?? 0);
  const next = new URL(`${origin}${pathname}?${query.toString()}`);
  next.searchParams.set("ctoken", String(start + size));
  return [
    200,
    { value: alerts.slice(start, start + size), ...(start + size < alerts.length && { nextLink: next.href }) },
  ];
}

function alertOf({ rule }: AlertState, { target, values }: Firing, subscription: string, now: Date) {
  const isMetric = rule.type === "Microsoft.Insights/metricAlerts";
  const hash = createHash("sha256").update(JSON.stringify([rule.id, target, values.map((one) => one.dimensions)]));
  const guid = hash.digest("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
  const time = now.toISOString();
  return {
    id: `${subscription}/providers/Microsoft.AlertsManagement/alerts/${guid}`,
    type: "Microsoft.AlertsManagement/alerts",
    name: rule.name,
    properties: {
      essentials: {
        // An alert of the activity log has no severity of its own.
        severity: `Sev${isMetric ? Number(rule.properties.severity) : 4}`,
        signalType: isMetric ? "Metric" : "Log",
        alertState: "New",
        monitorCondition: "Fired",
        monitorService: isMetric ? "Platform" : categoryOf(rule),
        targetResource: target.toLowerCase(),
        targetResourceName: target.split("/").at(-1)!.toLowerCase(),
        targetResourceGroup: (target.split("/")[4] ?? "").toLowerCase(),
        targetResourceType: azureTypeOf(target).split("/").at(-1)!.toLowerCase(),
        alertRule: rule.id,
        sourceCreatedId: guid,
        startDateTime: time,
        lastModifiedDateTime: time,
        lastModifiedUserName: "System",
      },
    },
  };
}

/** `ServiceHealth` */
function categoryOf(rule: Resource): string {
  const category = objects(property(rule, "condition.allOf")).find(({ field }) => field === "category");
  return String(category?.equals);
}
