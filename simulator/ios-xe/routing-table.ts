import { IPv4, IPv6 } from "ipaddr.js";
import { matches, type Section } from "./configuration";
import type { Interface, InterfaceAddress } from "./interfaces";

/** A route that the router uses. */
export interface TableRoute {
  /** `C` connected, `L` local, `S` static, `ND` by an advertisement; in IPv6 `LC` for an address with length 128. */
  readonly code: "C" | "L" | "S" | "ND" | "LC";
  /** In CIDR notation, IPv6 in capitals. */
  readonly prefix: string;
  readonly distance: number;
  readonly ways: readonly Way[];
}

/** Where a route leads. */
export interface Way {
  readonly address?: string;
  readonly interface?: string;
}

type Family = "ipv4" | "ipv6";

interface StaticRoute {
  readonly vrf?: string;
  readonly prefix: string;
  readonly distance: number;
  readonly interface?: string;
  /** An address, or `dhcp`. */
  readonly nextHop?: string;
}

/** Of routes that DHCP gave: Cisco's guide of the Catalyst 8000V on Azure has `[254/0]`. */
const DHCP_DISTANCE = 254;
/** Azure's router on each link, which advertises itself. */
const AZURE_ROUTER = "FE80::1234:5678:9ABC";

const network = (family: Family, address: string, length: number): string =>
  family === "ipv4"
    ? `${IPv4.networkAddressFromCIDR(`${address}/${length}`).toString()}/${length}`
    : `${IPv6.networkAddressFromCIDR(`${address}/${length}`).toString().toUpperCase()}/${length}`;

const contains = (family: Family, prefix: string, address: string): boolean =>
  family === "ipv4"
    ? IPv4.parse(address).match(IPv4.parseCIDR(prefix))
    : IPv6.parse(address).match(IPv6.parseCIDR(prefix));

/** The first host of a link, which Azure's router is. */
const gatewayOf = ({ address, length }: InterfaceAddress): string => {
  const bytes = IPv4.networkAddressFromCIDR(`${address}/${length}`).toByteArray();
  return [...bytes.slice(0, 3), bytes[3]! + 1].join(".");
};

function staticRoutes(family: Family, configuration: Section): StaticRoute[] {
  const pattern =
    family === "ipv4"
      ? /^ip route (?:vrf (\S+) )?([\d.]+) ([\d.]+)(?: ([A-Z]\S*))?(?: ([\d]+\.[\d.]+|dhcp))?(?: (\d+))?(?: name \S+)?$/
      : /^ipv6 route (?:vrf (\S+) )?([\dA-F:]+)\/(\d+)(?: ([A-Z][a-z]\S*|Null0))?(?: ([\dA-F:]*:[\dA-F:]*))?(?: (\d+))?(?: name \S+)?$/;
  return matches(configuration, pattern).map(([, vrf, address, length, via, nextHop, distance]) => ({
    vrf,
    prefix: network(
      family,
      address!,
      family === "ipv4" ? IPv4.parse(length!).prefixLengthFromSubnetMask()! : Number(length),
    ),
    distance: Number(distance ?? 1),
    interface: via,
    nextHop,
  }));
}

/** The table of routes of a family in a VRF, sorted by prefix. */
export function routingTable(
  family: Family,
  configuration: Section,
  interfaces: readonly Interface[],
  vrf: string | undefined,
): readonly TableRoute[] {
  const up = interfaces.filter((one) => one.vrf === vrf && one.isProtocolUp);
  const addressesOf = (one: Interface) => (family === "ipv4" ? (one.ipv4 ? [one.ipv4] : []) : one.ipv6);
  const most = family === "ipv4" ? 32 : 128;
  const connected = up.flatMap((one) =>
    addressesOf(one).flatMap(({ address, length }): TableRoute[] => {
      const ways = [{ interface: one.name }];
      const host = { prefix: `${address}/${most}`, distance: 0, ways };
      if (length === most) return [{ ...host, code: family === "ipv4" ? "C" : "LC" }];
      return [
        { code: "C", prefix: network(family, address, length), distance: 0, ways },
        { ...host, code: "L" },
      ];
    }),
  );
  const given: TableRoute[] =
    family === "ipv4"
      ? up.flatMap((one) =>
          one.ipv4?.method === "DHCP"
            ? [
                {
                  code: "S" as const,
                  prefix: "0.0.0.0/0",
                  distance: DHCP_DISTANCE,
                  ways: [{ address: gatewayOf(one.ipv4) }],
                },
              ]
            : [],
        )
      : up.flatMap((one) => {
          const section = configuration.find(({ key }) => key === `interface ${one.name}`)?.section ?? [];
          return matches(section, /^ipv6 nd autoconfig default-route$/).map(() => ({
            code: "ND" as const,
            prefix: "::/0",
            distance: 2,
            ways: [{ address: AZURE_ROUTER, interface: one.name }],
          }));
        });
  const statics = staticRoutes(family, configuration)
    .filter((one) => one.vrf === vrf)
    .flatMap((one): TableRoute[] => {
      const way = wayOf(family, one, up, connected);
      return way ? [{ code: "S", prefix: one.prefix, distance: one.distance, ways: [way] }] : [];
    });
  return sorted(family, best([...connected, ...given, ...statics]));
}

/** Where a static route leads; undefined while it does not. */
function wayOf(
  family: Family,
  { interface: via, nextHop }: StaticRoute,
  up: readonly Interface[],
  connected: readonly TableRoute[],
): Way | undefined {
  if (via === "Null0") return { interface: via };
  const exit = up.find(({ name }) => name === via);
  if (via !== undefined && !exit) return undefined;
  if (nextHop === "dhcp") {
    return exit?.ipv4?.method === "DHCP" ? { address: gatewayOf(exit.ipv4), interface: via } : undefined;
  }
  // A next hop without an interface has to be on a link.
  if (via === undefined && !connected.some(({ code, prefix }) => code === "C" && contains(family, prefix, nextHop!))) {
    return undefined;
  }
  return { ...(nextHop !== undefined && { address: nextHop }), ...(via !== undefined && { interface: via }) };
}

/** Of routes to one prefix those of the least distance, as one route. */
function best(routes: readonly TableRoute[]): TableRoute[] {
  return [...new Set(routes.map(({ prefix }) => prefix))].map((prefix) => {
    const all = routes.filter((route) => route.prefix === prefix);
    const distance = Math.min(...all.map((route) => route.distance));
    const kept = all.filter((route) => route.distance === distance);
    return { ...kept[0]!, ways: kept.flatMap(({ ways }) => ways) };
  });
}

function sorted(family: Family, routes: readonly TableRoute[]): TableRoute[] {
  const keyOf = ({ prefix }: TableRoute) => {
    const [address, length] = family === "ipv4" ? IPv4.parseCIDR(prefix) : IPv6.parseCIDR(prefix);
    return [...address.toByteArray(), length].map((byte) => String(byte).padStart(3, "0")).join();
  };
  return [...routes].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
