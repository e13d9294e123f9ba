const TUNNEL = ["ConnectionName", "RemoteIP", "Instance"];
const INSTANCE = ["Instance"];
const NAT = ["NatRule", ...TUNNEL];

/**
 * What VPN gateways are measured by, each with its dimensions.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-network-virtualnetworkgateways-metrics
 */
const GATEWAY: Readonly<Record<string, readonly string[]>> = {
  AverageBandwidth: INSTANCE,
  BgpPeerStatus: ["BgpPeerAddress", "Instance"],
  BgpRoutesAdvertised: ["BgpPeerAddress", "Instance"],
  BgpRoutesLearned: ["BgpPeerAddress", "Instance"],
  InboundFlowsCount: INSTANCE,
  MmsaCount: TUNNEL,
  OutboundFlowsCount: INSTANCE,
  P2SBandwidth: INSTANCE,
  P2SConnectionCount: ["Protocol", "Instance"],
  QmsaCount: TUNNEL,
  TunnelAverageBandwidth: TUNNEL,
  TunnelEgressBytes: TUNNEL,
  TunnelEgressPacketDropCount: TUNNEL,
  TunnelEgressPacketDropTSMismatch: TUNNEL,
  TunnelEgressPackets: TUNNEL,
  TunnelIngressBytes: TUNNEL,
  TunnelIngressPacketDropCount: TUNNEL,
  TunnelIngressPacketDropTSMismatch: TUNNEL,
  TunnelIngressPackets: TUNNEL,
  TunnelNatAllocations: NAT,
  TunnelNatedBytes: NAT,
  TunnelNatedPackets: NAT,
  TunnelNatFlowCount: ["FlowType", ...NAT],
  TunnelNatPacketDrop: ["DropType", ...NAT],
  TunnelPeakPackets: TUNNEL,
  TunnelReverseNatedBytes: NAT,
  TunnelReverseNatedPackets: NAT,
  TunnelTotalFlowCount: TUNNEL,
  UserVpnRouteCount: ["RouteType", "Instance"],
  VnetAddressPrefixCount: INSTANCE,
};

/** Of point-to-site alone there is a sample each minute, of all others every five. */
export const hasEachMinute = (metric: string) => metric.startsWith("P2S");

/** The metrics and their dimensions of what has a type; undefined where the simulator does not know them. */
export const metricsOf = (type: string): Readonly<Record<string, readonly string[]>> | undefined =>
  type.toLowerCase() === "microsoft.network/virtualnetworkgateways" ? GATEWAY : undefined;

/**
 * The categories of logs of what has a type; undefined where the simulator does not know them.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/microsoft-network-virtualnetworkgateways-logs
 */
export const logsOf = (type: string): readonly string[] | undefined =>
  type.toLowerCase() === "microsoft.network/virtualnetworkgateways"
    ? ["GatewayDiagnosticLog", "IKEDiagnosticLog", "P2SDiagnosticLog", "RouteDiagnosticLog", "TunnelDiagnosticLog"]
    : undefined;
