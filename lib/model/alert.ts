import type { AlertKind, Evaluation } from "./monitoring";

/** What Azure Monitor measures of a gateway. The SAs of IKE are those of main mode, the SAs of IPsec those of quick mode. */
export type Metric =
  | "MmsaCount"
  | "QmsaCount"
  | "TunnelEgressPacketDropCount"
  | "TunnelIngressPacketDropCount"
  | "TunnelEgressPacketDropTSMismatch"
  | "TunnelIngressPacketDropTSMismatch"
  | "AverageBandwidth";

/** What the samples of a metric are told apart by. */
export interface Dimension {
  readonly name: "ConnectionName" | "Instance";
  readonly value: string;
}

/** A condition on a metric of the gateway, over the samples of a window. */
export interface Criterion {
  readonly metric: Metric;
  readonly aggregation: "Average" | "Total";
  readonly operator: "LessThan" | "GreaterThan" | "GreaterThanOrEqual";
  readonly threshold: number;
  /** None: the samples of all dimensions together. */
  readonly dimensions: readonly Dimension[];
}

interface AlertBase {
  /** Id of the construct, a contract: another destroys the rule and makes it anew. */
  readonly id: string;
  readonly kind: AlertKind;
  /** Azure's name of the rule. */
  readonly name: string;
  /** What an alert says, in one sentence. */
  readonly meaning: string;
  /** What to do then, with the command for it. */
  readonly action: string;
}

/** A rule that fires while all of its criteria hold. */
export interface MetricAlert extends AlertBase, Evaluation {
  readonly type: "metric";
  readonly criteria: readonly [Criterion, ...Criterion[]];
  /** The tunnel that it is about, where it is about one. */
  readonly tunnel?: {
    readonly site: string;
    /** The router's tunnel interface. */
    readonly name: string;
  };
}

/** A rule that fires at an event in the subscription's activity log. */
export interface ActivityAlert extends AlertBase {
  readonly type: "activity";
  readonly event:
    | {
        readonly category: "ServiceHealth";
        readonly events: readonly ("Incident" | "Maintenance" | "ActionRequired")[];
        readonly services: readonly string[];
        /** As Azure displays them. None: all of them. */
        readonly regions: readonly string[];
      }
    | {
        readonly category: "ResourceHealth";
        readonly current: readonly ("Degraded" | "Unavailable")[];
        readonly reasons: readonly ("PlatformInitiated" | "Unknown")[];
      };
}

/** A rule of Azure Monitor. */
export type Alert = MetricAlert | ActivityAlert;
