import { contains, parsePrefix } from "../addressing/cidr";
import { FAMILIES, familyOf } from "../model/dual-stack";
import { isExisting } from "../model/gateway";
import { cidrs } from "../model/network";
import type { AzureEvidence } from "../evidence/azure-evidence";
import type { EffectiveRoute } from "../evidence/azure-shapes";
import { last, namesOf } from "./azure-pair";
import { cause } from "./cause";
import type { Finding } from "./finding";
import type { Intent } from "./intent";

/** The routes of the test machines, each known by the network that its table calls local. */
export function routeTableFindings({ deployment, site, file }: Intent, { routeTables }: AzureEvidence): Finding[] {
  const { gateway } = deployment;
  const tableOf = (local: readonly string[]) =>
    last(routeTables, ({ routes }) =>
      routes.some(
        (one) => one.nextHopType === "VnetLocal" && one.addressPrefix.some((prefix) => local.includes(prefix)),
      ),
    )?.routes;
  const tunnels = namesOf(file.tunnels);
  const here = tableOf(cidrs(gateway.network));
  const hasMachine = gateway.testVm !== undefined && !isExisting(gateway.network);
  const there = tableOf(cidrs(site.network));
  const isSimulated = site.kind === "simulated" && site.testVm !== undefined;
  return [
    ...(here || hasMachine ? cidrs(site.network).map((prefix) => toSite(prefix, here, tunnels)) : []),
    ...(isSimulated
      ? FAMILIES.flatMap((family) =>
          gateway.network[family].map(({ cidr }) =>
            toRouter(cidr, site.network.subnets.eth1.host[family], there, tunnels),
          ),
        )
      : []),
  ];
}

const shown = ({ source, nextHopType, nextHopIpAddress }: EffectiveRoute) =>
  [source, nextHopType, ...nextHopIpAddress].join(" ");

/** Whether all of the gateway's machine's packets for a prefix of the site go to the gateway. */
function toSite(prefix: string, routes: readonly EffectiveRoute[] | undefined, tunnels: readonly string[]): Finding {
  const base = { check: `machine behind the gateway: route to ${prefix}`, expected: "VirtualNetworkGateway", tunnels };
  if (!routes) return { ...base, stage: "routes", outcome: "unknown" };
  const wanted = parsePrefix(prefix, familyOf(prefix));
  const active = routes.filter(({ state }) => state === "Active");
  const within = active.filter(
    ({ source, addressPrefix }) =>
      source === "User" &&
      addressPrefix.some((one) => familyOf(one) === wanted.family && contains(wanted, parsePrefix(one, wanted.family))),
  );
  const own = active.filter(({ addressPrefix }) => addressPrefix.includes(prefix));
  const other = within.find(({ nextHopType }) => nextHopType !== "VirtualNetworkGateway");
  if (other) {
    const text = `The route ${other.name ?? other.addressPrefix.join(", ")} of the subnet's route table wins over the gateway's: az network route-table route delete, or let it lead to VirtualNetworkGateway.`;
    return {
      ...base,
      stage: "setting",
      outcome: "failed",
      seen: shown(other),
      breaks: ["routes", "traffic", "reach"],
      causes: [cause("UDR overrides the gateway", text)],
    };
  }
  const seen = own.map(shown).join(", ") || "none";
  if (own.some(({ nextHopType }) => nextHopType === "VirtualNetworkGateway"))
    return { ...base, stage: "routes", outcome: "passed", seen };
  const text = `The machine has no route to ${prefix}, though the gateway has: the route table of its subnet may not take the gateway's routes (az network route-table update --disable-bgp-route-propagation false).`;
  return { ...base, stage: "routes", outcome: "failed", seen, causes: [cause("gateway routes not propagated", text)] };
}

/** Whether the packets of the site's machine for a prefix of the gateway's network go to the router. */
function toRouter(
  prefix: string,
  host: string,
  routes: readonly EffectiveRoute[] | undefined,
  tunnels: readonly string[],
): Finding {
  const base: Omit<Finding, "outcome"> = {
    check: `machine at the site: route to ${prefix}`,
    expected: `VirtualAppliance ${host}`,
    stage: "setting",
    tunnels,
    breaks: ["traffic", "reach"],
  };
  if (!routes) return { ...base, outcome: "unknown" };
  const own = routes.filter(({ state, addressPrefix }) => state === "Active" && addressPrefix.includes(prefix));
  const seen = own.map(shown).join(", ") || "none";
  if (own.some(({ source, nextHopIpAddress }) => source === "User" && nextHopIpAddress.includes(host)))
    return { ...base, outcome: "passed", seen };
  const text = `The site's subnet sends what is for ${prefix} elsewhere than to the router: a route of its route table to VirtualAppliance ${host}; vpn deploy.`;
  return { ...base, outcome: "failed", seen, causes: [cause("no UDR to the router", text)] };
}
