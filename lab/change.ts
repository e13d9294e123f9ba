import { setTimeout as sleep } from "node:timers/promises";
import { FAMILIES, FAMILY_NAMES } from "../lib/model/dual-stack";
import { UserError } from "../lib/model/user-error";
import { ALGORITHM_FIELDS, type IpsecPolicy } from "../lib/model/ipsec-policy";
import { addressOf } from "./checks";
import { parseRouter, type ShownState } from "./inputs";
import { peerOf, translate, type Ends, type Lab } from "./lab";
import { Probe, until } from "./probe";
import type { Report } from "./report";
import { sectionOf, swanctlConf } from "./swanctl";

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
  /** The connection whose tunnels are made anew. */
  readonly connection?: string;
}

/** Without a packet for so long, traffic is taken for cut off. */
const AT_MOST_SECONDS = 3;

/**
 * Changes the policy and then the keys of both connections, one after the other, while packets flow: in no
 * moment may all tunnels be down, and the tunnels that a step is not about must stay as they are.
 *
 * @throws UserError where the site has one connection, whose tunnels go together
 */
export async function checkChange(lab: Lab, report: Report, writer: PolicyWriter, change: PolicyChange): Promise<void> {
  const { from, to } = change;
  const [first, second] = new Set(lab.tunnels.map((tunnel) => peerOf(lab.ends, tunnel)!.name));
  if (second === undefined) {
    throw new UserError("a change without an outage needs two connections, and this site has one");
  }
  const connections = [first!, second];
  const azureWith = (policies: readonly IpsecPolicy[]) =>
    lab.gatewayState.with(CONNECTION, (values) => {
      values.ipsec_policy = [writer.connectionBlock(policies[connections.indexOf(String(values.name))]!)];
    });
  const step = (what: string, policies: readonly IpsecPolicy[], connection?: string, next?: IpsecPolicy): Step => ({
    what,
    azure: azureWith(policies),
    router: (ends) => writer.routerFile(policies, ends, next),
    connection,
  });
  const shown = (policy: IpsecPolicy) => ALGORITHM_FIELDS.map((field) => policy[field]).join(" ");

  await startByHand(lab);
  report.section("The policy changes");
  report.note(`from ${shown(from)}`);
  report.note(`to ${shown(to)}`);
  for (const one of [
    step("the router accepts both", [from, from], undefined, to),
    step(`${first!} has the new one`, [to, from], first, to),
    step(`${second} has it too, and the router no other`, [to, to], second),
  ]) {
    await checkStep(lab, report, one);
  }

  report.section("The keys change");
  let file = writer.routerFile([to, to], lab.ends);
  let azure = azureWith([to, to]);
  for (const connection of connections) {
    const { sharedKey } = lab.tunnels.find((tunnel) => peerOf(lab.ends, tunnel)!.name === connection)!;
    const key = `${sharedKey.slice(0, -1)}${sharedKey.endsWith("x") ? "y" : "x"}`;
    const text = file.replaceAll(` pre-shared-key ${sharedKey}\n`, ` pre-shared-key ${key}\n`);
    azure = azure.with(CONNECTION, (values) => {
      if (values.name === connection) values.shared_key = key;
    });
    file = text;
    await checkStep(lab, report, { what: `${connection} has another`, azure, router: () => text, connection });
  }

  report.section("Both connections at once, with a router that knows nothing of it");
  lab.ends = { ...lab.ends, instances: translate(azureWith([from, from]), lab.router, lab.topology).instances };
  for (const index of lab.gw.keys()) lab.loadGateway(index);
  for (const daemon of [...lab.gw, ...lab.cat]) daemon.endAll();
  for (const index of lab.cat.keys()) initiate(lab, index);
  report.check(
    "no tunnel is up, so that the checks above can fail",
    upNow(lab).every((one) => one === undefined),
  );
}

const CONNECTION = "azurerm_virtual_network_gateway_connection";

/** The SA of each tunnel, where it is up. */
const upNow = (lab: Lab) => lab.cat.map((daemon) => daemon.associations().find(({ child }) => child !== undefined));

/** Loads a router's end, which starts no tunnel by itself: each start is told, since it is measured. */
function loadRouter(lab: Lab, index: number): void {
  const daemon = lab.cat[index]!;
  // The script is there since the lab came up.
  const conf = swanctlConf([{ ...lab.tunnels[index]!, initiates: false }], daemon.timers, daemon.file("updown"));
  daemon.load(conf);
}

function initiate(lab: Lab, index: number): void {
  lab.cat[index]!.swanctl("--initiate", "--child", sectionOf(lab.tunnels[index]!), "--timeout", "4");
}

async function startByHand(lab: Lab): Promise<void> {
  for (const [index, daemon] of lab.cat.entries()) {
    loadRouter(lab, index);
    daemon.endAll();
    await until(() => lab.gw[index]!.associations().length === 0, 3);
    initiate(lab, index);
  }
  await lab.allUp();
}

async function checkStep(lab: Lab, report: Report, { what, azure, router, connection }: Step): Promise<void> {
  const concerned = [...lab.tunnels.keys()].filter((i) => peerOf(lab.ends, lab.tunnels[i]!)!.name === connection);
  const probes = FAMILIES.map((family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.05));
  await until(() => probes.every((probe) => probe.alive()), 5);
  const moments: boolean[] = [];
  const look = () => void moments.push(upNow(lab).some((one) => one !== undefined));
  const before = upNow(lab).map((one) => one?.uniqueId);
  look();
  // Azure first: it takes the tunnels of a changed connection down, and no others.
  lab.ends = { ...lab.ends, instances: translate(azure, lab.router, lab.topology).instances };
  for (const index of lab.gw.keys()) lab.loadGateway(index);
  for (const index of concerned) lab.gw[index]!.endAll();
  look();
  await sleep(200);
  look();
  // Then the router gets its file, by which the tunnels come up.
  lab.router = parseRouter("the rendered file", router(lab.ends));
  lab.ends = translate(azure, lab.router, lab.topology);
  for (const index of lab.cat.keys()) loadRouter(lab, index);
  look();
  for (const index of concerned) {
    lab.cat[index]!.endAll();
    look();
    initiate(lab, index);
  }
  const up = await lab.allUp();
  look();
  await sleep(700);
  const traffic = await Promise.all(probes.map(async (probe) => ({ family: probe.family, ...(await probe.stop()) })));
  const there = moments.filter(Boolean).length;
  report.check(
    `${what}: in no moment are all tunnels down`,
    there === moments.length,
    `${there} of ${moments.length} moments`,
  );
  upNow(lab).forEach((sa, index) => {
    const { name, ike, esp } = lab.tunnels[index]!;
    const isNew = concerned.includes(index);
    const child = sa?.child?.esp ?? "none";
    const peer = peerOf(lab.ends, lab.tunnels[index]!)!;
    const agreed = sa !== undefined && ike.includes(sa.ike) && peer.ike.includes(sa.ike);
    const fits = agreed && esp.some((one) => one.startsWith(child)) && (sa.uniqueId === before[index]) !== isNew;
    report.check(
      `${what}: ${name} is up by the policy of its connection, ${isNew ? "and new" : "and the same as before"}`,
      up && fits,
      `${sa?.ike ?? "none"}, ${child}`,
    );
  });
  for (const { family, outage, lost, received } of traffic) {
    report.check(
      `${what}: ${FAMILY_NAMES[family]} goes on`,
      received > 10 && outage <= AT_MOST_SECONDS,
      `${lost} of ${lost + received} packets lost, ${outage.toFixed(1)} s at most without an answer`,
    );
  }
}
