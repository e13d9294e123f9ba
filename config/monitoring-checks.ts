import type { Deployment } from "../lib/model/deployment";
import { minutesOf } from "../lib/model/monitoring";
import { nameBy } from "../lib/model/names";
import type { Path } from "../lib/model/path";
import { alertsOf } from "../lib/monitoring/alerts";
import { WORKSPACE_NAME } from "./monitoring-fields";
import type { Problem } from "./problem";
import type { ConfigInput } from "./schema";

/**
 * Characters of a metric alert's name and of its resource group, together.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-metric-alert-rule
 */
const MOST_OF_ALERT = 252;

type Monitoring = NonNullable<ConfigInput["monitoring"]>;

/** Checks of the monitoring that involve more than one value. */
export function checkMonitoring(input: ConfigInput, deployment: Deployment): Problem[] {
  const { monitoring } = input;
  if (!monitoring) return [];
  return [
    ...checkWorkspace(monitoring, input),
    ...checkActionGroup(monitoring),
    ...checkWindows(monitoring),
    ...checkAlertNames(deployment),
  ];
}

const at = (...path: Path): Path => ["monitoring", ...path];

/** What a new resource would have, beside one that is there. */
function unused(part: "workspace" | "actionGroup", given: Readonly<Record<string, unknown>>): Problem[] {
  const { existing, ...others } = given;
  if (!existing) return [];
  return Object.keys(others).flatMap((key) =>
    others[key] === undefined
      ? []
      : [
          {
            path: at(part, key),
            message: `goes unused beside monitoring.${part}.existing, which is only looked up; remove one of the two`,
            related: [at(part, "existing")],
          },
        ],
  );
}

function checkWorkspace({ workspace }: Monitoring, { names, gateway }: ConfigInput): Problem[] {
  const byPattern = nameBy(names.logAnalyticsWorkspace, { name: gateway.name });
  if (workspace.existing || workspace.name !== undefined || WORKSPACE_NAME.pattern.test(byPattern)) {
    return unused("workspace", workspace);
  }
  const message = `is missing, and "${byPattern}", which follows from the gateway's name, ${WORKSPACE_NAME.rule}; give a name`;
  return [
    {
      path: at("workspace", "name"),
      message,
      related: [
        ["gateway", "name"],
        ["names", "logAnalyticsWorkspace"],
      ],
    },
  ];
}

function checkActionGroup({ actionGroup }: Monitoring): Problem[] {
  if (!actionGroup) return [];
  const { existing, emails = [] } = actionGroup;
  if (!existing && emails.length === 0) {
    const message = 'tells nobody; give "emails", or the action group that is there as "existing"';
    return [
      { path: at("actionGroup"), message, related: [at("actionGroup", "existing"), at("actionGroup", "emails")] },
    ];
  }
  const folded = emails.map((email) => email.toLowerCase());
  const twice = emails.flatMap((email, i): Problem[] => {
    const first = folded.indexOf(folded[i]!);
    if (first === i) return [];
    const message = `"${email}" stands at emails[${first}] already; remove one of the two`;
    return [{ path: at("actionGroup", "emails", i), message, related: [at("actionGroup", "emails", first)] }];
  });
  return [...unused("actionGroup", actionGroup), ...twice];
}

function checkWindows({ alerts: { serviceHealth: _, resourceHealth: __, ...metric } }: Monitoring): Problem[] {
  return Object.entries(metric).flatMap(([kind, { window, frequency }]): Problem[] => {
    if (minutesOf(frequency) <= minutesOf(window)) return [];
    const message = `${frequency} is longer than the window of ${window}, so that samples would pass unseen; Azure takes ${window} at most`;
    return [{ path: at("alerts", kind, "frequency"), message, related: [at("alerts", kind, "window")] }];
  });
}

/** Names of alerts that Azure takes no more beside the name of their resource group: the longest says it for all. */
function checkAlertNames(deployment: Deployment): Problem[] {
  const { resourceGroup } = deployment.gateway;
  const most = MOST_OF_ALERT - resourceGroup.length;
  const [longest] = alertsOf(deployment)
    .map(({ name }) => name)
    .filter(({ length }) => length > most)
    .sort((one, other) => other.length - one.length);
  if (longest === undefined) return [];
  const message = `"${longest}" has ${longest.length} characters, and Azure takes ${most} of an alert in the resource group ${resourceGroup}; give a shorter pattern, or shorter names`;
  return [
    {
      path: ["names", "alert"],
      message,
      related: [["gateway", "name"], ["gateway", "resourceGroup"], ["resourceGroup"], ["sites"]],
    },
  ];
}
