import { execFile, spawn, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { familyOf, type Family } from "../lib/model/dual-stack";
import type { Instance } from "../lib/model/topology";
import type { RouterConfig } from "../lib/router/router-config";
import type { CarriedTunnel, Carrier, End } from "./carrier";
import type { ShownState } from "./inputs";
import type { Lab } from "./lab";
import { liveTunnel } from "./live-tunnel";
import { answerScript, type Pinged } from "./machine-script";
import { namespace, type Node } from "./namespaces";
import { Probe } from "./probe";
import { bare } from "./topology";

/** Answers every request as the test machines' web server does. */
const WEB_SERVER = 'require("node:http").createServer((_, answer) => answer.end("vm\\n")).listen(80, "::")';

/** Prints the status of a page, or 0. */
const webClient = (url: string) =>
  `fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(3000) }).then((answer) => answer.status, () => 0).then((status) => console.log(status))`;

const into = (node: Node) => `--net=/run/netns/${namespace(node)}`;

/** Seconds that an instance is down. Azure's take longer. */
const DOWN_SECONDS = 8;

/** Pings in the background, and since when: a time in milliseconds. */
interface Pinging {
  readonly probe: Probe;
  readonly intervalSeconds: number;
  readonly since: number;
}

/** Carries tunnels by the lab's IKE daemons. */
export class Daemons implements Carrier {
  /** Pings in the background, by machine and address. */
  private readonly pinging = new Map<string, Pinging>();

  constructor(private readonly lab: Lab) {
    for (const machine of ["vm1", "vm2"] as const) {
      spawn("nsenter", [into(machine), process.execPath, "-e", WEB_SERVER], { stdio: "ignore" });
    }
  }

  follow(router: RouterConfig, azure: ShownState): void {
    this.lab.follow(router, azure);
  }

  tunnel(name: string): CarriedTunnel | undefined {
    const { lab } = this;
    const live = liveTunnel(lab.gatewayState, lab.router, lab.topology, name);
    const index = lab.tunnels.findIndex((one) => one.name === name);
    if (!live || index < 0) return undefined;
    const [router, gateway] = [lab.cat[index]!, lab.gw[index]!].map((daemon) => daemon.associations()[0]);
    return { ...live, ...(router && { router }), ...(gateway && { gateway }) };
  }

  clear(remoteAddress?: string): void {
    for (const [index, { remoteAddress: remote }] of this.lab.tunnels.entries()) {
      if (remoteAddress === undefined || remote === remoteAddress) this.lab.renew(index);
    }
  }

  ping(family: Family, target: string, source: string | undefined, count: number): number {
    const { interfaces } = this.lab.topology;
    const from = interfaces.find(({ name }) => name === source)?.[family] ?? source;
    const words = [into("cat"), ...pingWords(target, count), ...(from ? ["-I", bare(from)] : [])];
    return received(spawnSync("nsenter", words, { encoding: "utf8", timeout: 10_000 }).stdout);
  }

  async reset(instanceAddress: string): Promise<void> {
    const { lab } = this;
    const instance = lab.ends.instances.findIndex(({ address }) => address === instanceAddress) as Instance | -1;
    if (instance < 0) return;
    // Nothing says that an instance takes leave of its peers.
    await lab.stopInstance(instance as Instance, "SIGKILL");
    await sleep(1000 * DOWN_SECONDS);
    await lab.restartInstance(instance as Instance);
  }

  run(machine: End, script: string): Promise<string> {
    // Others are answered meanwhile.
    return answerScript(script, {
      ping: async (target, count) => received((await started(machine, pingWords(target, count))).stdout),
      load: async (target) => {
        const url = `http://${target.includes(":") ? `[${target}]` : target}/`;
        const { stdout } = await started(machine, [process.execPath, "-e", webClient(url)]);
        return Number(stdout);
      },
      beginPings: (target, intervalSeconds) => {
        const key = `${machine} ${target}`;
        void this.pinging.get(key)?.probe.stop();
        const probe = new Probe(familyOf(target), machine, target, intervalSeconds);
        this.pinging.set(key, { probe, intervalSeconds, since: Date.now() });
      },
      endPings: async (target) => {
        const pinging = this.pinging.get(`${machine} ${target}`);
        this.pinging.delete(`${machine} ${target}`);
        return pinging && pinged(pinging);
      },
    });
  }
}

/** Runs a command in a node. @returns what it prints, whatever it ends with */
const started = (node: Node, command: readonly string[]): Promise<{ readonly stdout: string }> =>
  promisify(execFile)("nsenter", [into(node), ...command], { timeout: 10_000 }).catch(
    (error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? "" }),
  );

async function pinged({ probe, intervalSeconds, since }: Pinging): Promise<Pinged> {
  const { received, lost, outage } = await probe.stop();
  const seconds = (Date.now() - since) / 1000;
  if (received === 0) return { sent: Math.floor(seconds / intervalSeconds), received, gapSeconds: seconds };
  return { sent: received + lost, received, gapSeconds: outage };
}

const pingWords = (target: string, count: number): string[] => {
  const family = familyOf(target) === "ipv6" ? "-6" : "-4";
  return ["ping", family, "-n", "-i", "0.05", "-W", "1", "-c", String(count), target];
};

const received = (printed: string): number => Number(/ (\d+) received/.exec(printed)?.[1] ?? 0);
