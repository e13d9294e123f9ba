import { setTimeout as sleep } from "node:timers/promises";
import { FAMILIES, FAMILY_NAMES } from "../lib/model/dual-stack";
import { UserError } from "../lib/model/user-error";
import { ALGORITHM_FIELDS, type IpsecPolicy } from "../lib/model/ipsec-policy";
import { addressOf } from "./checks";
import { parseRouter, type ShownState } from "./inputs";
import { BOTH, translate, type Ends, type Index, type Lab } from "./lab";
import { Probe, until } from "./probe";
import type { Report } from "./report";
import { sectionOf, swanctlConf, type Endpoint } from "./swanctl";

/** How policies are written for each end. The lab translates what is written. */
export interface PolicyWriter {
  /** A policy as a connection's `ipsec_policy` in a state. */
  readonly connectionBlock: (policy: IpsecPolicy) => unknown;
  /**
   * The router's file for the policies of its connections, with the addresses and keys of a running lab.
   *
   * @param next a policy that the router accepts as well
   */
  readonly routerFile: (policies: readonly IpsecPolicy[], ends: Ends, next?: IpsecPolicy) => string;
}

/** A policy that is there, and one with other algorithms that is to take its place. */
export interface PolicyChange {
  readonly from: IpsecPolicy;
  readonly to: IpsecPolicy;
}

/** What both ends have after a step, in the order in which they get it. */
interface Step {
  readonly what: string;
  readonly azure: ShownState;
  readonly router: (ends: Ends) => string;
  /** The tunnel that is made anew. */
  readonly tunnel?: Index;
}

/** Without a packet for so long, traffic is taken for cut off. */
const AT_MOST_SECONDS = 3;

/**
 * Changes the policy and then the keys of both connections, one after the other, while packets flow: in no
 * moment may both tunnels be down, and the tunnel that a step is not about must stay as it is.
 */
export async function checkChange(lab: Lab, report: Report, writer: PolicyWriter, change: PolicyChange): Promise<void> {
  const { from, to } = change;
  const shown = (policy: IpsecPolicy) => ALGORITHM_FIELDS.map((field) => policy[field]).join(" ");
  const state = lab.gatewayState;
  if (lab.ends.instances[0].connections.length < 2) {
    throw new UserError("a change without an outage needs two connections, and this site has one");
  }
  const names = state.all("azurerm_virtual_network_gateway_connection").map(({ name }) => name);
  const withPolicies = (policies: readonly IpsecPolicy[]) =>
    state.with(
      "azurerm_virtual_network_gateway_connection",
      (values, i) => (values.ipsec_policy = [writer.connectionBlock(policies[i]!)]),
    );
  // Tunnel i is the one of the connection to its exit; the state has the connections in the order of their names.
  const order = (policies: readonly [IpsecPolicy, IpsecPolicy]) =>
    names.map((name) => policies[connectionOf(lab, 0).name === name ? 0 : 1]);
  const step = (
    what: string,
    policies: readonly [IpsecPolicy, IpsecPolicy],
    tunnel?: Index,
    next?: IpsecPolicy,
  ): Step => ({
    what,
    azure: withPolicies(order(policies)),
    router: (ends) => writer.routerFile(policies, ends, next),
    tunnel,
  });

  await startByHand(lab);
  report.section("The policy changes");
  report.note(`from ${shown(from)}`);
  report.note(`to ${shown(to)}`);
  for (const one of [
    step("the router accepts both", [from, from], undefined, to),
    step("connection 1 has the new one", [to, from], 0, to),
    step("connection 2 has it too, and the router no other", [to, to], 1),
  ]) {
    await checkStep(lab, report, one);
  }

  report.section("The keys change");
  let router = writer.routerFile([to, to], lab.ends);
  let azure = withPolicies([to, to]);
  for (const index of BOTH) {
    const old = lab.ends.tunnels[index].sharedKey;
    const key = `${old.slice(0, -1)}${old.endsWith("x") ? "y" : "x"}`;
    const { name } = connectionOf(lab, index);
    router = router.replaceAll(` pre-shared-key ${old}\n`, ` pre-shared-key ${key}\n`);
    azure = azure.with("azurerm_virtual_network_gateway_connection", (values) => {
      if (values.name === name) values.shared_key = key;
    });
    const text = router;
    await checkStep(lab, report, {
      what: `connection ${index + 1} has another`,
      azure,
      router: () => text,
      tunnel: index,
    });
  }

  report.section("Both connections at once, with a router that knows nothing of it");
  const direct = step("", [from, from]);
  lab.ends = { ...lab.ends, instances: translate(direct.azure, lab.router, lab.topology).instances };
  for (const index of BOTH) {
    lab.loadGateway(index);
    lab.gw[index].endAll();
    lab.cat[index].endAll();
  }
  for (const index of BOTH) initiate(lab, index);
  report.check(
    "no tunnel is up, so that the checks above can fail",
    upNow(lab).every((one) => one === undefined),
  );
}

const connectionOf = (lab: Lab, index: Index) =>
  lab.ends.instances[index].connections.find(({ remoteId }) => remoteId === lab.ends.tunnels[index].localId)!;

/** The SA of each tunnel, where it is up. */
const upNow = (lab: Lab) => lab.cat.map((daemon) => daemon.associations().find(({ child }) => child !== undefined));

/** No tunnel starts by itself: what starts it is told each time, as it is measured. */
const byHand = <T extends Endpoint>(endpoint: T): T => ({ ...endpoint, initiates: false });

function loadRouter(lab: Lab, index: Index): void {
  const daemon = lab.cat[index];
  // The script is there since the lab came up.
  daemon.load(swanctlConf([byHand(lab.ends.tunnels[index])], daemon.timers, daemon.file("updown")));
}

function initiate(lab: Lab, index: Index): boolean {
  const child = sectionOf(lab.ends.tunnels[index]);
  return lab.cat[index].swanctl("--initiate", "--child", child, "--timeout", "4").status === 0;
}

async function startByHand(lab: Lab): Promise<void> {
  for (const index of BOTH) {
    loadRouter(lab, index);
    lab.cat[index].endAll();
    await until(() => lab.gw[index].associations().length === 0, 3);
    initiate(lab, index);
  }
  await lab.bothUp();
}

async function checkStep(lab: Lab, report: Report, { what, azure, router, tunnel }: Step): Promise<void> {
  const probes = FAMILIES.map((family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.05));
  await until(() => probes.every((probe) => probe.alive()), 5);
  let bothDown = 0;
  let moments = 0;
  const look = () => {
    moments++;
    if (upNow(lab).every((one) => one === undefined)) bothDown++;
  };
  const before = upNow(lab).map((one) => one?.uniqueId);
  look();
  // Azure first: it takes the tunnel of a changed connection down, and takes nothing else for it.
  lab.ends = { ...lab.ends, instances: translate(azure, lab.router, lab.topology).instances };
  for (const index of BOTH) lab.loadGateway(index);
  look();
  if (tunnel !== undefined) {
    lab.gw[tunnel].endAll();
    look();
  }
  await sleep(200);
  look();
  // Then the router gets its file, and the tunnel comes up by it.
  const file = parseRouter("the rendered file", router(lab.ends));
  lab.router = file;
  lab.ends = translate(azure, file, lab.topology);
  for (const index of BOTH) loadRouter(lab, index);
  look();
  if (tunnel !== undefined) {
    lab.cat[tunnel].endAll();
    look();
    initiate(lab, tunnel);
  }
  look();
  const up = await lab.bothUp();
  look();
  await sleep(700);
  const ends = await Promise.all(probes.map(async (probe) => ({ family: probe.family, ...(await probe.stop()) })));
  const after = upNow(lab);
  report.check(
    `${what}: in no moment are both tunnels down`,
    bothDown === 0,
    `${moments - bothDown} of ${moments} moments`,
  );
  for (const index of BOTH) {
    const { name, ike, esp } = lab.ends.tunnels[index];
    const sa = after[index];
    const gateway = connectionOf(lab, index);
    const agreed = sa !== undefined && ike.includes(sa.ike) && gateway.ike.includes(sa.ike);
    const child = sa?.child?.esp ?? "none";
    const same = sa?.uniqueId === before[index];
    const fits = agreed && esp.some((one) => one.startsWith(child)) && same === (index !== tunnel);
    report.check(
      `${what}: ${name} is up by the policy of its connection, ${index === tunnel ? "and new" : "and the same as before"}`,
      up && fits,
      `${sa?.ike ?? "none"}, ${child}`,
    );
  }
  for (const { family, outage, lost, received } of ends) {
    report.check(
      `${what}: ${FAMILY_NAMES[family]} goes on`,
      received > 10 && outage <= AT_MOST_SECONDS,
      `${lost} of ${lost + received} packets lost, ${outage.toFixed(1)} s at most without an answer`,
    );
  }
}
