import type { Tunnel } from "./ends";
import { bare, type Topology } from "./topology";

/* What nftables does to the packets of the lab: NAT as Azure's, counters, losses. Texts alone. */

/** UDP ports of the daemons in one namespace, by their number there. NAT maps them to 500 and 4500. */
export const portsOf = (nth: number) => [500 + nth, 4500 + nth] as const;

/**
 * No machine hears that a packet is too big. Azure's gateway drops such a packet without a word
 * (https://www.msxfaq.de/cloud/azure/azure_vpn_und_mtu.htm), and so do many firewalls.
 */
export const NO_PATH_MTU_DISCOVERY = `
table inet deaf {
  chain in { type filter hook input priority filter
    icmp type destination-unreachable icmp code frag-needed drop
    icmpv6 type packet-too-big drop
  }
}`;

/** What reaches the router for the machine behind the gateway, and what leaves its interfaces with that address. */
export function edgeRules({ hub }: Topology): string {
  const both = (counter: string, device: string) =>
    [
      `ip daddr ${bare(hub.machine.ipv4)} counter name ${counter}4`,
      `ip6 daddr ${bare(hub.machine.ipv6)} counter name ${counter}6`,
    ]
      .map((rule) => `${device} "eth*" ${rule}`)
      .join("\n");
  return `
table inet edge {
  ${["asked4", "asked6", "left4", "left6"].map((name) => `counter ${name} { }`).join("\n")}
  chain in { type filter hook prerouting priority filter
    ${both("asked", "iifname")}
  }
  chain out { type filter hook postrouting priority filter
    ${both("left", "oifname")}
  }
}`;
}

/** A tunnel as Azure sees it. */
export interface Flow extends Tunnel {
  /** What the 1:1 NAT makes of its local address. */
  readonly publicAddress: string;
}

/** A rule for each tunnel and port: the port outside, and that of the tunnel's daemon. */
const portRules = (flows: readonly Flow[], rule: (flow: Flow, outer: number, inner: number) => string): string =>
  flows.flatMap((flow, i) => [500, 4500].map((outer, j) => rule(flow, outer, portsOf(i)[j]!))).join("\n");

/** Hands what comes to an instance to the daemon of its tunnel. */
export function demultiplexer(gateway: string, flows: readonly Flow[]): string {
  return `
table ip demultiplexer {
  chain in { type nat hook prerouting priority dstnat
    ${portRules(flows, ({ publicAddress }, outer, inner) => `iifname wan ip saddr ${publicAddress} udp dport ${outer} dnat to ${gateway}:${inner}`)}
  }
  chain out { type nat hook postrouting priority srcnat
    ${portRules(flows, (_, outer, inner) => `oifname wan udp sport ${inner} snat to ${gateway}:${outer}`)}
  }
}`;
}

/**
 * Azure's 1:1 NAT, and counters of what leaves the router for an instance: by tunnel, what leaves as
 * the tunnel must and what does not. Where daemons share an address, what comes from an instance is for that of its tunnel.
 */
export function natRules(flows: readonly Flow[]): string {
  const incoming = ({ publicAddress, localAddress }: Flow, outer: number, inner: number) =>
    `ip daddr ${publicAddress} udp dport ${outer} dnat to ${localAddress}:${inner}`;
  return `
table ip onetoone {
  chain in { type nat hook prerouting priority dstnat
    ${portRules(flows, (flow, ...ports) => `iifname wan ip saddr ${flow.remoteAddress} ${incoming(flow, ...ports)}`)}
    # Of an instance that has no tunnel to the interface.
    ${portRules(flows, (flow, ...ports) => `iifname wan ${incoming(flow, ...ports)}`)}
  }
  chain out { type nat hook postrouting priority srcnat
    ${portRules(flows, ({ publicAddress, localAddress }, outer, inner) => `oifname wan ip saddr ${localAddress} udp sport ${inner} snat to ${publicAddress}:${outer}`)}
  }
}
table inet links {
  ${flows.map((_, i) => `counter own${i} { }\ncounter other${i} { }`).join("\n")}
  chain transit { type filter hook forward priority filter
    ${flows.map(({ exit, localAddress, remoteAddress }, i) => `iifname eth${exit + 1} ip saddr ${localAddress} ip daddr ${remoteAddress} counter name own${i} accept`).join("\n")}
    ${flows.map(({ remoteAddress }, i) => `ip daddr ${remoteAddress} counter name other${i}`).join("\n")}
  }
}`;
}

/**
 * Counters of what crosses the Internet: IKE, ESP in UDP of each tunnel, anything in the clear. The Internet
 * loses the packets of an address in the set `blackhole`.
 */
export function wireRules(flows: readonly Flow[]): string {
  const gateways = `{ ${[...new Set(flows.map(({ remoteAddress }) => remoteAddress))].join(", ")} }`;
  return `
table inet wire {
  ${["ike", ...flows.map((_, i) => `esp${i}`), "clear", "fragments"].map((name) => `counter ${name} { }`).join("\n")}
  set blackhole { type ipv4_addr; }
  chain transit { type filter hook forward priority filter
    ip daddr @blackhole drop
    ip saddr @blackhole drop
    ip frag-off & 0x3fff != 0 counter name fragments
    udp dport 500 counter name ike accept
    udp sport 500 counter name ike accept
    ${flows
      .flatMap(({ publicAddress: near, remoteAddress: far }, i) => [
        `ip saddr ${near} ip daddr ${far} udp dport 4500 counter name esp${i} accept`,
        `ip saddr ${far} ip daddr ${near} udp sport 4500 counter name esp${i} accept`,
      ])
      .join("\n")}
    # What an instance tries and no tunnel is for.
    ip daddr ${gateways} udp dport 4500 accept
    ip saddr ${gateways} udp sport 4500 accept
    counter name clear accept
  }
}`;
}
