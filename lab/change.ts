import { setTimeout as sleep } from "node:timers/promises";
import { FAMILY_NAMES, type Family } from "../lib/model/dual-stack";
import { UserError } from "../lib/model/user-error";
import { ALGORITHM_FIELDS, type IpsecPolicy } from "../lib/model/ipsec-policy";
import type { Association } from "./associations";
import { addressOf } from "./checks";
import { parseRouter, type ShownState } from "./inputs";
import { peerOf, translate, type Ends } from "./ends";
import type { Lab } from "./lab";
import { Probe, until } from "./probe";
import type { Report } from "./report";
import { downtime, RouteWatch, type Downtime } from "./route-watch";
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

/** A change of the policies of the site that the lab runs. */
export interface PolicyChange extends PolicyWriter {
  /** The policies of its connections, and one with other algorithms than each of them, which is to take their place. */
  readonly of: (ends: Ends) => { readonly from: readonly IpsecPolicy[]; readonly to: IpsecPolicy };
}

/** What both ends get in a step: Azure first, since it takes down the tunnels of a connection that changes. */
interface Step {
  readonly what: string;
  readonly azure: ShownState;
  readonly router: string;
  /** The connections that change, by name. */
  readonly changed: readonly string[];
  /** Whether the file that the router has already lets these tunnels come up again. */
  readonly accepted: boolean;
}

/** What was seen of a step. */
interface Seen extends Downtime {
  /** By tunnel, whether it came up by the file that the router had before. */
  readonly early: readonly (boolean | undefined)[];
  /** The SA of each tunnel before and after, where it is up. */
  readonly before: readonly (Association | undefined)[];
  readonly after: readonly (Association | undefined)[];
  readonly traffic: readonly {
    readonly family: Family;
    readonly received: number;
    readonly lost: number;
    readonly outage: number;
  }[];
}

const CONNECTION = "azurerm_virtual_network_gateway_connection";

/** Between the deployment and the router's file. */
const COPYING_SECONDS = 2;

/** Less than a tunnel waits for the router's file: so the other tunnel carries the traffic meanwhile. */
const AT_MOST_SECONDS = 1;

/**
 * Changes the policy and then the keys of both connections, one after the other, while packets flow: in no
 * moment may all tunnels be down, and the tunnels that a step is not about must stay as they are. At the end both
 * connections change at once, and the same measurement must find all tunnels down.
 *
 * @throws UserError where the site has one connection, whose tunnels go together
 */
export async function checkChange(lab: Lab, report: Report, change: PolicyChange): Promise<void> {
  const [first, second] = new Set(lab.tunnels.map((tunnel) => peerOf(lab.ends, tunnel)!.name));
  if (second === undefined) {
    throw new UserError("a change without an outage needs two connections, and this site has one");
  }
  const watch = new RouteWatch(["cat", "gw0", "gw1"]);
  try {
    await startByHand(lab);
    await checkSteps(lab, report, watch, change, [first!, second]);
  } finally {
    watch.stop();
  }
}

async function checkSteps(
  lab: Lab,
  report: Report,
  watch: RouteWatch,
  writer: PolicyChange,
  connections: readonly [string, string],
): Promise<void> {
  const { from, to } = writer.of(lab.ends);
  const shown = (policy: IpsecPolicy) => ALGORITHM_FIELDS.map((field) => policy[field]).join(" ");
  let azure = lab.gatewayState;
  const give = (connection: string, attributes: Readonly<Record<string, unknown>>) => {
    azure = azure.with(CONNECTION, (values) => {
      if (values.name === connection) Object.assign(values, attributes);
    });
  };
  const givePolicy = (connection: string, policy: IpsecPolicy) =>
    give(connection, { ipsec_policy: [writer.connectionBlock(policy)] });
  const rows: string[][] = [];
  const seen = async (step: Step) => {
    const found = await goThrough(lab, watch, step);
    rows.push(row(step.what, found));
    return found;
  };

  report.section("The policy changes");
  from.forEach((policy, i) => report.note(`${connections[i]!}, from ${shown(policy)}`));
  report.note(`to ${shown(to)}`);
  const both = {
    what: "the router accepts both",
    azure,
    router: writer.routerFile(from, lab.ends, to),
    changed: [],
    accepted: true,
  };
  checkStep(lab, report, both, await seen(both));
  for (const connection of connections) {
    givePolicy(connection, to);
    const last = connection === connections[1];
    const step: Step = {
      what: last ? `${connection} has it too, and the router no other` : `${connection} has the new one`,
      azure,
      router: last ? writer.routerFile([to, to], lab.ends) : writer.routerFile([to, from[1]!], lab.ends, to),
      changed: [connection],
      accepted: true,
    };
    checkStep(lab, report, step, await seen(step));
  }

  report.section("The keys change");
  let router = writer.routerFile([to, to], lab.ends);
  for (const connection of connections) {
    const { sharedKey: old } = lab.tunnels.find((tunnel) => peerOf(lab.ends, tunnel)!.name === connection)!;
    const key = `${old.slice(0, -1)}${old.endsWith("x") ? "y" : "x"}`;
    router = router.replaceAll(` pre-shared-key ${old}\n`, ` pre-shared-key ${key}\n`);
    give(connection, { shared_key: key });
    const step: Step = {
      what: `${connection} has another key`,
      azure,
      router,
      changed: [connection],
      accepted: false,
    };
    checkStep(lab, report, step, await seen(step));
  }

  report.section("Both connections change at once, and the router learns of it last");
  connections.forEach((connection, i) => givePolicy(connection, from[i]!));
  const { early, together, traffic } = await seen({
    what: "both connections at once",
    azure,
    router: writer.routerFile(from, lab.ends),
    changed: connections,
    accepted: false,
  });
  report.check(
    "the same measurement finds all tunnels down",
    together !== undefined && !early.some(Boolean),
    seconds(together),
  );
  for (const { family, outage } of traffic) {
    report.check(`${FAMILY_NAMES[family]} stops`, outage > AT_MOST_SECONDS, `${seconds(outage)} without an answer`);
  }
  report.table(
    [
      "",
      ...lab.tunnels.map(({ name }) => `${name} down`),
      "all down",
      ...lab.families.map((family) => `${FAMILY_NAMES[family]} lost`),
    ],
    rows,
  );
  report.note(
    `Measured with a ping every 20 ms, and ${COPYING_SECONDS} s between Azure's change and the router's file.`,
  );
  report.note("Assumed: Azure takes a connection's tunnels down when its policy or its key changes, and no others.");
}

const seconds = (value: number | undefined) => (value === undefined ? "never" : `${value.toFixed(2)} s`);

const row = (what: string, { each, together, traffic }: Seen) => [
  what,
  ...each.map((value) => seconds(value || undefined)),
  seconds(together),
  ...traffic.map(({ lost, received }) => `${lost} of ${lost + received}`),
];

/** The SA of each tunnel, where it is up. */
const upNow = (lab: Lab) => lab.cat.map((daemon) => daemon.associations().find(({ child }) => child !== undefined));

/** Loads a router's end, which starts no tunnel by itself: each start is told, since it is measured. */
function loadRouter(lab: Lab, index: number): void {
  const daemon = lab.cat[index]!;
  const byHand = { ...lab.tunnels[index]!, initiates: false };
  // The script is there since the lab came up.
  daemon.load(swanctlConf([byHand], daemon.timers, daemon.file("updown")));
}

function initiate(lab: Lab, index: number): boolean {
  const child = sectionOf(lab.tunnels[index]!);
  return lab.cat[index]!.swanctl("--initiate", "--child", child, "--timeout", "4").status === 0;
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

/** Gives both ends what the step says, under traffic. */
async function goThrough(lab: Lab, watch: RouteWatch, { azure, router, changed }: Step): Promise<Seen> {
  const probes = lab.families.map((family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.02));
  await until(() => probes.every((probe) => probe.alive()), 5);
  const before = upNow(lab);
  const started = Date.now() / 1000;
  lab.ends = { ...lab.ends, instances: translate(azure, lab.router, lab.topology).instances };
  const concerned = tunnelsOf(lab, changed);
  for (const index of lab.gw.keys()) lab.loadGateway(index);
  for (const index of concerned) lab.gw[index]!.endAll();
  await until(() => concerned.every((index) => lab.cat[index]!.associations().length === 0), 3);
  // The router tries, by the file that it has.
  const early = lab.tunnels.map((_, index) => (concerned.includes(index) ? initiate(lab, index) : undefined));
  await sleep(1000 * COPYING_SECONDS);
  lab.router = parseRouter("the rendered file", router);
  lab.ends = translate(azure, lab.router, lab.topology);
  for (const index of lab.cat.keys()) loadRouter(lab, index);
  for (const index of concerned) if (!early[index]) initiate(lab, index);
  await lab.allUp();
  await sleep(500);
  const traffic = await Promise.all(probes.map(async (probe) => ({ family: probe.family, ...(await probe.stop()) })));
  const ways = lab.tunnels.map(({ instance }, index) => [
    `cat ${lab.cat[index]!.device()}`,
    `gw${instance} ${lab.gw[index]!.device()}`,
  ]);
  return { early, before, after: upNow(lab), traffic, ...downtime(watch.since(started), ways, Date.now() / 1000) };
}

/** The tunnels of these connections. */
const tunnelsOf = (lab: Lab, connections: readonly string[]) =>
  [...lab.tunnels.keys()].filter((index) => connections.includes(peerOf(lab.ends, lab.tunnels[index]!)!.name));

function checkStep(lab: Lab, report: Report, { what, changed, accepted }: Step, seen: Seen): void {
  const { early, before, after, traffic, each, together } = seen;
  // The watch sees changes alone, so a tunnel must be up at the start.
  const never = before.some(Boolean) && together === undefined;
  report.check(`${what}: in no moment are all tunnels down`, never, together === undefined ? "" : seconds(together));
  const concerned = tunnelsOf(lab, changed);
  for (const [index, tunnel] of lab.tunnels.entries()) {
    const { name } = tunnel;
    const sa = after[index];
    const { ike, esp } = peerOf(lab.ends, tunnel)!;
    const agreed = ike.includes(sa?.ike ?? "none") && esp.some((one) => one.startsWith(sa?.child?.esp ?? "none"));
    const figure = `${sa?.ike ?? "none"}, ${sa?.child?.esp ?? "none"}, down: ${seconds(each[index] || undefined)}`;
    if (concerned.includes(index)) {
      // A tunnel that is made anew was down: the watch must have seen that.
      const renewed =
        agreed && each[index]! > 0 && sa?.uniqueId !== before[index]?.uniqueId && early[index] === accepted;
      const when = accepted ? "before the router has its file" : "once the router has its file";
      report.check(`${what}: ${name} comes up as its connection says, ${when}`, renewed, figure);
    } else {
      const stays = agreed && sa?.uniqueId === before[index]?.uniqueId && each[index] === 0;
      report.check(`${what}: ${name} stays as it is`, stays, figure);
    }
  }
  for (const { family, outage, lost, received } of traffic) {
    report.check(
      `${what}: ${FAMILY_NAMES[family]} goes on`,
      received > 10 && outage <= AT_MOST_SECONDS,
      `${lost} of ${lost + received} packets lost, ${seconds(outage)} at most without an answer`,
    );
  }
}
