import { DataAzurermLogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/data-azurerm-log-analytics-workspace";
import { DataAzurermMonitorActionGroup } from "@cdktf/provider-azurerm/lib/data-azurerm-monitor-action-group";
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import type { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { MonitorActivityLogAlert } from "@cdktf/provider-azurerm/lib/monitor-activity-log-alert";
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { MonitorMetricAlert } from "@cdktf/provider-azurerm/lib/monitor-metric-alert";
import { dependable, Fn } from "cdktf";
import { Construct } from "constructs";
import type { ActivityAlert, Alert, MetricAlert } from "../model/alert";
import {
  LOG_CATEGORIES,
  type ExistingResource,
  type LogCategory,
  type NewActionGroup,
  type NewWorkspace,
} from "../model/monitoring";
import type { ResourceGroup } from "./resource-group";

const NAMESPACE = "Microsoft.Network/virtualNetworkGateways";

export interface GatewayMonitoringProps {
  /** The VPN gateway, made or looked up. */
  readonly gateway: { readonly id: string };
  /**
   * The gateway's lock, which keeps its diagnostic setting as well: it is made after the setting and goes before it.
   * @default - the gateway has none
   */
  readonly lock?: ManagementLock;
  /** Where the alert rules go, and what else is made. */
  readonly resourceGroup: ResourceGroup;
  /** Where the logs go: what is there, or a new one. */
  readonly workspace: ExistingResource | NewWorkspace;
  /** Name of the gateway's setting that sends them; a gateway has a setting of each name once. */
  readonly diagnosticSetting: string;
  /** @default - all but those of point-to-site */
  readonly logs?: readonly LogCategory[];
  /**
   * Send the metrics to the workspace, too.
   * @default false
   */
  readonly metricsToWorkspace?: boolean;
  /**
   * Who is told: a group that is there, or a new one.
   * @default - alerts show in the portal alone
   */
  readonly actionGroup?: ExistingResource | NewActionGroup;
  /** @default - none */
  readonly alerts?: readonly Alert[];
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Logs and alert rules of a VPN gateway. Rules are of the kind `global` and need no region.
 *
 * @example
 * new GatewayMonitoring(this, "monitoring", {
 *   gateway: gateway.gateway, resourceGroup, workspace: { name: "gw-logs", retentionDays: 30 },
 *   diagnosticSetting: "gw-logs", alerts: alertsOf(deployment),
 * });
 */
export class GatewayMonitoring extends Construct {
  readonly workspace: { readonly id: string };
  readonly diagnosticSetting: MonitorDiagnosticSetting;
  readonly actionGroup?: { readonly id: string };
  readonly rules: readonly (MonitorMetricAlert | MonitorActivityLogAlert)[];

  constructor(scope: Construct, id: string, props: GatewayMonitoringProps) {
    super(scope, id);
    const { gateway, workspace, logs = LOG_CATEGORIES, metricsToWorkspace, actionGroup, alerts = [] } = props;
    this.workspace = this.workspaceOf(workspace, props);
    this.diagnosticSetting = new MonitorDiagnosticSetting(this, "diagnostic-setting", {
      name: props.diagnosticSetting,
      targetResourceId: gateway.id,
      logAnalyticsWorkspaceId: this.workspace.id,
      enabledLog: logs.map((category) => ({ category })),
      enabledMetric: metricsToWorkspace ? [{ category: "AllMetrics" }] : undefined,
    });
    if (props.lock) props.lock.dependsOn = [dependable(this.diagnosticSetting)];
    this.actionGroup = actionGroup && this.actionGroupOf(actionGroup, props);
    this.rules = alerts.map((alert) =>
      alert.type === "metric" ? this.metricRule(alert, props) : this.activityRule(alert, props),
    );
  }

  private workspaceOf(workspace: ExistingResource | NewWorkspace, { resourceGroup, tags }: GatewayMonitoringProps) {
    if ("resourceGroup" in workspace) {
      const { name, resourceGroup: resourceGroupName } = workspace;
      return new DataAzurermLogAnalyticsWorkspace(this, "workspace", { name, resourceGroupName });
    }
    return new LogAnalyticsWorkspace(this, "workspace", {
      name: workspace.name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      sku: "PerGB2018",
      retentionInDays: workspace.retentionDays,
      tags,
    });
  }

  private actionGroupOf(group: ExistingResource | NewActionGroup, { resourceGroup, tags }: GatewayMonitoringProps) {
    if ("resourceGroup" in group) {
      const { name, resourceGroup: resourceGroupName } = group;
      return new DataAzurermMonitorActionGroup(this, "action-group", { name, resourceGroupName });
    }
    return new MonitorActionGroup(this, "action-group", {
      name: group.name,
      shortName: group.shortName,
      resourceGroupName: resourceGroup.name,
      emailReceiver: group.emails.map((emailAddress) => ({
        name: emailAddress,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      tags,
    });
  }

  /** What a rule of either kind has. */
  private common({ name, meaning, action }: Alert, { resourceGroup, tags }: GatewayMonitoringProps) {
    return {
      name,
      description: `${meaning} ${action}`,
      resourceGroupName: resourceGroup.name,
      action: this.actionGroup && [{ actionGroupId: this.actionGroup.id }],
      tags,
    };
  }

  private metricRule(alert: MetricAlert, props: GatewayMonitoringProps): MonitorMetricAlert {
    const { id, severity, window, frequency, criteria } = alert;
    return new MonitorMetricAlert(this, id, {
      ...this.common(alert, props),
      scopes: [props.gateway.id],
      severity,
      windowSize: window,
      frequency,
      criteria: criteria.map(({ metric, aggregation, operator, threshold, dimensions }) => ({
        metricNamespace: NAMESPACE,
        metricName: metric,
        aggregation,
        operator,
        threshold,
        dimension: dimensions.map(({ name, value }) => ({ name, operator: "Include", values: [value] })),
      })),
    });
  }

  private activityRule(alert: ActivityAlert, props: GatewayMonitoringProps): MonitorActivityLogAlert {
    const { id, event } = alert;
    const common = { ...this.common(alert, props), location: "global" };
    if (event.category === "ResourceHealth") {
      const { category, current, reasons } = event;
      return new MonitorActivityLogAlert(this, id, {
        ...common,
        scopes: [props.gateway.id],
        criteria: { category, resourceHealth: { current: [...current], reason: [...reasons] } },
      });
    }
    const { category, events, services, regions } = event;
    return new MonitorActivityLogAlert(this, id, {
      ...common,
      scopes: [subscriptionOf(props.gateway.id)],
      criteria: {
        category,
        serviceHealth: {
          events: [...events],
          services: [...services],
          locations: regions.length > 0 ? [...regions] : undefined,
        },
      },
    });
  }
}

/** `/subscriptions/<id>` of a resource: such events are the subscription's. */
const subscriptionOf = (id: string): string => Fn.join("/", Fn.slice(Fn.split("/", id), 0, 3));
