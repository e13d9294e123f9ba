import { execFileSync } from "node:child_process";
import { FAMILIES, type Family } from "../lib/model/dual-stack";
import type { Route, RouterConfig } from "../lib/router/reader";
import { vrfOf, type Ends, type Tunnel } from "./ends";
import { inNode, ip, ipFamily, namespace, setKernel, type Node } from "./namespaces";
import { bare, type Interface, type Topology } from "./topology";

/** UDP ports of the daemons in one namespace, by their number there. NAT maps them to 500 and 4500. */
export const portsOf = (nth: number) => [500 + nth, 4500 + nth] as const;

function link(a: Node, nameA: string, b: Node, nameB: string): void {
  execFileSync("ip", [
    "link",
    "add",
    nameA,
    "netns",
    namespace(a),
    "type",
    "veth",
    "peer",
    "name",
    nameB,
    "netns",
    namespace(b),
  ]);
  ip(a, `link set ${nameA} up`);
  ip(b, `link set ${nameB} up`);
}

function address(node: Node, device: string, ...addresses: string[]): void {
  for (const one of addresses) ip(node, `addr add ${one} dev ${device}${one.includes(":") ? " nodad" : ""}`);
}

function route(node: Node, prefix: string, how: string): void {
  ip(node, `${prefix.includes(":") ? "-6 " : ""}route replace ${prefix} ${how}`);
}

/** The link-local address that Azure's IPv6 router has on every link. */
const AZURE_LINK_LOCAL = "fe80::1234:5678:9abc/64";
const OUTSIDE = { site: "192.0.2.1/30", inet: "192.0.2.2/30" } as const;

/**
 * Wires the nodes as Azure does, and gives the router the routes of its own file that need no tunnel.
 *
 * @returns routes of the file that cannot be installed, each with the reason
 */
export function wire(topology: Topology, ends: Ends, router: RouterConfig): string[] {
  wireSite(topology);
  wireInternet(topology, ends);
  wireHub(topology);
  for (const vm of ["vm1", "vm2"] as const) inNode(vm, ["nft", "-f", "-"], NO_PATH_MTU_DISCOVERY);
  inNode("cat", ["nft", "-f", "-"], edgeRules(topology));
  return configureRouter(topology, router);
}

/**
 * No machine hears that a packet is too big. Azure's gateway drops such a packet without a word
 * (https://www.msxfaq.de/cloud/azure/azure_vpn_und_mtu.htm), and so do many firewalls.
 */
const NO_PATH_MTU_DISCOVERY = `
table inet deaf {
  chain in { type filter hook input priority filter
    icmp type destination-unreachable icmp code frag-needed drop
    icmpv6 type packet-too-big drop
  }
}`;

/** What reaches the router for the machine behind the gateway, and what leaves its interfaces with that address. */
function edgeRules({ hub }: Topology): string {
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

/** Metric of a route with this administrative distance, with room for all tunnels of the same distance. */
export const metricOf = ({ distance = 1 }: Pick<Route, "distance">) => 100 * distance;

/**
 * Gives the router's node what its file says but for the tunnels, in the place of what another file has said.
 *
 * @returns routes of the file that a router cannot install, each with the reason
 */
export function configureRouter(topology: Topology, router: RouterConfig): string[] {
  setKernel("cat", [["ipv6/conf/all/forwarding", router.ipv6Routing ? 1 : 0]]);
  for (const family of FAMILIES) {
    ip("cat", `${ipFamily(family)}route flush table all proto static`);
    ip("cat", `${ipFamily(family)}rule flush protocol static`);
  }
  topology.interfaces.forEach((_, i) => takeDownInterface(i));
  topology.interfaces.forEach((one, i) => separate(one, router, i));
  topology.interfaces.forEach((_, i) => bringUp(topology, router, i));
  return routesOf(router);
}

/** The routing table of an interface's VRF, as words for `ip route`; none in the global one. */
function tableOf(router: RouterConfig, i: number): string {
  const vrf = vrfOf(router, i);
  return vrf === undefined ? "" : ` table ${1000 + router.vrfs.indexOf(vrf)}`;
}

/**
 * Puts an interface in its VRF: what comes from it and what has its address goes by the routes of that table
 * alone. Policy routing does so without the sockets of the daemons being bound to a device.
 */
function separate(one: Interface, router: RouterConfig, i: number): void {
  const table = tableOf(router, i);
  if (table === "") return;
  for (const family of FAMILIES) {
    for (const from of [`from ${bare(one[family])}`, `iif eth${i + 1}`]) {
      ip("cat", `${ipFamily(family)}rule add ${from}${table} protocol static`);
    }
    ip("cat", `${ipFamily(family)}route replace unreachable default${table} proto static metric ${NO_OTHER_TABLE}`);
  }
}

/** The worst metric: where a VRF has no route, no other table is asked. */
const NO_OTHER_TABLE = 0xfffffffe;

/** Nothing leaves with an interface's address once it is down, as on IOS-XE. */
export function takeDownInterface(i: number): void {
  ip("cat", `link set eth${i + 1} down`);
  ip("cat", `addr flush dev eth${i + 1}`);
}

/**
 * Brings an interface up as Azure's DHCP does, unless the file leaves it shut: in IPv4 with its subnet, in
 * IPv6 with its address alone, and with default routes in both families.
 */
export function bringUp({ interfaces }: Topology, router: RouterConfig, i: number): void {
  const eth = `eth${i + 1}`;
  const { shutdown, ipv6Default } = router.interfaces.find(({ name }) => name === `GigabitEthernet${i + 1}`) ?? {
    shutdown: true,
  };
  if (shutdown) return;
  const { ipv4, ipv6, gateway } = interfaces[i]!;
  ip("cat", `link set ${eth} up`);
  const table = tableOf(router, i);
  // In a VRF without its subnet, which would be a route of the global table.
  address("cat", eth, table ? `${bare(ipv4)}/32` : ipv4, `${bare(ipv6)}/128`);
  // Distances of DHCP and of neighbour discovery; where IOS-XE would share the load, the first interface goes first.
  ip(
    "cat",
    `route replace default via ${bare(gateway)} dev ${eth}${table && ` onlink${table}`} proto static metric ${metricOf({ distance: 254 }) + i}`,
  );
  if (ipv6Default) {
    ip(
      "cat",
      `-6 route replace default via ${bare(AZURE_LINK_LOCAL)} dev ${eth}${table} proto static metric ${metricOf({ distance: 2 }) + i}`,
    );
  }
}

function wireSite({ interfaces, app, routes }: Topology): void {
  interfaces.forEach((one, i) => {
    const eth = `eth${i + 1}`;
    link("cat", eth, "site", eth);
    // Azure routes between the subnets of a network itself; their prefixes meet in this node.
    address("site", eth, one.gateway, AZURE_LINK_LOCAL);
    route("site", `${bare(one.ipv6)}/128`, `dev ${eth}`);
  });
  link("vm2", "eth0", "site", "app");
  address("vm2", "eth0", app.machine.ipv4, app.machine.ipv6);
  address("site", "app", app.gateway.ipv4, app.gateway.ipv6);
  for (const family of FAMILIES) {
    ip("vm2", `${ipFamily(family)}route add default via ${bare(app.gateway[family])}`);
  }
  for (const { prefix, via } of routes)
    route("site", prefix, `via ${via} dev eth1${via.includes(":") ? " onlink" : ""}`);
}

function wireInternet({ interfaces }: Topology, ends: Ends): void {
  const exits = interfaces.slice(1);
  link("site", "wan", "inet", "site");
  address("site", "wan", OUTSIDE.site, ...exits.map((one) => `${one.publicAddress}/32`));
  address("inet", "site", OUTSIDE.inet);
  for (const one of exits) route("inet", `${one.publicAddress}/32`, `via ${bare(OUTSIDE.site)}`);
  const flows = ends.tunnels.map((tunnel) => ({ ...tunnel, publicAddress: interfaces[tunnel.exit]!.publicAddress }));
  ends.instances.forEach(({ address: gateway }, i) => {
    const node = `gw${i as 0 | 1}` as const;
    link("inet", node, node, "wan");
    address("inet", node, OUTSIDE.inet.replace("/30", "/32"));
    address(node, "wan", `${gateway}/32`);
    route("inet", `${gateway}/32`, `dev ${node}`);
    connectInstance(node);
    route("site", `${gateway}/32`, `via ${bare(OUTSIDE.inet)}`);
    const own = flows.filter(({ instance }) => instance === i);
    inNode(node, ["nft", "-f", "-"], demultiplexer(gateway, own));
  });
  inNode("site", ["nft", "-f", "-"], natRules(flows));
  inNode("inet", ["nft", "-f", "-"], wireRules(flows));
}

/** A tunnel as Azure sees it. */
interface Flow extends Tunnel {
  /** What the 1:1 NAT makes of its local address. */
  readonly publicAddress: string;
}

/** A rule for each tunnel and port: the port outside, and that of the tunnel's daemon. */
const portRules = (flows: readonly Flow[], rule: (flow: Flow, outer: number, inner: number) => string): string =>
  flows.flatMap((flow, i) => [500, 4500].map((outer, j) => rule(flow, outer, portsOf(i)[j]!))).join("\n");

/** Hands what comes to an instance to the daemon of its tunnel. */
function demultiplexer(gateway: string, flows: readonly Flow[]): string {
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

/** Routes an instance to the Internet. These routes vanish when the interface goes down. */
export function connectInstance(node: "gw0" | "gw1"): void {
  route(node, bare(OUTSIDE.inet), "dev wan");
  route(node, "default", `via ${bare(OUTSIDE.inet)} dev wan`);
}

/**
 * Azure's 1:1 NAT, and counters of what leaves the router for an instance: by tunnel, what leaves as
 * the tunnel must and what does not. Where daemons share an address, what comes from an instance is for that of its tunnel.
 */
function natRules(flows: readonly Flow[]): string {
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
function wireRules(flows: readonly Flow[]): string {
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

function wireHub({ hub, instances }: Topology): void {
  link("vnet", "vm1", "vm1", "eth0");
  address("vnet", "vm1", hub.gateway.ipv4, hub.gateway.ipv6);
  address("vm1", "eth0", hub.machine.ipv4, hub.machine.ipv6);
  for (const family of FAMILIES) {
    ip("vm1", `${ipFamily(family)}route add default via ${bare(hub.gateway[family])}`);
  }
  instances.forEach((_, i) => {
    link("vnet", `gw${i}`, `gw${i as 0 | 1}`, "lan");
    address("vnet", `gw${i}`, AZURE_LINK_LOCAL);
  });
  instances.forEach((_, i) => joinHub({ hub, instances }, i as 0 | 1));
}

/** Joins an instance to the network behind the gateway. Its routes vanish when the interface goes down. */
export function joinHub({ hub, instances }: Pick<Topology, "hub" | "instances">, i: 0 | 1): void {
  const node = `gw${i}` as const;
  const { ipv4, ipv6 } = instances[i];
  const fabric = bare(hub.gateway.ipv4);
  ip(node, `addr replace ${ipv4} dev lan`);
  ip(node, `-6 addr replace ${ipv6} dev lan nodad`);
  for (const inner of [ipv4, ipv6]) route("vnet", inner, `dev gw${i}`);
  route(node, fabric, "dev lan");
  route(node, bare(hub.machine.ipv4), `via ${fabric} dev lan`);
  route(node, bare(hub.machine.ipv6), `via ${bare(AZURE_LINK_LOCAL)} dev lan`);
}

/** Installs the routes of the file that lead through no tunnel. @returns those that cannot be, each with the reason */
export function routesOf({ ipv4Routes, ipv6Routes }: RouterConfig): string[] {
  const refused: string[] = [];
  const install = (family: Family, route: Route) => {
    const { prefix, via } = route;
    if (via.startsWith("Tunnel")) return;
    const blackhole = via === "Null0" ? "blackhole " : "";
    const text = `${ipFamily(family)}route replace ${blackhole}${prefix}${way(route)} proto static metric ${metricOf(route)}`;
    try {
      ip("cat", text);
    } catch (error) {
      refused.push(`${text}: ${String((error as { stderr?: string }).stderr).trim()}`);
    }
  };
  for (const route of ipv4Routes) install("ipv4", route);
  for (const route of ipv6Routes) install("ipv6", route);
  return refused;
}

function way({ via, nextHop }: Route): string {
  if (via === "Null0") return "";
  if (!via.startsWith("GigabitEthernet")) return ` via ${via}`;
  return `${nextHop ? ` via ${nextHop}` : ""} dev ${via.replace("GigabitEthernet", "eth")}`;
}

/**
 * What a tunnel interface does to packets: how large they may be, and what it makes of the size of segments that
 * both ends of a TCP connection announce. strongSwan's device takes 1400 bytes at most, which Azure's
 * gateway takes too, and has one limit for both families; a larger "ip mtu" says nothing here.
 */
export function configureTunnel(device: string, { mtu, mss }: RouterConfig["tunnels"][number]): void {
  ip("cat", `link set ${device} mtu ${Math.min(mtu.ipv4 ?? MOST_BYTES, mtu.ipv6 ?? MOST_BYTES, MOST_BYTES)}`);
  const bound = (family: Family) => {
    const size = mss[family];
    if (size === undefined) return "";
    return ["iifname", "oifname"]
      .map(
        (way) =>
          `meta nfproto ${family} ${way} ${device} tcp option maxseg size > ${size} tcp option maxseg size set ${size}`,
      )
      .join("\n");
  };
  replaceTable(
    "cat",
    `mss-${device}`,
    `
  chain transit { type filter hook forward priority mangle
    ${FAMILIES.map(bound).join("\n")}
  }`,
  );
}

export const MOST_BYTES = 1400;

/** Puts an nftables table in the place of the one of that name. */
export function replaceTable(node: Node, name: string, body: string): void {
  inNode(node, ["nft", "-f", "-"], `table inet ${name}\ndelete table inet ${name}\ntable inet ${name} {${body}\n}`);
}
