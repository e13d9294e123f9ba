import type { PerInstance } from "./topology";

/** From the worst to a mere note, as Azure numbers them. */
export const SEVERITIES = [0, 1, 2, 3, 4] as const;

export type Severity = (typeof SEVERITIES)[number];

/**
 * How far back a metric alert looks (ISO 8601). Azure takes PT1M too, but has a gateway's metrics every 5 minutes.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-network-virtualnetworkgateways-metrics
 */
export const WINDOWS = ["PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"] as const;

/** How often a metric alert looks (ISO 8601). */
export const FREQUENCIES = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"] as const;

export type Window = (typeof WINDOWS)[number];
export type Frequency = (typeof FREQUENCIES)[number];

const UNITS = { M: 1, H: 60, D: 24 * 60 } as const;

/** The minutes of a window or a frequency. */
export function minutesOf(duration: Window | Frequency): number {
  const [, count, unit] = /^PT?(\d+)([MHD])$/.exec(duration)!;
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** When a metric alert is looked at, and how bad it is. */
export interface Evaluation {
  readonly severity: Severity;
  readonly window: Window;
  /** No longer than the window. */
  readonly frequency: Frequency;
}

/** What there are alerts for. What is absent or false is switched off. */
export interface AlertSettings {
  /** A tunnel without an IKE SA. */
  readonly noIke?: Evaluation;
  /** A tunnel with an IKE SA and no IPsec SA. */
  readonly noIpsec?: Evaluation;
  /** More packets dropped in a window, in one direction. */
  readonly packetDrops?: Evaluation & { readonly packets: number };
  /** More packets in a window that no traffic selector matches, in one direction. */
  readonly selectorMismatches?: Evaluation & { readonly packets: number };
  /** More of the throughput of the gateway's SKU. */
  readonly bandwidth?: Evaluation & { readonly percent: number };
  /** Azure's events about VPN gateways in the gateway's region. */
  readonly serviceHealth: boolean;
  /** Azure's own judgement of the gateway. */
  readonly resourceHealth: boolean;
}

export type AlertKind = keyof AlertSettings;

/**
 * The two samples or more of a quarter of an hour outlast a late sample and the restart of an instance. The
 * numbers are a judgement: no published rule has been tried on a gateway.
 */
const QUARTER = { window: "PT15M", frequency: "PT5M" } as const;

/** What holds where a config says nothing. */
export const DEFAULT_ALERTS = {
  noIke: { severity: 1, ...QUARTER },
  noIpsec: { severity: 1, ...QUARTER },
  packetDrops: { severity: 3, ...QUARTER, packets: 100 },
  selectorMismatches: { severity: 2, ...QUARTER, packets: 10 },
  bandwidth: { severity: 2, ...QUARTER, percent: 80 },
  serviceHealth: true,
  resourceHealth: true,
} as const satisfies Required<AlertSettings>;

/**
 * What a gateway logs, but for point-to-site.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/monitor-vpn-gateway-reference
 */
export const LOG_CATEGORIES = [
  "GatewayDiagnosticLog",
  "TunnelDiagnosticLog",
  "RouteDiagnosticLog",
  "IKEDiagnosticLog",
] as const;

export type LogCategory = (typeof LOG_CATEGORIES)[number];

/** What is there already and is only looked up. */
export interface ExistingResource {
  readonly resourceGroup: string;
  readonly name: string;
}

export interface NewWorkspace {
  readonly name: string;
  readonly retentionDays: number;
}

/** Who is told of an alert. */
export interface NewActionGroup {
  readonly name: string;
  /** 12 characters at most: the sender's name in messages. */
  readonly shortName: string;
  readonly emails: readonly string[];
}

/** How the gateway and its tunnels are watched. */
export interface Monitoring {
  /** Where the gateway's logs go. */
  readonly workspace: ExistingResource | NewWorkspace;
  /** Azure's name of the setting that sends them. */
  readonly diagnosticSetting: string;
  readonly logs: readonly LogCategory[];
  /** Whether the metrics go there, too. */
  readonly metricsToWorkspace: boolean;
  /** Absent: an alert shows in the portal alone. */
  readonly actionGroup?: ExistingResource | NewActionGroup;
  /** The values that the dimension `Instance` has for the instances 0 and 1. */
  readonly instanceNames: PerInstance<string>;
  /** The gateway's region as Azure displays it. Absent where it is not known: then all regions count. */
  readonly region?: string;
  readonly alerts: AlertSettings;
}

/**
 * A gateway calls its instances so in its health probe and in Microsoft's own diagnosis. That the metrics do is
 * inferred.
 *
 * @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-troubleshoot-site-to-site-cannot-connect
 */
export const DEFAULT_INSTANCE_NAMES: PerInstance<string> = ["GatewayTenantWorker_IN_0", "GatewayTenantWorker_IN_1"];
