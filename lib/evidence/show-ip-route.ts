import { canonicalAddress, canonicalPrefix, vrfName } from "./address";
import type { Format } from "./format";
import { isInterface, parseRoutes, vrfOf, type NextHop, type Route, type TableLine } from "./route";

const OTHER = /^\s*$|^\s*(?:\S+|\S \S{1,2}) - \S|^Gateway of last resort is /;
const ROUTE =
  /^\s*([A-Za-z][A-Za-z0-9*]{0,4}(?:\s+[A-Za-z0-9*+%&]{1,2})*)\s+(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?(?:\s+(\S.*))?\s*$/;
const SUBNETTED = /^\s*\d+\.\d+\.\d+\.\d+\/(\d+) is (subnetted|variably subnetted), /;
const TIME = /^(?:never|\d\d:\d\d:\d\d|(?:\d+[ywdh])+)$/;

type Way = Partial<Pick<Route, "distance" | "metric">> & NextHop;

/** What follows the prefix: `[1/0] via 10.2.0.33, GigabitEthernet2`, `is directly connected, Tunnel0`. */
function way(text: string): Way {
  const match =
    /^(?:\[(\d+)\/(\d+)\](?: via ([\da-fA-F.:]+)(?: \([^)]*\))?)?|is directly connected|is a summary)((?:,.*)?)$/.exec(
      text.trim(),
    );
  const parts = match?.[4]!
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && !TIME.test(part));
  if (!match || !parts || parts.length > 1 || !parts.every(isInterface))
    throw new Error("its way is not in a known form");
  const [, distance, metric, address] = match;
  if (address === undefined && parts.length === 0) throw new Error("it has neither next hop nor interface");
  return {
    ...(distance !== undefined && { distance: Number(distance), metric: Number(metric) }),
    ...(address !== undefined && { address: canonicalAddress(address) }),
    ...(parts[0] !== undefined && { interface: parts[0] }),
  };
}

/** Knows the length of routes that stand below `10.0.0.0/24 is subnetted`, which print none, and the table. */
function lineReader(): (line: string) => TableLine {
  let subnetLength: string | undefined;
  let isNamed = false;
  return (line) => {
    const table = /^\s*Routing Table: (\S+)\s*$/.exec(line);
    if (table) {
      isNamed = true;
      return { table: vrfName(table[1]) };
    }
    // The global table bears no name.
    if (/^\s*Codes:/.test(line)) {
      const isGlobal = !isNamed;
      isNamed = false;
      return isGlobal ? { table: undefined } : "other";
    }
    if (OTHER.test(line)) return "other";
    const subnetted = SUBNETTED.exec(line);
    if (subnetted) {
      subnetLength = subnetted[2] === "subnetted" ? subnetted[1] : undefined;
      return "other";
    }
    const text = line.trim();
    if (/^(?:\[|is )/.test(text)) return { nextHop: way(text) };
    const route = ROUTE.exec(line);
    if (!route) return undefined;
    const [, code, address, length = subnetLength, rest] = route;
    if (length === undefined) throw new Error("it has no length");
    const { distance, metric, ...nextHop } = rest === undefined ? ({} as Way) : way(rest);
    return {
      route: {
        prefix: canonicalPrefix(address!, length),
        code: code!
          .replace(/[*+%&]/g, " ")
          .trim()
          .replace(/\s+/g, " "),
        distance,
        metric,
        nextHops: rest === undefined ? [] : [nextHop],
      },
    };
  };
}

/**
 * Formats: CiscoTestAutomation/genieparser, iosxe/tests/ShowIpRoute (a way in a line of its own: golden_output8;
 * without lengths: golden_output1); networktocode/ntc-templates, tests/cisco_ios/show_ip_route.
 */
export const showIpRoute: Format<Route> = {
  commands: ["show ip route"],
  heading: /^\s*(?:Routing Table: \S+\s*$|Codes: .*\b(?:C - connected|L - local))/,
  parse: (lines, only) => parseRoutes(lines, vrfOf(only), lineReader()),
};
