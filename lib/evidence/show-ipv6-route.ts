import { canonicalAddress, canonicalPrefix, vrfName } from "./address";
import type { Format } from "./format";
import { isInterface, parseRoutes, vrfOf, type NextHop, type Route, type TableLine } from "./route";

const OTHER = /^\s*$|^\s*Codes:|^\s*\S+ - \S|^\s*Last updated /;
const ROUTE = /^\s*([A-Za-z][A-Za-z0-9]{0,2})\s+([\da-fA-F:.]+)\/(\d+)\s+\[(\d+)\/(\d+)\](?:, tag \d+)?\s*$/;

/** What follows `via`: `Tunnel0, directly connected`; `FE80::1, GigabitEthernet1`; `Null0, receive`. */
function nextHop(text: string): NextHop {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => !/^(?:(?:in)?directly connected|receive)$/.test(part))
    // The table that the next hop is in: genieparser iosxe/tests/ShowIpv6Route, golden_output6 and golden_output8.
    .map((part) => part.replace(/%\S+$/, ""));
  const [first = "", second, ...others] = parts;
  if (others.length > 0 || (second !== undefined && !isInterface(second))) {
    throw new Error("its next hop is not in a known form");
  }
  if (isInterface(first) && second === undefined) return { interface: first };
  return { address: canonicalAddress(first), ...(second !== undefined && { interface: second }) };
}

function lineOf(line: string): TableLine {
  const table = /^\s*IPv6 Routing Table - (\S+) - \d+ entries\s*$/.exec(line);
  if (table) return { table: vrfName(table[1]) };
  if (OTHER.test(line)) return "other";
  const via = /^\s*via (\S.*)$/.exec(line);
  if (via) return { nextHop: nextHop(via[1]!) };
  const route = ROUTE.exec(line);
  if (!route) return undefined;
  const [, code, address, length, distance, metric] = route;
  return {
    route: {
      prefix: canonicalPrefix(address!, length!),
      code: code!,
      distance: Number(distance),
      metric: Number(metric),
      nextHops: [],
    },
  };
}

/**
 * Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpv6Route; several next hops:
 * networktocode/ntc-templates, tests/cisco_ios/show_ipv6_route.
 */
export const showIpv6Route: Format<Route> = {
  commands: ["show ipv6 route"],
  heading: /^\s*IPv6 Routing Table - /,
  parse: (lines, only) => parseRoutes(lines, vrfOf(only), lineOf),
};
