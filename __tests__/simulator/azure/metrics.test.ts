import type { Flow, Tunnel } from "../../../simulator/azure/live";
import { gatewayMetrics } from "../../../simulator/azure/metrics";
import { azureLab, IDS, paperLive, TUNNELS } from "../../helpers/azure-lab";

const lab = azureLab();
afterAll(() => lab.remove());
const gateway = lab.cloud.get(IDS.gateway)!;
const metrics = (tunnels?: readonly Tunnel[]) =>
  gatewayMetrics(gateway, lab.cloud, tunnels && paperLive(tunnels)).map(({ metric, dimensions, value }) => ({
    of: [metric, ...Object.values(dimensions)].join(" "),
    value,
  }));
const valueOf = (tunnels: readonly Tunnel[], of: string) => metrics(tunnels).find((one) => one.of === of)?.value;

const FIRST = "conn1-to-Catalyst 198.19.5.218 GatewayTenantWorker_IN_0";
const SECOND = "conn1-to-Catalyst 198.19.5.218 GatewayTenantWorker_IN_1";
const flow: Flow = { bytes: 1000, packets: 2, dropped: 3, mismatched: 4 };
const [up, down] = TUNNELS as [Tunnel, Tunnel];

test("each instance has every metric for each connection, of 0 where no tunnel is up", () => {
  const names = [
    "MmsaCount",
    "QmsaCount",
    "TunnelAverageBandwidth",
    ...["Ingress", "Egress"].flatMap((way) =>
      ["Bytes", "Packets", "PacketDropCount", "PacketDropTSMismatch"].map((what) => `Tunnel${way}${what}`),
    ),
  ];
  expect(metrics()).toEqual([
    ...[FIRST, SECOND].flatMap((of) => names.map((name) => ({ of: `${name} ${of}`, value: 0 }))),
    { of: "AverageBandwidth GatewayTenantWorker_IN_0", value: 0 },
    { of: "AverageBandwidth GatewayTenantWorker_IN_1", value: 0 },
  ]);
});

test("the SAs of a tunnel are counted at the instance that has its end", () => {
  expect(["MmsaCount", "QmsaCount"].map((metric) => valueOf(TUNNELS, `${metric} ${FIRST}`))).toEqual([1, 1]);
  expect(["MmsaCount", "QmsaCount"].map((metric) => valueOf(TUNNELS, `${metric} ${SECOND}`))).toEqual([0, 0]);
  const withoutChild = { ...up, ikeSa: { ...up.ikeSa!, childSas: [] } };
  expect(["MmsaCount", "QmsaCount"].map((metric) => valueOf([withoutChild], `${metric} ${FIRST}`))).toEqual([1, 0]);
});

test("a counter has what comes within the time of a sample, a bandwidth what comes in a second", () => {
  const tunnels = [{ ...up, egress: flow, ingress: { ...flow, bytes: 500, packets: 0, dropped: 0 } }, down];
  const values = (metric: string) => valueOf(tunnels, `${metric} ${FIRST}`);
  expect(
    [
      "TunnelEgressBytes",
      "TunnelEgressPackets",
      "TunnelEgressPacketDropCount",
      "TunnelEgressPacketDropTSMismatch",
      "TunnelIngressBytes",
      "TunnelIngressPackets",
      "TunnelIngressPacketDropCount",
      "TunnelIngressPacketDropTSMismatch",
    ].map(values),
  ).toEqual([300_000, 600, 900, 1200, 150_000, 0, 0, 1200]);
  expect(values("TunnelAverageBandwidth")).toBe(1500);
});

test("the bandwidth of an instance is that of its tunnels together", () => {
  const other = { ...down, ingress: { ...flow, bytes: 7 } };
  const tunnels = [{ ...up, egress: flow }, other];
  expect(valueOf(tunnels, "AverageBandwidth GatewayTenantWorker_IN_0")).toBe(1000);
  expect(valueOf(tunnels, "AverageBandwidth GatewayTenantWorker_IN_1")).toBe(7);
});

test("a far end that Azure knows by a name has the address that it comes from, and none before it comes", () => {
  const far = lab.cloud.get(IDS.localNetworkGateway)!;
  const { gatewayIpAddress: _, ...properties } = far.properties;
  lab.cloud.put({ ...far, properties: { ...properties, fqdn: "oslo.example.com" } });
  expect(
    valueOf([{ ...up, peerAddress: "192.0.2.7" }], `MmsaCount ${FIRST.replace("198.19.5.218", "192.0.2.7")}`),
  ).toBe(1);
  expect(metrics()[0]!.of).toBe("MmsaCount conn1-to-Catalyst  GatewayTenantWorker_IN_0");
  lab.cloud.put(far);
});
