import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ADDRESS_BITS } from "../lib/addressing/cidr";
import { FAMILIES, FAMILY_NAMES } from "../lib/model/dual-stack";
import { addressOf } from "./checks";
import { BOTH, type Index, type Lab } from "./lab";
import { counters, inNode, ip, ipFamily, namespace, resetCounters } from "./namespaces";
import { Probe } from "./probe";
import type { Report } from "./report";
import { sectionOf } from "./swanctl";
import { bare } from "./topology";

/** Routes the traffic between the two machines through one tunnel while `use` runs. */
async function through<T>(lab: Lab, index: Index, use: () => Promise<T>): Promise<T> {
  const change = (verb: "add" | "del") => {
    for (const family of FAMILIES) {
      const host = (address: string) => `${ipFamily(family)}route ${verb} ${address}/${ADDRESS_BITS[family]}`;
      const inner = lab.topology.instances[index][family];
      const device = lab.cat[index].device();
      ip("cat", `${host(addressOf(lab.topology.hub, family))} dev ${device} metric 1`);
      ip("vnet", `${host(addressOf(lab.topology.app, family))} via ${bare(inner)} metric 1`);
    }
  };
  change("add");
  try {
    return await use();
  } finally {
    change("del");
  }
}

/** Checks ping and a TCP transfer, in both families over each tunnel, and that nothing is in the clear. */
export async function checkTraffic(lab: Lab, report: Report): Promise<void> {
  report.section("Traffic");
  resetCounters("inet", "wire");
  for (const index of BOTH) {
    const { name } = lab.ends.tunnels[index];
    const before = counters("inet", "wire");
    await through(lab, index, async () => {
      for (const family of FAMILIES) {
        const target = addressOf(lab.topology.hub, family);
        const answers = pings(target);
        report.check(`ping over ${name}, ${FAMILY_NAMES[family]}`, answers === 5, `${answers} of 5 answered`);
      }
      for (const family of FAMILIES) {
        const megabits = await transfer(addressOf(lab.topology.hub, family));
        report.check(
          `TCP over ${name}, ${FAMILY_NAMES[family]}, ${TRANSFER >> 20} MiB`,
          megabits > 0,
          `${megabits.toFixed(0)} Mbit/s`,
        );
      }
    });
    const after = counters("inet", "wire");
    const [own, other] = [index, 1 - index].map((i) => after[`esp${i}`]! - before[`esp${i}`]!);
    report.check(
      `it went through ${name} alone`,
      own! > 1000 && other! < 20,
      `${own} packets there, ${other} in the other`,
    );
  }
  const { clear } = counters("inet", "wire");
  report.check("nothing in the clear on the Internet", clear === 0, `${clear} packets`);
}

function pings(target: string): number {
  try {
    const text = inNode("vm2", ["ping", "-n", "-c", "5", "-i", "0.05", "-W", "1", target]);
    return Number(/(\d+) received/.exec(text)?.[1]);
  } catch {
    return 0;
  }
}

const TRANSFER = 4 << 20;

/** Sends bytes from vm2 to vm1, which says how many it got. @returns Mbit/s, or 0 if it fails */
async function transfer(target: string): Promise<number> {
  const node = (where: "vm1" | "vm2", ...args: string[]) =>
    spawn("nsenter", [`--net=/run/netns/${namespace(where)}`, process.execPath, join(__dirname, "tcp.cjs"), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
  const server = node("vm1", "receive", target);
  try {
    await new Promise((resolve) => server.stdout.once("data", resolve));
    const client = node("vm2", "send", target, String(TRANSFER));
    let text = "";
    client.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    await new Promise((resolve) => client.on("close", resolve));
    const { received, seconds } = JSON.parse(text || '{"received":0,"seconds":1}') as {
      received: number;
      seconds: number;
    };
    return received === TRANSFER ? (8 * received) / seconds / 1e6 : 0;
  } finally {
    server.kill();
  }
}

/** Rekeys each tunnel's CHILD SA and IKE SA under traffic, which must not lose a packet. */
export async function checkRekeying(lab: Lab, report: Report): Promise<void> {
  report.section("Rekeying under traffic");
  for (const index of BOTH) {
    const { name, esp, ike } = lab.ends.tunnels[index];
    const daemon = lab.cat[index];
    for (const what of ["child", "ike"] as const) {
      await through(lab, index, async () => {
        const before = daemon.associations()[0];
        const probes = FAMILIES.map((family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.02));
        await sleep(300);
        daemon.swanctl("--rekey", `--${what}`, sectionOf({ name }));
        await sleep(1000);
        const results = await Promise.all(probes.map((probe) => probe.stop()));
        const after = daemon.associations()[0];
        const renewed =
          what === "child"
            ? after?.child?.uniqueId !== before?.child?.uniqueId && after?.child?.esp === esp
            : after?.uniqueId !== before?.uniqueId && after?.ike === ike;
        const lost = results.reduce((sum, one) => sum + one.lost, 0);
        const received = results.reduce((sum, one) => sum + one.received, 0);
        const negotiated = what === "child" ? after?.child?.esp : after?.ike;
        report.check(`${name}: ${what.toUpperCase()} SA renewed`, renewed && after !== undefined, negotiated ?? "none");
        report.check(
          `${name}: no packet lost meanwhile`,
          lost === 0 && received > 60,
          lost === Infinity ? "one family had no answer at all" : `${lost} lost, ${received} answered`,
        );
      });
    }
  }
}
