import { setTimeout as sleep } from "node:timers/promises";
import { FAMILIES, FAMILY_NAMES } from "../lib/model/dual-stack";
import { addressOf } from "./checks";
import type { Lab } from "./lab";
import { counters, inNode, resetCounters, routeTo } from "./namespaces";
import { Probe } from "./probe";
import type { Report } from "./report";

interface Failure {
  readonly name: string;
  readonly happen: (lab: Lab) => Promise<void>;
  readonly mend: (lab: Lab) => Promise<void>;
  /** The longest outage that is expected with the lab's timers, in seconds. */
  readonly atMost: number;
}

const restart = (lab: Lab) => lab.restartInstance(0);
const blackhole = async (lab: Lab, verb: "add" | "delete") => {
  inNode("inet", ["nft", verb, "element", "inet", "wire", "blackhole", `{ ${lab.ends.instances[0].address} }`]);
};

const FAILURES: readonly Failure[] = [
  { name: "instance 0 stops in order", happen: (lab) => lab.stopInstance(0, "SIGTERM"), mend: restart, atMost: 2 },
  { name: "instance 0 crashes", happen: (lab) => lab.stopInstance(0, "SIGKILL"), mend: restart, atMost: 8 },
  {
    name: "the Internet swallows what belongs to instance 0",
    happen: (lab) => blackhole(lab, "add"),
    mend: (lab) => blackhole(lab, "delete"),
    atMost: 8,
  },
];

/**
 * Makes instance 0 fail in three ways (in two if `short`) and mends it: the other tunnel must take over in both
 * families, and the traffic must return.
 */
export async function checkFailover(lab: Lab, report: Report, short: boolean): Promise<void> {
  report.section("Failover");
  for (const failure of short ? FAILURES.slice(0, 2) : FAILURES) await checkFailure(lab, report, failure);
}

async function checkFailure(lab: Lab, report: Report, { name, happen, mend, atMost }: Failure): Promise<void> {
  const first = lab.cat[0].device()!;
  const leadsTo = (device: string) =>
    FAMILIES.every((family) => routeTo("cat", addressOf(lab.topology.hub, family)).includes(`dev ${device} `));
  const probes = () => FAMILIES.map((family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.05));

  resetCounters("inet", "wire");
  let running = probes();
  await sleep(400);
  await happen(lab);
  await sleep(600);
  const over = await until(() => leadsTo(lab.cat[1].device()!) && running.every((probe) => probe.alive()), 20);
  await sleep(500);
  const through = counters("inet", "wire").esp1!;
  const outages = await Promise.all(running.map(async (probe) => ({ family: probe.family, ...(await probe.stop()) })));
  for (const { family, outage } of outages) {
    report.check(
      `${name}: ${FAMILY_NAMES[family]} goes on`,
      over && outage <= atMost,
      `${seconds(outage)} without an answer`,
    );
  }
  report.check(`${name}: the other tunnel carries it`, over && through > 20, `${through} packets there`);

  running = probes();
  await sleep(300);
  await mend(lab);
  const back = await until(() => leadsTo(first), 20);
  await sleep(700);
  const returns = await Promise.all(running.map((probe) => probe.stop()));
  const outage = Math.max(...returns.map((one) => one.outage));
  report.check(
    `${name}, and comes back: traffic returns to it`,
    back && outage < 2,
    `${seconds(outage)} without an answer`,
  );
}

const seconds = (value: number) => (Number.isFinite(value) ? `${value.toFixed(2)} s` : "never again");

async function until(condition: () => boolean, atMostSeconds: number): Promise<boolean> {
  for (let i = 0; i < atMostSeconds * 20; i++) {
    if (condition()) return true;
    await sleep(50);
  }
  return false;
}
