import type { Interface } from "./interfaces";

const protocol = ({ isProtocolUp }: Interface) => (isProtocolUp ? "up" : "down");
const shownStatus = ({ status }: Interface) => (status === "up" ? "up" : "administratively down");

/** `show ip interface brief`. Form: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpInterfaceBrief. */
export function showIpInterfaceBrief(interfaces: readonly Interface[]): string[] {
  return [
    "Interface              IP-Address      OK? Method Status                Protocol",
    ...interfaces.map((one) => {
      const [address, method] = [one.ipv4?.address ?? "unassigned", one.ipv4?.method ?? "unset"];
      return `${one.name.padEnd(22)} ${address.padEnd(15)} YES ${method.padEnd(6)} ${shownStatus(one).padEnd(21)} ${protocol(one)}`;
    }),
  ];
}

/** `show ipv6 interface brief`. Form: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpv6InterfaceBrief. */
export const showIpv6InterfaceBrief = (interfaces: readonly Interface[]): string[] =>
  interfaces.flatMap((one) => [
    `${one.name.padEnd(22)} [${shownStatus(one)}/${protocol(one)}]`,
    ...(one.linkLocal === undefined
      ? ["    unassigned"]
      : [one.linkLocal, ...one.ipv6.map(({ address }) => address)].map((address) => `    ${address}`)),
  ]);

const COUNTERS = [
  "  Last input never, output never, output hang never",
  '  Last clearing of "show interface" counters never',
  "  Input queue: 0/375/0/0 (size/max/drops/flushes); Total output drops: 0",
  "  Queueing strategy: fifo",
  "  Output queue: 0/0 (size/max)",
  "  5 minute input rate 0 bits/sec, 0 packets/sec",
  "  5 minute output rate 0 bits/sec, 0 packets/sec",
];

function tunnelLines(one: Interface): string[] {
  const { tunnel } = one;
  if (!tunnel)
    return [
      "  Encapsulation ARPA, loopback not set",
      "  Full Duplex, 1000Mbps, link type is auto, media type is Virtual",
    ];
  const source = tunnel.source ?? "UNKNOWN";
  const by = tunnel.sourceInterface === undefined ? "" : ` (${tunnel.sourceInterface})`;
  const transport = tunnel.mode === "dual-overlay" ? "IPSEC/IP" : tunnel.mode === undefined ? "GRE/IP" : "IPSEC/IP";
  return [
    "  Encapsulation TUNNEL, loopback not set",
    "  Keepalive not set",
    `  Tunnel linestate evaluation ${one.isProtocolUp ? "up" : "down"}`,
    `  Tunnel source ${source}${by}${tunnel.destination === undefined ? "" : `, destination ${tunnel.destination}`}`,
    `  Tunnel protocol/transport ${transport}`,
    "  Tunnel TTL 255",
    `  Tunnel transport MTU ${one.mtu} bytes`,
    "  Tunnel transmit bandwidth 8000 (kbps)",
    "  Tunnel receive bandwidth 8000 (kbps)",
    ...(tunnel.ipsecProfile === undefined ? [] : [`  Tunnel protection via IPSec (profile "${tunnel.ipsecProfile}")`]),
  ];
}

const packets = (one: Interface, which: "encaps" | "decaps") =>
  (one.tunnel?.state?.flows ?? []).reduce((sum, flow) => sum + flow[which], 0);

/** `show interfaces`. Form: CiscoTestAutomation/genieparser, iosxe/tests/ShowInterfaces, golden_interface_output_10. */
export const showInterfaces = (interfaces: readonly Interface[]): string[] =>
  interfaces.flatMap((one) => [
    `${one.name} is ${shownStatus(one)}, line protocol is ${protocol(one)} `,
    `  Hardware is ${one.tunnel ? "Tunnel" : one.name.startsWith("Loopback") ? "Loopback" : "vNIC"}`,
    ...(one.description === undefined ? [] : [`  Description: ${one.description}`]),
    ...(one.ipv4 ? [`  Internet address is ${one.ipv4.address}/${one.ipv4.length}`] : []),
    `  MTU ${one.tunnel ? 9938 : 1500} bytes, BW ${one.tunnel ? "100 Kbit/sec, DLY 50000" : "1000000 Kbit/sec, DLY 10"} usec, `,
    "     reliability 255/255, txload 1/255, rxload 1/255",
    ...tunnelLines(one),
    ...COUNTERS,
    `     ${packets(one, "decaps")} packets input, 0 bytes, 0 no buffer`,
    "     Received 0 broadcasts (0 IP multicasts)",
    "     0 runts, 0 giants, 0 throttles ",
    "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort",
    `     ${packets(one, "encaps")} packets output, 0 bytes, 0 underruns`,
    "     Output 0 broadcasts (0 IP multicasts)",
    "     0 output errors, 0 collisions, 0 interface resets",
    "     0 unknown protocol drops",
    "     0 output buffer failures, 0 output buffers swapped out",
  ]);
