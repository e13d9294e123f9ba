import { isIPv4 } from "node:net";
import { FAMILY_NAMES, type Family } from "../lib/model/dual-stack";
import type { RouterConfig } from "../lib/router/router-config";
import type { Association } from "./associations";
import type { Daemon } from "./daemon";
import { leavesInterfaces, peerOf, placeAtInstance, withoutTunnel, type Tunnel } from "./ends";
import type { Lab } from "./lab";
import { counters, ip, ipFamily, type Node } from "./namespaces";
import { withoutGroup } from "./negotiation";
import type { Report } from "./report";
import { sectionOf, type Endpoint } from "./swanctl";
import { EVERYTHING, type Machine } from "./topology";

/** The first address of a machine, which a family of {@link Lab.families} always has. */
export const addressOf = (machine: Machine, family: Family) => machine[family][0]!;

/** Checks that each end has its own side's algorithms and selectors, and what is translated on the way. */
export function checkTunnels(lab: Lab, report: Report): void {
  report.section("Both ends agree");
  for (const [index, tunnel] of lab.tunnels.entries()) {
    const { instance } = tunnel;
    const peer = peerOf(lab.ends, tunnel);
    const check = (what: string, daemon: Daemon, end: Endpoint) =>
      checkEnd(what, daemon, end, { nat: tunnel.nat, families: lab.families }, report);
    const router = check(`${tunnel.name} on the router`, lab.cat[index]!, tunnel);
    const gateway = peer && check(`${peer.name} on instance ${instance}`, lab.gw[index]!, peer);
    if (!peer) report.check(`instance ${instance} has a connection to the interface of ${tunnel.name}`, false);
    checkWay(lab, report, index, router, gateway);
  }
  for (const peer of new Set(lab.tunnels.map((one) => one.peer))) {
    if (isIPv4(peer)) continue;
    report.note(`Azure resolves ${peer}, which nothing here does: the gateway's end takes any address and identity.`);
  }
  if (lab.tunnels.some(({ nat }) => nat === "none")) {
    report.note(
      "Without NAT a router sends ESP as IP protocol 50. strongSwan's ESP in user space always goes in UDP, so that is not shown.",
    );
  }
}

/** How a tunnel gets from the router to Azure, as both ends see it. */
function checkWay(lab: Lab, report: Report, index: number, router?: Association, gateway?: Association): void {
  const { name, nat, localAddress, publicAddress } = lab.tunnels[index]!;
  const figure = `${router?.localAddress} is seen as ${gateway?.remoteAddress}:${gateway?.remotePort}`;
  const addresses = router?.localAddress === localAddress && gateway?.remoteAddress === publicAddress;
  const natted = addresses && router.behindNat;
  const port = gateway?.remotePort;
  if (nat === "static") report.check(`${name} crosses the 1:1 NAT`, natted && port === "4500", figure);
  if (nat === "port") {
    report.check(`${name} crosses the NAT by ports`, natted && port !== "4500", figure);
    const seconds = profileOf(lab.router, index)?.natKeepaliveSeconds;
    report.check(`the file keeps that NAT open for ${name}`, seconds !== undefined, seconds ? `${seconds} s` : "");
  }
  if (nat === "none") {
    // Only a daemon that has port 500 does not take the lab's own mapping of ports for a NAT.
    const found =
      (index === 0 && router?.behindNat) || (placeAtInstance(lab.tunnels, index) === 0 && gateway?.behindNat);
    report.check(`${name} crosses no NAT`, addresses && port === "4500" && !found, figure);
  }
}

/** The IKEv2 profile of a tunnel. */
function profileOf({ tunnels, ipsecProfiles, profiles }: RouterConfig, index: number) {
  const ipsec = ipsecProfiles.find(({ name }) => name === tunnels[index]!.ipsecProfile);
  return profiles.find(({ name }) => name === ipsec?.ikeProfile);
}

/**
 * Checks what the file says that an inbound access list of a site's own has to let in: IKE, and ESP as it is where
 * nothing translates it.
 */
export function checkOpenings(lab: Lab, report: Report, file: string): void {
  if (!leavesInterfaces(lab.router)) return;
  report.section("What the file says of the site's access lists");
  for (const { name, nat, localAddress, remoteAddress } of lab.tunnels) {
    const says = (protocol: string, port = "") =>
      ["any", `host ${localAddress}`].some((to) =>
        file.includes(`\n!  permit ${protocol} host ${remoteAddress} ${to}${port}\n`),
      );
    const ike = says("udp", " eq isakmp") && says("udp", " eq non500-isakmp");
    const esp = nat === "none";
    report.check(`${name}: IKE${esp ? " and ESP" : ", and no ESP"}`, ike && says("esp") === esp);
  }
}

function checkEnd(
  what: string,
  daemon: Daemon,
  end: Endpoint,
  { nat, families }: Pick<Tunnel, "nat"> & Pick<Lab, "families">,
  report: Report,
): Association | undefined {
  const sa = daemon.associations()[0];
  const { child } = sa ?? {};
  const selectors = [...end.selectors].sort().join(" ");
  report.check(`${what}: IKE SA`, sa !== undefined && end.ike.includes(sa.ike), sa?.ike ?? "none");
  const translated = nat !== "none";
  report.check(
    `${what}: CHILD SA${translated ? ", ESP in UDP" : ""}`,
    child !== undefined && end.esp.map(withoutGroup).includes(child.esp) && (child.inUdp || !translated),
    child?.esp ?? "none",
  );
  const negotiated = [child?.local, child?.remote].map((list) => [...(list ?? [])].sort().join(" "));
  const all = families.map((family) => EVERYTHING[family]).join(" ");
  const agreed = selectors === all && negotiated.every((one) => one === selectors);
  const names = families.length > 1 ? "both families" : families.map((family) => FAMILY_NAMES[family]).join();
  report.check(`${what}: selectors of ${names}`, agreed, negotiated[0]);
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
  const exitOf = (exit: number) => lab.topology.interfaces[exit]!.name;
  for (const [index, { instance, exit }] of lab.tunnels.entries()) {
    const own = seen[`own${index}`]!;
    const other = seen[`other${index}`]!;
    const among = lab.tunnels.filter((one) => one.instance === instance).length > 1;
    report.check(
      among
        ? `what ${lab.tunnels[index]!.name} sends to instance ${instance} leaves through ${exitOf(exit)}, and no other interface's packets do`
        : `what goes to instance ${instance} leaves through ${exitOf(exit)} alone`,
      own > 0 && other === 0,
      `${own} packets, ${other} elsewhere`,
    );
  }
  for (const family of leavesInterfaces(lab.router) ? [] : lab.families) {
    const found = routeToSite(lab, family);
    report.check(
      `${FAMILY_NAMES[family]} to the site's network has a route of the file`,
      found !== "",
      found || "the default route alone",
    );
  }
  for (const [index, { name }] of lab.tunnels.entries()) {
    for (const family of lab.families) {
      const into = (node: Node, device: string | undefined, targets: readonly string[]) =>
        targets.map((one) => ip(node, `${ipFamily(family)}route show match ${one} dev ${device}`).trim() || "none");
      const led = (what: string, ways: readonly string[]) =>
        report.check(`${FAMILY_NAMES[family]} to ${what} leads into ${name}`, !ways.includes("none"), ways.join("; "));
      led("the gateway's network", into("cat", lab.cat[index]!.device(), lab.topology.hub[family]));
      const far = lab.topology.app[family];
      const { instance } = lab.tunnels[index]!;
      if (far.length > 1) led("each prefix of the site", into(`gw${instance}`, lab.gw[index]!.device(), far));
    }
  }
  if (leavesInterfaces(lab.router)) {
    for (const family of lab.families) {
      report.leaveOut(`${FAMILY_NAMES[family]} to the site's network`, "the file leaves that to the router");
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
