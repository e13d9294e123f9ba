import { FAMILIES, FAMILY_NAMES, type Family } from "../lib/model/dual-stack";
import type { Association } from "./associations";
import type { Daemon } from "./daemon";
import { peerOf, withoutTunnel } from "./ends";
import type { Lab } from "./lab";
import { counters, ip, ipFamily } from "./namespaces";
import type { Report } from "./report";
import { sectionOf, type Endpoint } from "./swanctl";
import { bare, type Segment } from "./topology";

/** The ESP proposal of a first CHILD SA: the group comes with the first rekeying. */
const withoutGroup = (esp: string) => esp.replace(/-(modp\w+|ecp\d+)$/, "");

export const addressOf = (segment: Segment, family: Family) => bare(segment.machine[family]);

/** Checks that each end has its own side's algorithms and selectors, and that the tunnels cross Azure's NAT. */
export function checkTunnels(lab: Lab, report: Report): void {
  report.section("Both ends agree");
  for (const [index, tunnel] of lab.tunnels.entries()) {
    const { instance, exit } = tunnel;
    const peer = peerOf(lab.ends, tunnel);
    const far = lab.topology.interfaces[exit]!.publicAddress;
    const router = checkEnd(`${tunnel.name} on the router`, lab.cat[index]!, tunnel, report);
    const gateway = peer && checkEnd(`${peer.name} on instance ${instance}`, lab.gw[index]!, peer, report);
    if (!peer) report.check(`instance ${instance} has a connection to the interface of ${tunnel.name}`, false);
    const crossed =
      router?.localAddress === tunnel.localAddress && gateway?.remoteAddress === far && router.natted && gateway.natted;
    const figure = `${router?.localAddress} is seen as ${gateway?.remoteAddress}:${gateway?.remotePort}`;
    report.check(`${tunnel.name} crosses Azure's NAT`, crossed && gateway.remotePort === "4500", figure);
  }
}

function checkEnd(what: string, daemon: Daemon, end: Endpoint, report: Report): Association | undefined {
  const sa = daemon.associations()[0];
  const { child } = sa ?? {};
  const selectors = [...end.selectors].sort().join(" ");
  report.check(`${what}: IKE SA`, sa !== undefined && end.ike.includes(sa.ike), sa?.ike ?? "none");
  report.check(
    `${what}: CHILD SA, ESP in UDP`,
    child !== undefined && end.esp.map(withoutGroup).includes(child.esp) && child.inUdp,
    child?.esp ?? "none",
  );
  const negotiated = [child?.local, child?.remote].map((list) => [...(list ?? [])].sort().join(" "));
  const both = selectors === "0.0.0.0/0 ::/0" && negotiated.every((one) => one === selectors);
  report.check(`${what}: selectors of both families`, both, negotiated[0]);
  return sa;
}

/** The router's routes to the network behind it but for the default ones, which come by all its interfaces. */
export function routeToSite(lab: Lab, family: Family): string {
  const routes = ip("cat", `${ipFamily(family)}route show match ${addressOf(lab.topology.app, family)}`);
  return routes
    .split("\n")
    .filter((line) => line !== "" && !/^(default|\s)/.test(line))
    .join("; ")
    .trim();
}

/**
 * Checks that the routes of the router's file can be installed, that packets to an instance leave through the
 * interface of its tunnel alone, and that it has routes to the site's network and, in both tunnels, to the gateway's.
 */
export function checkRoutes(lab: Lab, report: Report): void {
  report.section("The router's own routes");
  report.check(
    "every route of the file can be installed",
    lab.refusedRoutes.length === 0,
    lab.refusedRoutes.join("; "),
  );
  const seen = counters("site", "links");
  for (const [index, { instance, exit }] of lab.tunnels.entries()) {
    const own = seen[`own${index}`]!;
    const other = seen[`other${index}`]!;
    const among = lab.tunnels.filter((one) => one.instance === instance).length > 1;
    report.check(
      among
        ? `what ${lab.tunnels[index]!.name} sends to instance ${instance} leaves through GigabitEthernet${exit + 1}, and no other interface's packets do`
        : `what goes to instance ${instance} leaves through GigabitEthernet${exit + 1} alone`,
      own > 0 && other === 0,
      `${own} packets, ${other} elsewhere`,
    );
  }
  for (const family of FAMILIES) {
    const found = routeToSite(lab, family);
    report.check(
      `${FAMILY_NAMES[family]} to the site's network has a route of the file`,
      found !== "",
      found || "the default route alone",
    );
  }
  for (const [index, { name }] of lab.tunnels.entries()) {
    const device = lab.cat[index]!.device();
    for (const family of FAMILIES) {
      const target = addressOf(lab.topology.hub, family);
      const there = ip("cat", `${ipFamily(family)}route show match ${target} dev ${device}`).trim();
      report.check(
        `${FAMILY_NAMES[family]} to the gateway's network leads into ${name}`,
        there !== "",
        there || "none",
      );
    }
  }
}

/**
 * What Azure's instances try too and no tunnel of the router is for, such as instance 0 to eth3. What the
 * router answers is not looked at: IOS-XE has one IKE process, where the lab has one for each tunnel.
 */
export function checkRefused(lab: Lab, report: Report): void {
  const refused = ([0, 1] as const).flatMap((instance) =>
    withoutTunnel(lab.ends, instance).map((connection) => ({ instance, connection })),
  );
  if (refused.length === 0) return;
  report.section("The combinations that the router has no tunnel for");
  for (const { instance, connection } of refused) {
    const daemon = lab.gw[lab.tunnels.findIndex((one) => one.instance === instance)];
    if (!daemon) {
      report.check(`instance ${instance} has a tunnel`, false);
      continue;
    }
    const { status } = daemon.swanctl("--initiate", "--child", sectionOf(connection), "--timeout", "4");
    const established = daemon.associations().some(({ remoteAddress }) => remoteAddress === connection.peer);
    report.check(`${connection.name} from instance ${instance} brings up no tunnel`, status !== 0 && !established);
  }
}
