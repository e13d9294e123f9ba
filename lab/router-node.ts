import { FAMILIES, type Family } from "../lib/model/dual-stack";
import type { Route, RouterConfig } from "../lib/router/router-config";
import { leavesInterfaces, settingsOf } from "./ends";
import { addAddresses, ip, ipFamily, replaceTable, setKernel } from "./namespaces";
import { AZURE_LINK_LOCAL, bare, host, type Topology } from "./topology";

/* The router's node: interfaces, routing tables and routes as its file says. */

/** Metric of a route with this administrative distance, with room for all tunnels of the same distance. */
export const metricOf = ({ distance = 1 }: Pick<Route, "distance">) => 100 * distance;

/**
 * Gives the router's node what its file says but for the tunnels, in the place of what another file has said.
 *
 * @returns routes of the file that a router cannot install, each with the reason
 */
export function configureRouter(topology: Topology, router: RouterConfig): string[] {
  setKernel("cat", [["ipv6/conf/all/forwarding", router.ipv6Routing || leavesInterfaces(router) ? 1 : 0]]);
  for (const family of FAMILIES) {
    ip("cat", `${ipFamily(family)}route flush table all proto static`);
    ip("cat", `${ipFamily(family)}rule flush protocol static`);
  }
  topology.interfaces.forEach((_, i) => takeDownInterface(i));
  topology.interfaces.forEach((_, i) => separate(topology, router, i));
  topology.interfaces.forEach((_, i) => bringUp(topology, router, i));
  return routesOf(topology, router);
}

/** The routing table of a VRF, as words for `ip route`; none of the global one, undefined if no interface is in it. */
function tableOf({ interfaces }: Topology, router: RouterConfig, vrf: string | undefined): string | undefined {
  if (vrf === undefined) return "";
  const all = new Set(interfaces.flatMap((one) => settingsOf(one, router).vrf ?? []));
  return all.has(vrf) ? ` table ${1000 + [...all].indexOf(vrf)}` : undefined;
}

const tableOfInterface = (topology: Topology, router: RouterConfig, i: number): string =>
  tableOf(topology, router, settingsOf(topology.interfaces[i]!, router).vrf) ?? "";

/**
 * Puts an interface in its VRF: what comes from it and what has its address goes by the routes of that table
 * alone. Policy routing does so without the sockets of the daemons being bound to a device.
 */
function separate(topology: Topology, router: RouterConfig, i: number): void {
  const table = tableOfInterface(topology, router, i);
  if (table === "") return;
  for (const family of FAMILIES) {
    const own = topology.interfaces[i]![family];
    for (const from of [...(own ? [`from ${bare(own)}`] : []), `iif eth${i + 1}`]) {
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
 * Brings an interface up unless the file leaves it shut: as Azure's DHCP does, in IPv4 with its subnet and in IPv6 with
 * its address alone, or as the site has it.
 */
export function bringUp(topology: Topology, router: RouterConfig, i: number): void {
  const eth = `eth${i + 1}`;
  const one = topology.interfaces[i]!;
  const { shutdown, ipv6Default } = settingsOf(one, router);
  if (shutdown) return;
  ip("cat", `link set ${eth} up`);
  const table = tableOfInterface(topology, router, i);
  // In a VRF without its subnet, which would be a route of the global table.
  addAddresses("cat", eth, table ? host(bare(one.ipv4)) : one.ipv4, ...(one.ipv6 ? [host(bare(one.ipv6))] : []));
  // Distances of DHCP and of neighbour discovery; where IOS-XE would share the load, the first interface goes first.
  if (one.isDefault) {
    ip(
      "cat",
      `route replace default${by(topology, i, bare(one.gateway), table)}${table} proto static metric ${metricOf({ distance: 254 }) + i}`,
    );
  }
  if (ipv6Default) {
    ip(
      "cat",
      `-6 route replace default via ${bare(AZURE_LINK_LOCAL)} dev ${eth}${table} proto static metric ${metricOf({ distance: 2 }) + i}`,
    );
  }
}

/** The words that lead to a next hop, whose subnet a VRF has no route to and an interface need not have. */
const by = ({ interfaces }: Topology, i: number, nextHop: string, table: string) =>
  ` via ${nextHop} dev eth${i + 1}${table || interfaces[i]!.ipv4.endsWith("/32") ? " onlink" : ""}`;

/**
 * Installs the routes of the file that lead through no tunnel, and where it leaves the interfaces to the router, the
 * router's own to the networks behind it.
 *
 * @returns routes of the file that cannot be installed, each with the reason
 */
export function routesOf(topology: Topology, router: RouterConfig): string[] {
  const refused: string[] = [];
  const install = (family: Family, route: Route) => {
    const { prefix, via } = route;
    if (via.startsWith("Tunnel")) return;
    const words = wordsOf(topology, router, route);
    if (words === undefined) {
      refused.push(`${prefix} via ${via}: no interface is in VRF ${route.vrf}`);
      return;
    }
    const text = `${ipFamily(family)}route replace ${words}`;
    try {
      ip("cat", text);
    } catch (error) {
      refused.push(`${text}: ${String((error as { stderr?: string }).stderr).trim()}`);
    }
  };
  for (const route of router.ipv4Routes) install("ipv4", route);
  for (const route of router.ipv6Routes) install("ipv6", route);
  if (leavesInterfaces(router)) {
    const [lan] = topology.interfaces;
    for (const family of FAMILIES) {
      const via = family === "ipv4" ? lan!.gateway : AZURE_LINK_LOCAL;
      for (const one of topology.app[family]) {
        ip("cat", `${ipFamily(family)}route replace ${host(one)} via ${bare(via)} dev eth1 proto static metric 100`);
      }
    }
  }
  return refused;
}

/** A route as `ip route` takes it; undefined where no interface is in its VRF. */
function wordsOf(topology: Topology, router: RouterConfig, route: Route): string | undefined {
  const table = tableOf(topology, router, route.vrf);
  if (table === undefined) return undefined;
  const blackhole = route.via === "Null0" ? "blackhole " : "";
  return `${blackhole}${route.prefix}${way(topology, route, table)} proto static metric ${metricOf(route)}`;
}

/** Takes away the routes through no tunnel that the router had by one configuration and has not by another. */
export function removeRoutes(topology: Topology, before: RouterConfig, after: RouterConfig): void {
  for (const family of FAMILIES) {
    const routesOf = (router: RouterConfig) =>
      router[`${family}Routes`]
        .filter(({ via }) => !via.startsWith("Tunnel"))
        .map((one) => wordsOf(topology, router, one));
    const kept = routesOf(after);
    for (const words of routesOf(before)) {
      if (words !== undefined && !kept.includes(words)) ip("cat", `${ipFamily(family)}route del ${words}`);
    }
  }
}

function way(topology: Topology, { via, nextHop }: Route, table: string): string {
  if (via === "Null0") return table;
  const i = topology.interfaces.findIndex(({ name }) => name === via);
  if (i < 0) return ` via ${via}${table}`;
  if (nextHop === undefined) return ` dev eth${i + 1}${table}`;
  return `${by(topology, i, nextHop === "dhcp" ? bare(topology.interfaces[i]!.gateway) : nextHop, table)}${table}`;
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
