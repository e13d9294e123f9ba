import { setTimeout as sleep } from "node:timers/promises";
import { FAMILIES, FAMILY_NAMES } from "../lib/model/dual-stack";
import { addressOf } from "./checks";
import { deadAfter } from "./daemon";
import type { Lab } from "./lab";
import { counters, inNode, resetCounters, routeTo } from "./namespaces";
import { Probe, until } from "./probe";
import type { Report } from "./report";

/** Seconds after which each end must have left the tunnel. */
interface Noticed {
  readonly router: number;
  readonly gateway: number;
}

interface Failure {
  readonly name: string;
  readonly happen: (lab: Lab) => Promise<void> | void;
  readonly mend: (lab: Lab) => Promise<void> | void;
  /** @param dead seconds after which each end takes a silent peer for dead */
  readonly noticed: (dead: Noticed) => Noticed;
  /** What Azure or IOS-XE is assumed to do, since no source says it. */
  readonly assumed?: string;
  /** Whether it leaves a tunnel, where both tunnels leave through one interface. @default true */
  readonly onOneExit?: false;
}

const restart = (lab: Lab) => lab.restartInstance(0);
const blackhole = (lab: Lab, verb: "add" | "delete") => {
  inNode("inet", ["nft", verb, "element", "inet", "wire", "blackhole", `{ ${lab.ends.instances[0].address} }`]);
};

const FAILURES: readonly Failure[] = [
  {
    name: "instance 0 stops in order",
    happen: (lab) => lab.stopInstance(0, "SIGTERM"),
    mend: restart,
    noticed: () => ({ router: 0, gateway: 0 }),
  },
  {
    name: "instance 0 crashes",
    happen: (lab) => lab.stopInstance(0, "SIGKILL"),
    mend: restart,
    noticed: ({ router }) => ({ router, gateway: 0 }),
    assumed: "Azure leads its network to instance 1 at once, as instance 0 is gone",
  },
  {
    name: "the Internet swallows what belongs to instance 0",
    happen: (lab) => blackhole(lab, "add"),
    mend: (lab) => blackhole(lab, "delete"),
    noticed: (dead) => dead,
    assumed: "Azure leads its network to instance 1 as soon as instance 0 has lost its tunnel",
  },
  {
    name: "the router loses the interface of the tunnel to instance 0",
    onOneExit: false,
    happen: (lab) => lab.loseInterface(0),
    mend: (lab) => lab.giveInterface(0),
    noticed: ({ gateway }) => ({ router: 0, gateway }),
    assumed: "IOS-XE takes a tunnel down with its source, and Azure does as above",
  },
];

/** What a busy machine may need beyond the timers, in seconds. */
const MARGIN = 3;

/**
 * Makes tunnel 0 fail in four ways and mends it: the other tunnel must take over in both families within the time
 * that the timers of the router's file and of Azure's connections allow, and the traffic must return. If `short`, only
 * instance 0 fails, and the daemons have quick timers.
 */
export async function checkFailover(lab: Lab, report: Report, short: boolean): Promise<void> {
  report.section("Failover");
  if (!short) await useTimers(lab, "their own");
  const dead: Noticed = { router: deadAfter(lab.cat[0].timers), gateway: deadAfter(lab.gw[0].timers) };
  const rows: string[][] = [];
  const oneExit = new Set(lab.topology.exits).size === 1;
  const possible = FAILURES.filter(({ onOneExit = true }) => onOneExit || !oneExit);
  for (const failure of short ? possible.slice(0, 2) : possible) {
    rows.push(await checkFailure(lab, report, failure, failure.noticed(dead)));
  }
  report.table(["seconds until", "the router leaves", "Azure leaves", "IPv4 goes on", "IPv6 goes on", "at most"], rows);
  report.note(
    `Measured with traffic in both directions every 50 ms. A silent peer is dead after ${dead.router} s at the router ` +
      `and ${Math.round(dead.gateway)} s at the gateway${short ? ", the lab's quick timers" : ", by the router's file and Azure's DPD timeout"}.`,
  );
  for (const { name, assumed } of FAILURES)
    if (assumed && rows.some(([row]) => row === name)) report.note(`Assumed, ${name}: ${assumed}.`);
  if (!short) await useTimers(lab, "quick");
}

async function useTimers(lab: Lab, which: "their own" | "quick"): Promise<void> {
  lab.setTimers(which);
  await lab.endTunnels();
  lab.load();
  await lab.bothUp();
}

async function checkFailure(
  lab: Lab,
  report: Report,
  { name, happen, mend }: Failure,
  noticed: Noticed,
): Promise<string[]> {
  const leadsTo = (index: 0 | 1) =>
    FAMILIES.every((family) => {
      const device = lab.cat[index].device();
      return routeTo("cat", addressOf(lab.topology.hub, family)).includes(`dev ${device} `);
    });
  const comesFrom = (index: 0 | 1) =>
    FAMILIES.every((family) => routeTo("vnet", addressOf(lab.topology.app, family)).includes(`dev gw${index} `));
  const probes = () => FAMILIES.map((family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.05));
  const atMost = Math.round(Math.max(noticed.router, noticed.gateway)) + MARGIN;

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
    note("router", leadsTo(1));
    note("gateway", comesFrom(1));
    return times.router !== undefined && times.gateway !== undefined;
  }, atMost + 10);
  const goesOn = over && (await until(() => running.every((probe) => probe.alive()), 5));
  await sleep(1000);
  const through = counters("inet", "wire").esp1!;
  const outages = await Promise.all(running.map(async (probe) => ({ family: probe.family, ...(await probe.stop()) })));
  for (const [who, key] of [
    ["the router", "router"],
    ["Azure's network", "gateway"],
  ] as const) {
    const limit = Math.round(noticed[key]) + MARGIN;
    report.check(
      `${name}: ${who} leaves tunnel 0`,
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
  report.check(`${name}: the other tunnel carries it`, goesOn && through > 20, `${through} packets there`);

  const again = probes();
  await until(() => again.every((probe) => probe.alive()), 5);
  await mend(lab);
  const back = await until(() => leadsTo(0) && comesFrom(0), atMost + 20);
  await sleep(700);
  const returns = await Promise.all(again.map((probe) => probe.stop()));
  const outage = Math.max(...returns.map((one) => one.outage));
  report.check(
    `${name}, and comes back: traffic returns to it`,
    back && outage <= MARGIN,
    `${seconds(outage)} without an answer`,
  );
  const cells = [times.router, times.gateway, ...outages.map((one) => one.outage)].map((value) => seconds(value));
  return [name, ...cells, `${atMost} s`];
}

const seconds = (value = Infinity) => (Number.isFinite(value) ? `${value.toFixed(1)} s` : "never");
