import { FAMILIES, FAMILY_NAMES, type Family } from "../lib/model/dual-stack";
import type { Association } from "./associations";
import type { Daemon } from "./daemon";
import { BOTH, type Lab } from "./lab";
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
  for (const index of BOTH) {
    const tunnel = lab.ends.tunnels[index];
    const instance = lab.ends.instances[index];
    const peer = instance.connections.find(({ remoteId }) => remoteId === tunnel.localId);
    const far = lab.topology.interfaces[lab.topology.exits[index]]!.publicAddress;
    const router = checkEnd(`${tunnel.name} on the router`, lab.cat[index], tunnel, report);
    const gateway = peer && checkEnd(`${peer.name} on instance ${index}`, lab.gw[index], peer, report);
    if (!peer) report.check(`instance ${index} has a connection to the interface of ${tunnel.name}`, false);
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
  for (const index of BOTH) {
    const own = seen[`own${index}`]!;
    const other = seen[`other${index}`]!;
    report.check(
      `what goes to instance ${index} leaves through GigabitEthernet${lab.topology.exits[index] + 1} alone`,
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
  for (const index of BOTH) {
    const { name } = lab.ends.tunnels[index];
    const device = lab.cat[index].device();
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
 * Instance 0 to eth3 and instance 1 to eth2, which Azure tries too and no tunnel of the router is for. What the
 * router answers is not looked at: IOS-XE has one IKE process, where the lab has one for each tunnel.
 */
export function checkRefused(lab: Lab, report: Report): void {
  if (new Set(lab.topology.exits).size === 1) return;
  report.section("The two combinations that the router has no tunnel for");
  for (const index of BOTH) {
    const own = lab.ends.tunnels[index].localId;
    const other = lab.ends.instances[index].connections.find(({ remoteId }) => remoteId !== own);
    if (!other) {
      report.check(`instance ${index} has a second connection`, false);
      continue;
    }
    const { status } = lab.gw[index].swanctl("--initiate", "--child", sectionOf(other), "--timeout", "4");
    const established = lab.gw[index].associations().some(({ remoteAddress }) => remoteAddress === other.peer);
    report.check(`${other.name} from instance ${index} brings up no tunnel`, status !== 0 && !established);
  }
}
