import { spawn, spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Family } from "../lib/model/dual-stack";
import type { RouterConfig } from "../lib/router/router-config";
import type { CarriedTunnel, Carrier, End } from "./carrier";
import type { ShownState } from "./inputs";
import type { Lab } from "./lab";
import { liveTunnel } from "./live-tunnel";
import { namespace, type Node } from "./namespaces";
import { endWithLab } from "./probe";
import { bare } from "./topology";

/** Answers every request as the test machines' web server does. */
const WEB_SERVER = 'require("node:http").createServer((_, answer) => answer.end("vm\\n")).listen(80, "::")';

const into = (node: Node) => `--net=/run/netns/${namespace(node)}`;

/** Carries tunnels by the lab's IKE daemons. */
export class Daemons implements Carrier {
  constructor(private readonly lab: Lab) {
    for (const machine of ["vm1", "vm2"] as const) {
      endWithLab(spawn("nsenter", [into(machine), process.execPath, "-e", WEB_SERVER], { stdio: "ignore" }));
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
    const { stdout } = spawnSync(
      "nsenter",
      [
        into("cat"),
        ...["ping", family === "ipv6" ? "-6" : "-4", "-n", "-i", "0.05", "-W", "1", "-c", String(count)],
        ...(from ? ["-I", bare(from)] : []),
        target,
      ],
      { encoding: "utf8" },
    );
    return Number(/ (\d+) received/.exec(stdout)?.[1] ?? 0);
  }

  async run(machine: End, script: string) {
    const child = spawn("nsenter", [into(machine), "sh", "-s"], { stdio: ["pipe", "pipe", "pipe"] });
    endWithLab(child);
    child.stdin.end(script);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr };
  }
}
