import { unreadable, type Parsed, type Unreadable } from "./format";

/** Where a route leads: an address, an interface, or the one through the other. */
export interface NextHop {
  readonly address?: string;
  /** `Tunnel0`, `Null0` */
  readonly interface?: string;
}

/** A route of the table. */
export interface Route {
  readonly prefix: string;
  /** Undefined for the global table. */
  readonly vrf?: string;
  /** Without the marks `*`, `+`, `%` and `&`: `S`, `C`, `L`, `ND`, `O E2` */
  readonly code: string;
  /** Not printed for an IPv4 route that is directly connected. */
  readonly distance?: number;
  readonly metric?: number;
  readonly nextHops: readonly NextHop[];
}

/** A line of a table of routes, as a parser of one family understands it. */
export type TableLine =
  | { readonly table: string | undefined }
  | { readonly route: Omit<Route, "vrf"> }
  | { readonly nextHop: Partial<Pick<Route, "distance" | "metric">> & NextHop }
  | "other"
  | undefined;

/** Whether it is a name such as `GigabitEthernet2` or `Serial0/1/0:1`; an IPv6 address is none. */
export const isInterface = (text: string): boolean => /^[A-Za-z][A-Za-z-]*(?:\d+(?:[/.]\d+)*(?::\d+)?)?$/.test(text);

/** A next hop of the route before it, in whatever form. */
const CONTINUES = /^\s*(?:\[|is |via )/;

/**
 * Reads a table of routes line by line. A line that is no part of a table is unreadable, since it may be a route.
 *
 * @param lineOf undefined for a line that it does not know; what it throws makes the route unreadable
 */
export function parseRoutes(
  lines: readonly string[],
  vrf: string | undefined,
  lineOf: (line: string) => TableLine,
): Parsed<Route> {
  const found: Route[] = [];
  const failed: Unreadable[] = [];
  let table = vrf;
  let open: { route?: Omit<Route, "vrf">; lines: string[]; why?: string } | undefined;
  const close = () => {
    if (!open) return;
    const { route, lines, why = route?.nextHops.length === 0 ? "no next hop" : undefined } = open;
    if (route && why === undefined) found.push({ ...route, vrf: table });
    else failed.push(unreadable(lines, why ?? "not a line of a table of routes that is known"));
    open = undefined;
  };
  const read = (line: string): void => {
    const what = lineOf(line);
    if (what === "other") return;
    if (what && "nextHop" in what) {
      if (!open) throw new Error("no route before it");
      open.lines.push(line);
      if (!open.route) return;
      const { distance, metric, ...nextHop } = what.nextHop;
      const { route } = open;
      open.route = {
        ...route,
        distance: route.distance ?? distance,
        metric: route.metric ?? metric,
        nextHops: [...route.nextHops, nextHop],
      };
      return;
    }
    close();
    if (what && "table" in what) table = what.table ?? vrf;
    else open = { route: what?.route, lines: [line] };
  };
  for (const line of lines) {
    try {
      read(line);
    } catch (error) {
      const why = (error as Error).message;
      if (open && CONTINUES.test(line)) open = { ...open, lines: [...open.lines, line], why };
      else {
        close();
        open = { lines: [line], why };
      }
    }
  }
  close();
  return { found, unreadable: failed };
}

/** The VRF that words after the command name: `vrf az-WAN2 static`. */
export const vrfOf = (only: string | undefined): string | undefined => /\bvrf (\S+)/.exec(only ?? "")?.[1];
