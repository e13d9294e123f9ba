import type { Tunnel } from "./ends";
import type { Interface, Topology } from "./topology";

/* What nftables does to the packets of the lab: NAT as Azure's or the site's, counters, losses. Texts alone. */

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
export function edgeRules({ hub }: Pick<Topology, "hub">): string {
  const both = (counter: string, device: string) =>
    [
      ...hub.ipv4.map((one) => `ip daddr ${one} counter name ${counter}4`),
      ...hub.ipv6.map((one) => `ip6 daddr ${one} counter name ${counter}6`),
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

/** A rule for each tunnel and port: the port outside, and that of the tunnel's daemon. */
const portRules = (
  tunnels: readonly Tunnel[],
  rule: (tunnel: Tunnel, outer: number, inner: number) => string,
): string =>
  tunnels.flatMap((tunnel, i) => [500, 4500].map((outer, j) => rule(tunnel, outer, portsOf(i)[j]!))).join("\n");

/** Hands what comes to an instance to the daemon of its tunnel. */
export function demultiplexer(gateway: string, tunnels: readonly Tunnel[]): string {
  return `
table ip demultiplexer {
  chain in { type nat hook prerouting priority dstnat
    ${portRules(tunnels, ({ publicAddress }, outer, inner) => `iifname wan ip saddr ${publicAddress} udp dport ${outer} dnat to ${gateway}:${inner}`)}
  }
  chain out { type nat hook postrouting priority srcnat
    ${portRules(tunnels, (_, outer, inner) => `oifname wan udp sport ${inner} snat to ${gateway}:${outer}`)}
  }
}`;
}

/** The source port that a NAT by ports gives a packet in the place of a daemon's. */
const translatedPort = (inner: number) => 20000 + inner;

/**
 * What translates the router's addresses, and counters of what leaves it for an instance: by tunnel, what leaves as the
 * tunnel must and what does not. Where daemons share an address, what comes from an instance is for that of its tunnel.
 * Without NAT the address stays, and the port of a daemon alone is mapped. A NAT by ports lets in what answers, and no
 * more. What leads to no provider does not get to the Internet.
 */
export function natRules(tunnels: readonly Tunnel[], interfaces: readonly Interface[]): string {
  const incoming = ({ nat, publicAddress, localAddress }: Tunnel, from: string, outer: number, inner: number) =>
    nat === "port" ? "" : `${from} ip daddr ${publicAddress} udp dport ${outer} dnat to ${localAddress}:${inner}`;
  const shared = [...new Set(tunnels.flatMap(({ nat, publicAddress }) => (nat === "port" ? [publicAddress] : [])))];
  const local = interfaces.flatMap(({ publicAddress }, i) => (publicAddress === undefined ? [`eth${i + 1}`] : []));
  return `
table ip translation {
  chain in { type nat hook prerouting priority dstnat
    ${portRules(tunnels, (tunnel, ...ports) => incoming(tunnel, `iifname wan ip saddr ${tunnel.remoteAddress}`, ...ports))}
    # Of an instance that has no tunnel to the interface.
    ${portRules(tunnels, (tunnel, ...ports) => incoming(tunnel, "iifname wan", ...ports))}
  }
  chain out { type nat hook postrouting priority srcnat
    ${portRules(tunnels, ({ nat, publicAddress, localAddress }, outer, inner) => `oifname wan ip saddr ${localAddress} udp sport ${inner} snat to ${publicAddress}:${nat === "port" ? translatedPort(inner) : outer}`)}
  }
}
table inet links {
  chain unasked { type filter hook input priority filter
    ${shared.map((address) => `iifname wan ip daddr ${address} drop`).join("\n")}
  }
  ${tunnels.map((_, i) => `counter own${i} { }\ncounter other${i} { }`).join("\n")}
  chain transit { type filter hook forward priority filter
    ${tunnels.map(({ exit, localAddress, remoteAddress }, i) => `iifname eth${exit + 1} ip saddr ${localAddress} ip daddr ${remoteAddress} counter name own${i} accept`).join("\n")}
    ${tunnels.map(({ remoteAddress }, i) => `ip daddr ${remoteAddress} counter name other${i}`).join("\n")}
    ${local.map((eth) => `iifname ${eth} oifname wan drop`).join("\n")}
  }
}`;
}

/** In UDP 4500, IKE has four zero bytes where ESP has its SPI: https://datatracker.ietf.org/doc/html/rfc3948#section-2.2 */
const IS_ESP = "@th,64,32 != 0";

/**
 * Counters of what crosses the Internet: IKE, ESP in UDP of each tunnel, anything in the clear. The Internet
 * loses the packets of an address in the set `blackhole`.
 */
export function wireRules(tunnels: readonly Tunnel[]): string {
  const gateways = `{ ${[...new Set(tunnels.map(({ remoteAddress }) => remoteAddress))].join(", ")} }`;
  return `
table inet wire {
  ${["ike", ...tunnels.map((_, i) => `esp${i}`), "clear", "fragments"].map((name) => `counter ${name} { }`).join("\n")}
  set blackhole { type ipv4_addr; }
  chain transit { type filter hook forward priority filter
    ip daddr @blackhole drop
    ip saddr @blackhole drop
    ip frag-off & 0x3fff != 0 counter name fragments
    udp dport 500 counter name ike accept
    udp sport 500 counter name ike accept
    ${tunnels
      .flatMap(({ publicAddress: near, remoteAddress: far }, i) => [
        `ip saddr ${near} ip daddr ${far} udp dport 4500 ${IS_ESP} counter name esp${i} accept`,
        `ip saddr ${far} ip daddr ${near} udp sport 4500 ${IS_ESP} counter name esp${i} accept`,
      ])
      .join("\n")}
    # IKE, and what an instance tries and no tunnel is for.
    ip daddr ${gateways} udp dport 4500 accept
    ip saddr ${gateways} udp sport 4500 accept
    counter name clear accept
  }
}`;
}
