import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FAMILY_NAMES, type Family } from "../lib/model/dual-stack";
import { addressOf } from "./checks";
import type { Lab } from "./lab";
import {
  addAddresses,
  counters,
  inNode,
  ip,
  ipFamily,
  namespace,
  resetCounters,
  replaceTable,
  type Node,
} from "./namespaces";
import { Probe, until } from "./probe";
import type { Report } from "./report";
import { MOST_BYTES } from "./router-node";
import { sectionOf } from "./swanctl";
import { bare, host } from "./topology";

/** Routes the traffic between the two machines through one tunnel while `use` runs. */
async function through<T>(lab: Lab, index: number, use: () => Promise<T>): Promise<T> {
  const change = (verb: "add" | "del") => {
    for (const family of lab.families) {
      const { instance } = lab.tunnels[index]!;
      const inner = lab.topology.instances[instance][family]!;
      const [near, far] = [lab.topology.app, lab.topology.hub].map(
        (machine) => `${ipFamily(family)}route ${verb} ${host(addressOf(machine, family))}`,
      );
      ip("cat", `${far} dev ${lab.cat[index]!.device()} metric 1`);
      ip("vnet", `${near} via ${bare(inner)} metric 1`);
      ip(`gw${instance}`, `${near} dev ${lab.gw[index]!.device()} metric 1`);
    }
  };
  change("add");
  try {
    return await use();
  } finally {
    change("del");
  }
}

/** What was seen of one thing, and whether it is as it must be. */
export interface Finding {
  readonly ok: boolean;
  readonly figure: string;
}

/** Ping and a TCP transfer, of full-size packets too, in every family over each tunnel, with nothing in the clear. */
export async function checkTraffic(lab: Lab, report: Report): Promise<void> {
  report.section("Traffic");
  resetCounters("inet", "wire");
  for (const [index, { name }] of lab.tunnels.entries()) {
    const before = counters("inet", "wire");
    await through(lab, index, async () => {
      for (const family of lab.families) {
        const over = `over ${name}, ${FAMILY_NAMES[family]}`;
        const check = (what: string, { ok, figure }: Finding) => report.check(`${what} ${over}`, ok, figure);
        check("ping", await pings(lab, family));
        check("the largest packet that fits, not to be fragmented,", largestPing(lab, index, family));
        check(
          `TCP, ${TRANSFER >> 20} MiB, as the file bounds segments,`,
          await transfers(lab, index, family, TRANSFER),
        );
      }
    });
    const after = counters("inet", "wire");
    const packets = lab.tunnels.map((_, i) => after[`esp${i}`]! - before[`esp${i}`]!);
    const [own] = packets.splice(index, 1);
    report.check(
      `it went through ${name} alone`,
      own! > 1000 && packets.every((other) => other === 0),
      `${own} packets there, ${packets.join(", ")} elsewhere`,
    );
  }
  for (const family of lab.families) {
    const others = pairsOf(lab, family).slice(1);
    if (others.length === 0) continue;
    const { ok, figure } = pingsOf(others);
    const what = others.length > 1 ? `each other of ${others.length} pairs` : "the other pair";
    report.check(`ping between ${what} of prefixes, both ways, ${FAMILY_NAMES[family]}`, ok, figure);
  }
  const { clear, fragments } = counters("inet", "wire");
  report.check("nothing in the clear on the Internet", clear === 0, `${clear} packets`);
  report.check("no fragment on the Internet", fragments === 0, `${fragments} packets`);
}

const pingOnce = (target: string, ...options: string[]): boolean => pingFrom("vm2", target, ...options);

const pingFrom = (node: Node, target: string, ...options: string[]): boolean => {
  try {
    inNode(node, ["ping", "-n", "-c", "1", ...options, target]);
    return true;
  } catch {
    return false;
  }
};

/** Whether a ping is answered within the time: at first, neighbours may have to be found. */
export const reaches = (lab: Lab, family: Family, atMostSeconds: number): Promise<boolean> =>
  until(() => pingOnce(addressOf(lab.topology.hub, family), "-W", "0.5"), atMostSeconds);

/**
 * Waits until a ping is answered, then pings until forty are. A wrong way loses all packets or half of them, a busy
 * machine a few: one in twenty may be lost.
 */
async function pings(lab: Lab, family: Family): Promise<Finding> {
  const target = addressOf(lab.topology.hub, family);
  if (!(await reaches(lab, family, 4))) return { ok: false, figure: "no answer" };
  const probe = new Probe(family, "vm2", target, 0.02);
  await probe.replied(40, 5);
  const { received, lost } = await probe.stop();
  return { ok: received >= 20 && lost <= received / 20, figure: `${received} answered, ${lost} lost` };
}

/** Every address of the machine behind the router with every one of that behind the gateway. */
const pairsOf = ({ topology: { app, hub } }: Lab, family: Family) =>
  app[family].flatMap((near) => hub[family].map((far) => ({ near, far })));

function pingsOf(pairs: ReturnType<typeof pairsOf>): Finding {
  const tries = (node: Node, from: string, to: string) =>
    [1, 2, 3].some(() => pingFrom(node, to, "-W", "1", "-I", from));
  const failed = pairs.flatMap(({ near, far }) => [
    ...(tries("vm2", near, far) ? [] : [`${near} to ${far}`]),
    ...(tries("vm1", far, near) ? [] : [`${far} to ${near}`]),
  ]);
  return { ok: failed.length === 0, figure: failed.length === 0 ? "all answered" : `no answer: ${failed.join(", ")}` };
}

/** A ping, and so its answer, as large as the tunnel takes it. */
function largestPing(lab: Lab, index: number, family: Family): Finding {
  const size = Math.min(lab.router.tunnels[index]!.mtu[family] ?? MOST_BYTES, MOST_BYTES);
  const payload = size - { ipv4: 28, ipv6: 48 }[family];
  const target = addressOf(lab.topology.hub, family);
  const ok = [1, 2, 3].some(() => pingOnce(target, "-W", "1", "-M", "do", "-s", String(payload)));
  return { ok, figure: `${size} bytes` };
}

const TRANSFER = 4 << 20;
const TCP_AND_IP = { ipv4: 40, ipv6: 60 } as const;

/** A transfer whose segments are as large as the router's tunnel lets them be, and no larger. */
export async function transfers(lab: Lab, index: number, family: Family, bytes: number): Promise<Finding> {
  const mss = lab.router.tunnels[index]!.mss[family];
  const most = (mss ?? MOST_BYTES) + TCP_AND_IP[family];
  // An IPv6 packet's length is that of its payload.
  const length = family === "ipv4" ? `ip protocol tcp ip length` : `ip6 nexthdr tcp ip6 length`;
  const limit = family === "ipv4" ? most : most - 40;
  replaceTable(
    "vnet",
    "sizes",
    `
  counter full { }
  counter over { }
  chain transit { type filter hook forward priority filter
    iifname "gw*" ${length} ${limit} counter name full
    iifname "gw*" ${length} > ${limit} counter name over
  }`,
  );
  const megabits = await transfer(addressOf(lab.topology.hub, family), bytes);
  const { full, over } = counters("vnet", "sizes");
  if (megabits === 0) return { ok: false, figure: "it stalls" };
  if (mss === undefined) return { ok: false, figure: "the file has no bound" };
  return {
    ok: full! > 0 && over === 0,
    figure: `${megabits.toFixed(0)} Mbit/s, ${full} packets of ${most} bytes, ${over} larger ones`,
  };
}

/** Sends bytes from vm2 to vm1, which says how many it got. @returns Mbit/s, or 0 if it fails */
async function transfer(target: string, bytes: number): Promise<number> {
  const node = (where: "vm1" | "vm2", ...args: string[]) =>
    spawn("nsenter", [`--net=/run/netns/${namespace(where)}`, process.execPath, join(__dirname, "tcp.cjs"), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
  const server = node("vm1", "receive", target);
  try {
    await new Promise((resolve) => server.stdout.once("data", resolve));
    const client = node("vm2", "send", target, String(bytes));
    let text = "";
    client.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    await new Promise((resolve) => client.on("close", resolve));
    const { received, seconds } = JSON.parse(text || '{"received":0,"seconds":1}') as {
      received: number;
      seconds: number;
    };
    return received === bytes ? (8 * received) / seconds / 1e6 : 0;
  } finally {
    server.kill();
  }
}

/** Checks the state in every maintenance of the gateway: what goes to its network must not leave the router. */
export async function checkNoTunnel(lab: Lab, report: Report): Promise<void> {
  report.section("No tunnel: nothing leaves");
  for (const family of lab.families) {
    const { ok, figure } = await withoutTunnel(lab, family);
    report.check(`${FAMILY_NAMES[family]} to the gateway's network stays in the router`, ok, figure);
  }
  lab.load();
  report.check("all tunnels come back", await lab.allUp());
}

/** Ends all tunnels and pings; the lab's ends must be loaded again afterwards. */
export async function withoutTunnel(lab: Lab, family: Family): Promise<Finding> {
  await lab.endTunnels();
  resetCounters("cat", "edge");
  const targets = lab.topology.hub[family].flatMap((one) => [one, one, one]);
  for (const one of targets) pingOnce(one, "-W", "0.2");
  const seen = counters("cat", "edge");
  const [asked, left] = ["asked", "left"].map((name) => seen[`${name}${family.at(-1)}`]!);
  return { ok: asked! > 0 && left === 0, figure: `${targets.length} pings, ${left} packets leave` };
}

/**
 * Leads IPv6 into each tunnel of a site that has none, as the router would if somebody gave it such a route: the tunnel
 * must not take it.
 */
export function checkNoIpv6(lab: Lab, report: Report): void {
  if (lab.families.includes("ipv6")) return;
  report.section("No IPv6 gets through");
  const led = lab.router.ipv6Routes.filter(({ via }) => via.startsWith("Tunnel")).map(({ prefix }) => prefix);
  report.check("the file leads none into a tunnel", led.length === 0, led.join(", "));
  const [own, target] = ["2001:2:0:1::4", "2001:2:0:2::4"] as const;
  addAddresses("cat", "lo", host(own));
  for (const [index, { name }] of lab.tunnels.entries()) {
    const device = lab.cat[index]!.device()!;
    ip("cat", `-6 route replace ${host(target)} dev ${device}`);
    const before = [sentTo(device), counters("inet", "wire")[`esp${index}`]!] as const;
    pingFrom("cat", target, "-c", "20", "-i", "0.02", "-W", "0.2", "-I", own);
    const asked = sentTo(device) - before[0];
    const through = counters("inet", "wire")[`esp${index}`]! - before[1];
    report.check(`${name} takes none`, asked >= 20 && through === 0, `${asked} packets led there, ${through} leave`);
  }
  ip("cat", `-6 addr del ${host(own)} dev lo`);
}

/** Packets that the router has led into a device. */
function sentTo(device: string): number {
  const [link] = JSON.parse(ip("cat", `-s -j link show dev ${device}`)) as { stats64: { tx: { packets: number } } }[];
  return link!.stats64.tx.packets;
}

/** Rekeys each tunnel's CHILD SA and IKE SA under traffic, which must not lose a packet. */
export async function checkRekeying(lab: Lab, report: Report): Promise<void> {
  report.section("Rekeying under traffic");
  for (const [index, { name, esp, ike }] of lab.tunnels.entries()) {
    const daemon = lab.cat[index]!;
    for (const what of ["child", "ike"] as const) {
      await through(lab, index, async () => {
        const before = daemon.associations()[0];
        const probes = lab.families.map(
          (family) => new Probe(family, "vm2", addressOf(lab.topology.hub, family), 0.02),
        );
        await sleep(300);
        daemon.swanctl("--rekey", `--${what}`, sectionOf({ name }));
        await sleep(1000);
        await Promise.all(probes.map((probe) => probe.replied(40, 5)));
        const results = await Promise.all(probes.map((probe) => probe.stop()));
        const after = daemon.associations()[0];
        const renewed =
          what === "child"
            ? after?.child?.uniqueId !== before?.child?.uniqueId && esp.includes(after?.child?.esp ?? "none")
            : after?.uniqueId !== before?.uniqueId && ike.includes(after?.ike ?? "none");
        const lost = results.reduce((sum, one) => sum + one.lost, 0);
        const received = results.reduce((sum, one) => sum + one.received, 0);
        const negotiated = what === "child" ? after?.child?.esp : after?.ike;
        report.check(`${name}: ${what.toUpperCase()} SA renewed`, renewed && after !== undefined, negotiated ?? "none");
        report.check(
          `${name}: no packet lost meanwhile`,
          lost === 0 && received > 30 * results.length,
          lost === Infinity ? "one family had no answer at all" : `${lost} lost, ${received} answered`,
        );
      });
    }
  }
}
