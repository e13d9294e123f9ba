import { setTimeout as sleep } from "node:timers/promises";
import { FAMILY_NAMES } from "../lib/model/dual-stack";
import type { Instance } from "../lib/model/topology";
import { addressOf } from "./checks";
import { deadAfter, type Daemon } from "./daemon";
import type { Tunnel } from "./ends";
import type { Lab } from "./lab";
import { counters, inNode, resetCounters, routeTo, type Node } from "./namespaces";
import { Probe, until } from "./probe";
import type { Report } from "./report";

/** Seconds after which each end must have left the tunnel. */
interface Noticed {
  readonly router: number;
  readonly gateway: number;
}

interface Failure {
  readonly name: string;
  readonly hits: (tunnel: Tunnel) => boolean;
  readonly happen: (lab: Lab) => Promise<void> | void;
  readonly mend: (lab: Lab) => Promise<void> | void;
  /** @param dead seconds after which each end takes a silent peer for dead */
  readonly noticed: (dead: Noticed) => Noticed;
  /** What Azure or IOS-XE is assumed to do, since no source says it. */
  readonly assumed?: string;
  /** Whether the short run leaves it out. */
  readonly long?: true;
}

const blackhole = (lab: Lab, verb: "add" | "delete") => {
  inNode("inet", ["nft", verb, "element", "inet", "wire", "blackhole", `{ ${lab.ends.instances[0].address} }`]);
};

/** Failures of each instance and, where tunnels leave through more than one, of each interface. */
function failuresOf({ tunnels, topology }: Lab): Failure[] {
  const at = (own: Instance) => ({
    hits: ({ instance }: Tunnel) => instance === own,
    mend: (lab: Lab) => lab.restartInstance(own),
  });
  const crash = (own: Instance, other: Instance): Failure => ({
    name: `instance ${own} crashes`,
    ...at(own),
    happen: (lab) => lab.stopInstance(own, "SIGKILL"),
    noticed: ({ router }) => ({ router, gateway: 0 }),
    assumed: `Azure leads its network to instance ${other} at once, as instance ${own} is gone`,
  });
  const exits = [...new Set(tunnels.map(({ exit }) => exit))];
  return [
    {
      name: "instance 0 stops in order",
      ...at(0),
      happen: (lab) => lab.stopInstance(0, "SIGTERM"),
      noticed: () => ({ router: 0, gateway: 0 }),
    },
    crash(0, 1),
    crash(1, 0),
    {
      name: "the Internet swallows what belongs to instance 0",
      ...at(0),
      happen: (lab) => blackhole(lab, "add"),
      mend: (lab) => blackhole(lab, "delete"),
      noticed: (dead) => dead,
      assumed: "Azure leads its network to instance 1 as soon as instance 0 has lost its tunnels",
      long: true,
    },
    ...(exits.length > 1 ? exits : []).map((own): Failure => ({
      name: `the router loses ${topology.interfaces[own]!.name}`,
      hits: ({ exit }) => exit === own,
      happen: (lab) => lab.loseInterface(own),
      mend: (lab) => lab.giveInterface(own),
      noticed: ({ gateway }) => ({ router: 0, gateway }),
      assumed: "IOS-XE takes a tunnel down with its source, and Azure does as above",
    })),
  ];
}

/** What a machine may need beyond the timers, in seconds. */
const MARGIN = 3;

/**
 * Makes an instance or an interface of the router fail that carries the traffic, and mends it: another tunnel must
 * take over in both families within the time that the timers of the router's file and of Azure's connections
 * allow, and the traffic must return. A busy machine may take as long beyond the timers as it has needed to make the
 * tunnels before. If `short`, the daemons have quick timers.
 */
export async function checkFailover(lab: Lab, report: Report, short: boolean): Promise<void> {
  report.section("Failover");
  if (!short) await useTimers(lab, "their own");
  const latest = (daemons: readonly Daemon[]) => Math.max(...daemons.map(({ timers }) => deadAfter(timers)));
  const deadOf = (hits: Failure["hits"]): Noticed => {
    const hit = (_: Daemon, index: number) => hits(lab.tunnels[index]!);
    return { router: latest(lab.cat.filter(hit)), gateway: latest(lab.gw.filter(hit)) };
  };
  const rows: string[][] = [];
  const failures = failuresOf(lab).filter(({ long }) => !(short && long));
  for (const failure of failures) {
    const began = performance.now();
    await lab.prefer(lab.tunnels.findIndex(failure.hits));
    const margin = Math.max(MARGIN, Math.round((performance.now() - began) / 1000));
    rows.push(await checkFailure(lab, report, failure, failure.noticed(deadOf(failure.hits)), margin));
  }
  await lab.prefer(0);
  const goOn = lab.families.map((family) => `${FAMILY_NAMES[family]} goes on`);
  report.table(["seconds until", "the router leaves", "Azure leaves", ...goOn, "at most"], rows);
  const dead = deadOf(() => true);
  report.note(
    `Measured with traffic in both directions every 50 ms. A silent peer is dead after ${dead.router} s at most at the router ` +
      `and ${Math.round(dead.gateway)} s at most at the gateway${short ? ", the lab's quick timers" : ", by the router's file and Azure's DPD timeout"}.`,
  );
  for (const { name, assumed } of failures) if (assumed) report.note(`Assumed, ${name}: ${assumed}.`);
  if (!short) await useTimers(lab, "quick");
}

async function useTimers(lab: Lab, which: "their own" | "quick"): Promise<void> {
  lab.setTimers(which);
  await lab.endTunnels();
  lab.load();
  await lab.allUp();
}

async function checkFailure(
  lab: Lab,
  report: Report,
  { name, hits, happen, mend }: Failure,
  noticed: Noticed,
  margin: number,
): Promise<string[]> {
  const [own] = lab.order;
  const next = lab.order.find((index) => !hits(lab.tunnels[index]!));
  if (own === undefined || next === undefined) {
    report.check(`${name}: another tunnel is there`, false);
    return [];
  }
  const leads = (node: Node, target: string, device: string | undefined) =>
    routeTo(node, target).includes(`dev ${device} `);
  const leadsTo = (index: number) =>
    lab.families.every((family) => leads("cat", addressOf(lab.topology.hub, family), lab.cat[index]!.device()));
  const comesFrom = (index: number) =>
    lab.families.every((family) => {
      const node = `gw${lab.tunnels[index]!.instance}` as const;
      const app = addressOf(lab.topology.app, family);
      return leads("vnet", app, node) && leads(node, app, lab.gw[index]!.device());
    });
  const probes = () =>
    lab.families.map((family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.05));
  const atMost = Math.round(Math.max(noticed.router, noticed.gateway)) + margin;

  resetCounters("inet", "wire");
  const running = probes();
  await until(() => running.every((probe) => probe.alive()), 5);
  const started = performance.now();
  const times: { router?: number; gateway?: number } = {};
  const note = (key: "router" | "gateway", there: boolean) => {
    if (there) times[key] ??= (performance.now() - started) / 1000;
  };
  await happen(lab);
  const over = await until(() => {
    note("router", leadsTo(next));
    note("gateway", comesFrom(next));
    return times.router !== undefined && times.gateway !== undefined;
  }, atMost + 10);
  const goesOn = over && (await until(() => running.every((probe) => probe.alive()), 5));
  await sleep(1000);
  const through = counters("inet", "wire")[`esp${next}`]!;
  const outages = await Promise.all(running.map(async (probe) => ({ family: probe.family, ...(await probe.stop()) })));
  for (const [who, key] of [
    ["the router", "router"],
    ["Azure's network", "gateway"],
  ] as const) {
    const limit = Math.round(noticed[key]) + margin;
    report.check(
      `${name}: ${who} leaves ${lab.tunnels[own]!.name}`,
      (times[key] ?? Infinity) <= limit,
      `${seconds(times[key])} of ${limit} s`,
    );
  }
  for (const { family, outage } of outages) {
    report.check(
      `${name}: ${FAMILY_NAMES[family]} goes on`,
      goesOn && outage <= atMost,
      `${seconds(outage)} without an answer, of ${atMost} s`,
    );
  }
  report.check(`${name}: ${lab.tunnels[next]!.name} carries it`, goesOn && through > 20, `${through} packets there`);

  const again = probes();
  await until(() => again.every((probe) => probe.alive()), 5);
  await mend(lab);
  const back = await until(() => leadsTo(own) && comesFrom(own), atMost + 20);
  await sleep(700);
  const returns = await Promise.all(again.map((probe) => probe.stop()));
  const outage = Math.max(...returns.map((one) => one.outage));
  report.check(
    `${name}, and comes back: traffic returns to it`,
    back && outage <= margin,
    `${seconds(outage)} without an answer, of ${margin} s`,
  );
  const cells = [times.router, times.gateway, ...outages.map((one) => one.outage)].map((value) => seconds(value));
  return [name, ...cells, `${atMost} s`];
}

const seconds = (value = Infinity) => (Number.isFinite(value) ? `${value.toFixed(1)} s` : "never");
