import { texts } from "../prefix";
import { objects, property, type Resource } from "../resource";
import type { Rule } from "./rule";

const categoryOf = (alert: Resource) =>
  objects(property(alert, "condition.allOf")).find(({ field }) => field === "category")?.equals;

/** What Azure Monitor refuses of an alert on the activity log. */
export const ACTIVITY_LOG_ALERTS: readonly Rule[] = [
  {
    code: "InvalidServiceHealthScope",
    text: "an alert on the health of Azure's services looks at something else than a subscription",
    source: "https://learn.microsoft.com/azure/service-health/alerts-activity-log-service-notifications-portal",
    inferred:
      "such events are of a subscription, so that the alert would never fire; whether Azure refuses it is not known",
    broken: (alert) => {
      if (categoryOf(alert) !== "ServiceHealth") return undefined;
      const wrong = texts(property(alert, "scopes")).find((scope) => !/^\/subscriptions\/[^/]+\/?$/i.test(scope));
      return wrong && `An alert of the category ServiceHealth looks at a subscription, and ${wrong} is none`;
    },
  },
  {
    code: "ActivityLogAlertLimitExceeded",
    text: "a subscription gets more than 100 activity log alerts",
    source: "https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits",
    inferred: "the page has the number; no public report shows the code",
    broken: ({ id }, cloud) => {
      const others = cloud
        .ofType("Microsoft.Insights/activityLogAlerts")
        .filter((one) => one.id.toLowerCase() !== id.toLowerCase());
      return others.length >= 100
        ? "The subscription has 100 activity log alerts already, and can have no more"
        : undefined;
    },
  },
];
