import { IPv4 } from "ipaddr.js";
import type { TableRoute, Way } from "./routing-table";

const CODES = [
  "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP",
  "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area",
  "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2",
  "       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP",
  "       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA",
  "       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2",
  "       ia - IS-IS inter area, * - candidate default, U - per-user static route",
  "       H - NHRP, G - NHRP registered, g - NHRP registration summary",
  "       o - ODR, P - periodic downloaded static route, l - LISP",
  "       a - application route",
  "       + - replicated route, % - next hop override, p - overrides from PfR",
  "       & - replicated local route overrides by connected",
];

/** The network of class A, B or C that an address is in. */
function classfulOf(address: string): string {
  const [first] = IPv4.parse(address).octets;
  const length = first! < 128 ? 8 : first! < 192 ? 16 : 24;
  return `${IPv4.networkAddressFromCIDR(`${address}/${length}`).toString()}/${length}`;
}

const wayText = (route: TableRoute, { address, interface: via }: Way): string =>
  address === undefined
    ? `is directly connected, ${via}`
    : `[${route.distance}/0] via ${address}${via === undefined ? "" : `, ${via}`}`;

function linesOf(route: TableRoute, text: string, isInGroup: boolean): string[] {
  const isDefault = route.prefix === "0.0.0.0/0";
  const head = `${`${route.code}${isDefault ? "*" : ""}`.padEnd(isInGroup ? 9 : 6)}${text} `;
  return route.ways.map((way, i) => `${i === 0 ? head : " ".repeat(head.length)}${wayText(route, way)}`);
}

/**
 * `show ip route`. Form: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpRoute.
 *
 * @param isStatic whether static routes alone are shown; the counts are those of the whole table all the same
 */
export function showIpRoute(table: readonly TableRoute[], vrf: string | undefined, isStatic: boolean): string[] {
  const last = table.find(({ prefix }) => prefix === "0.0.0.0/0")?.ways[0];
  const groups = [...new Set(table.map(({ prefix }) => classfulOf(prefix.split("/")[0]!)))];
  const lines = groups.flatMap((network) => {
    const all = table.filter(({ prefix }) => classfulOf(prefix.split("/")[0]!) === network);
    const shown = all.filter(({ code }) => !isStatic || code === "S");
    const isAlone = all.every(({ prefix }) => prefix === network || prefix === "0.0.0.0/0");
    if (shown.length === 0 || isAlone) return shown.flatMap((route) => linesOf(route, route.prefix, false));
    const lengths = new Set(all.map(({ prefix }) => prefix.split("/")[1]));
    const [length] = lengths;
    const count = `${all.length} subnets`;
    return lengths.size === 1
      ? [
          `      ${network.split("/")[0]}/${length} is subnetted, ${count}`,
          ...shown.flatMap((route) => linesOf(route, route.prefix.split("/")[0]!, true)),
        ]
      : [
          `      ${network} is variably subnetted, ${count}, ${lengths.size} masks`,
          ...shown.flatMap((route) => linesOf(route, route.prefix, true)),
        ];
  });
  return [
    ...(vrf === undefined ? [] : ["", `Routing Table: ${vrf}`]),
    ...CODES,
    "",
    last?.address === undefined
      ? "Gateway of last resort is not set"
      : `Gateway of last resort is ${last.address} to network 0.0.0.0`,
    "",
    ...lines,
  ];
}

const IPV6_CODES = [
  "Codes: C - Connected, L - Local, S - Static, U - Per-user Static route",
  "       B - BGP, R - RIP, H - NHRP, HG - NHRP registered",
  "       Hg - NHRP registration summary, HE - NHRP External, I1 - ISIS L1",
  "       I2 - ISIS L2, IA - ISIS interarea, IS - ISIS summary, D - EIGRP",
  "       EX - EIGRP external, ND - ND Default, NDp - ND Prefix, DCE - Destination",
  "       NDr - Redirect, O - OSPF Intra, OI - OSPF Inter, OE1 - OSPF ext 1",
  "       OE2 - OSPF ext 2, ON1 - OSPF NSSA ext 1, ON2 - OSPF NSSA ext 2",
  "       la - LISP alt, lr - LISP site-registrations, ld - LISP dyn-eid",
  "       lA - LISP away, le - LISP extranet-policy, lp - LISP publications, a - Application",
];

const ipv6Way = ({ code }: TableRoute, { address, interface: via }: Way): string => {
  if (address !== undefined) return `     via ${address}${via === undefined ? "" : `, ${via}`}`;
  return `     via ${via}, ${code === "L" || code === "LC" ? "receive" : "directly connected"}`;
};

/** `show ipv6 route`. Form: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpv6Route. */
export function showIpv6Route(table: readonly TableRoute[], vrf: string | undefined, isStatic: boolean): string[] {
  const multicast: TableRoute = { code: "L", prefix: "FF00::/8", distance: 0, ways: [{ interface: "Null0" }] };
  const all = [...table, multicast];
  return [
    `IPv6 Routing Table - ${vrf ?? "default"} - ${all.length} entries`,
    ...IPV6_CODES,
    ...all
      .filter(({ code }) => !isStatic || code === "S")
      .flatMap((route) => [
        `${route.code.padEnd(3)} ${route.prefix} [${route.distance}/0]`,
        ...route.ways.map((way) => ipv6Way(route, way)),
      ]),
  ];
}
