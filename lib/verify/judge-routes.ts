import type { Family } from "../model/dual-stack";
import type { RouterConfig } from "../router/router-config";
import { APPLY, cause, type Cause } from "./cause";
import { ALL, type Finding } from "./finding";
import { known } from "./known";
import type { NextHop, Route } from "../evidence/route";
import type { RouterEvidence } from "../evidence/router-evidence";

type FileRoute = RouterConfig["ipv4Routes"][number];

const shownHop = (hop: NextHop) => [hop.interface, hop.address].filter(Boolean).join(" ");

/** Whether a next hop of the table is that of a route of the file. */
function isVia(hop: NextHop, { via, nextHop }: FileRoute): boolean {
  if (/^[\d.]+$|:/.test(via)) return hop.address === via;
  return hop.interface === via && (nextHop === undefined || nextHop === "dhcp" || hop.address === nextHop);
}

/** By each prefix of the file: whether the table has its next hops. A route to Null0 is there for the time without them. */
export function routeFindings(file: RouterConfig, family: Family, evidence: RouterEvidence): Finding[] {
  const [list, readings] =
    family === "ipv4" ? [file.ipv4Routes, evidence.ipv4Routes] : [file.ipv6Routes, evidence.ipv6Routes];
  const wanted = list.filter(({ via }) => via !== "Null0");
  const prefixes = [...new Set(wanted.map(({ prefix, vrf }) => JSON.stringify([prefix, vrf])))];
  return prefixes.map((key): Finding => {
    const [prefix, given] = JSON.parse(key) as [string, string | null];
    const vrf = given ?? undefined;
    const { found, isWhole } = known<Route>(readings, { vrf });
    const ways = wanted.filter((one) => one.prefix === prefix && one.vrf === vrf);
    const hops = found.filter((one) => one.prefix === prefix && one.vrf === vrf).flatMap(({ nextHops }) => nextHops);
    const seen = hops.map(shownHop).join(", ") || "none";
    const missing = ways.filter((way) => !hops.some((hop) => isVia(hop, way)));
    // By a host route go the tunnels to that address, by another the tunnels that it leads through.
    const led = file.tunnels.filter((tunnel) => `${tunnel.destination}/32` === prefix && tunnel.vrf === vrf);
    const by = missing.map(({ via }) => via);
    const base = {
      check: `route to ${prefix}${vrf ? ` in ${vrf}` : ""}`,
      expected: ways.map(({ via, nextHop }) => [via, nextHop].filter(Boolean).join(" ")).join(", "),
    };
    const isHost = led.length > 0;
    const of = isHost
      ? ({ stage: "setting", tunnels: led.map(({ name }) => name), breaks: ALL } as const)
      : ({ stage: "routes", tunnels: by } as const);
    if (missing.length === 0) return { ...base, ...of, outcome: "passed", seen };
    if (!isWhole) return { ...base, ...of, outcome: "unknown", ...(hops.length > 0 && { seen }) };
    const causes = isHost ? [strayed(ways[0]!, prefix, seen)] : [removed(family, ways, by)];
    return { ...base, ...of, outcome: missing.length < ways.length ? "degraded" : "failed", seen, causes };
  });
}

const strayed = ({ via, nextHop, vrf }: FileRoute, prefix: string, seen: string) =>
  cause(
    "wrong egress",
    `${prefix.replace("/32", "")} is reached by ${seen === "none" ? "no route of its own" : seen}, where the file has ${[via, nextHop].filter(Boolean).join(" ")}: ${APPLY}, or correct the WAN's nextHop in the config (show ip route${vrf ? ` vrf ${vrf}` : ""} ${prefix.replace("/32", "")}).`,
  );

function removed(family: Family, ways: readonly FileRoute[], by: readonly string[]): Cause {
  const { prefix } = ways[0]!;
  const tunnels = by.filter((via) => via.startsWith("Tunnel"));
  const command = family === "ipv4" ? "show ip route" : "show ipv6 route";
  return cause(
    "route missing at the router",
    tunnels.length > 0
      ? `A route through a tunnel goes with the tunnel: look at ${tunnels.join(" and ")} first. Where that is up, the route was removed; ${APPLY} (${command} ${prefix}).`
      : `The route was removed or changed: ${APPLY} (${command} ${prefix}).`,
  );
}
