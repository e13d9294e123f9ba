import { FAMILIES, type Family } from "../lib/model/dual-stack";
import type { Route, RouterConfig } from "../lib/router/router-config";
import { vrfOf } from "./ends";
import { addAddresses, ip, ipFamily, replaceTable, setKernel } from "./namespaces";
import { AZURE_LINK_LOCAL, bare, type Interface, type Topology } from "./topology";

/* The router's node: interfaces, routing tables and routes as its file says. */

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
  addAddresses("cat", eth, table ? `${bare(ipv4)}/32` : ipv4, `${bare(ipv6)}/128`);
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
