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
    const far = lab.topology.interfaces[index + 1]!.publicAddress;
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
  report.check(`${what}: IKE SA`, sa?.ike === end.ike, sa?.ike ?? "none");
  report.check(
    `${what}: CHILD SA, ESP in UDP`,
    child?.esp === withoutGroup(end.esp) && child.inUdp,
    child?.esp ?? "none",
  );
  const negotiated = [child?.local, child?.remote].map((list) => [...(list ?? [])].sort().join(" "));
  const both = selectors === "0.0.0.0/0 ::/0" && negotiated.every((one) => one === selectors);
  report.check(`${what}: selectors of both families`, both, negotiated[0]);
  return sa;
}

/**
 * Checks that the routes of the router's file can be installed, that packets to an instance leave through the
 * interface of its tunnel alone, and that both tunnels have routes to the gateway's network.
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
      `what goes to instance ${index} leaves through GigabitEthernet${index + 2} alone`,
      own > 0 && other === 0,
      `${own} packets, ${other} elsewhere`,
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

/** Checks that the router refuses instance 0 on eth3 and instance 1 on eth2, which Azure tries too. */
export function checkRefused(lab: Lab, report: Report): void {
  report.section("The two combinations that the router does not accept");
  for (const index of BOTH) {
    const own = lab.ends.tunnels[index].localId;
    const other = lab.ends.instances[index].connections.find(({ remoteId }) => remoteId !== own);
    if (!other) {
      report.check(`instance ${index} has a second connection`, false);
      continue;
    }
    const { output } = lab.gw[index].swanctl("--initiate", "--child", sectionOf(other), "--timeout", "4");
    const answer = /received (\w+) notify error/.exec(output)?.[1] ?? "no refusal";
    report.check(`${other.name} from instance ${index} is refused`, answer === "NO_PROPOSAL_CHOSEN", answer);
  }
}
