import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FAMILIES, type Family } from "../lib/model/dual-stack";
import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/reader";
import { Daemon, QUICK, stopDaemons } from "./daemon";
import { gatewayInstances, gatewayTimers, type GatewayConnection, type GatewayInstance } from "./gateway";
import type { ShownState } from "./inputs";
import { ip, ipFamily, makeNamespaces, removeNamespaces } from "./namespaces";
import { killProbes } from "./probe";
import { routerTimers, routerTunnels } from "./router";
import { swanctlConf, type Endpoint } from "./swanctl";
import { bare, topologyOf, type Topology } from "./topology";
import { runUpdown, UPDOWN, updownFiles, type TunnelRoute } from "./updown";
import {
  bringUp,
  configureRouter,
  configureTunnel,
  connectInstance,
  joinHub,
  metricOf,
  PORTS,
  routesOf,
  takeDownInterface,
  wire,
} from "./wiring";

/** Both ends of a deployment: the instances translated from Azure's state alone, the tunnels from the router's file. */
export interface Ends {
  readonly instances: readonly [GatewayInstance, GatewayInstance];
  readonly tunnels: readonly [Endpoint, Endpoint];
}

export type Index = 0 | 1;
export const BOTH = [0, 1] as const;

export function translate(gateway: ShownState, router: RouterConfig, topology: Topology): Ends {
  const [, ...exits] = topology.interfaces;
  const instances = gatewayInstances(gateway, new Map(exits.map((one) => [one.publicAddress, bare(one.ipv4)])));
  const [first, second, ...others] = routerTunnels(router);
  if (!first || !second || others.length > 0)
    throw new UserError("the router's file must have two tunnels: the lab runs the topologies article and single");
  return { instances, tunnels: [first, second] };
}

/** The namespaces and the four daemons of one run. */
export class Lab {
  readonly topology: Topology;
  readonly cat: readonly [Daemon, Daemon];
  readonly gw: readonly [Daemon, Daemon];
  ends: Ends;
  /** Routes of the router's file that could not be installed. */
  refusedRoutes: readonly string[] = [];

  constructor(
    readonly gatewayState: ShownState,
    siteState: ShownState,
    public router: RouterConfig,
    private readonly home: string,
    environment: NodeJS.ProcessEnv,
  ) {
    this.topology = topologyOf(gatewayState, siteState);
    this.ends = translate(gatewayState, router, this.topology);
    if (existsSync(join(home, "namespaces"))) throw new UserError("a lab is up already; npm run lab:down removes it");
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { mode: 0o700 });
    const daemon = (node: "cat" | "gw0" | "gw1", index: Index) =>
      new Daemon(node === "cat" ? `cat${index}` : node, node, PORTS[node === "cat" ? index : 0], home, environment);
    this.cat = [daemon("cat", 0), daemon("cat", 1)];
    this.gw = [daemon("gw0", 0), daemon("gw1", 1)];
  }

  /** Brings everything up. @returns seconds until both tunnels carried traffic, or undefined if they never did */
  async up(): Promise<number | undefined> {
    const started = performance.now();
    makeNamespaces(this.home);
    const [first, second] = this.ends.instances;
    this.refusedRoutes = wire(this.topology, [first.address, second.address], this.router);
    // The gateway loads first: without connections it would refuse every proposal, and the router would give up.
    for (const daemon of [...this.gw, ...this.cat]) await daemon.start();
    this.load();
    return (await this.bothUp()) ? (performance.now() - started) / 1000 : undefined;
  }

  /** Tells every daemon its ends, and the router's tunnel interfaces what the file says of them. */
  load(): void {
    for (const index of BOTH) this.loadGateway(index);
    for (const index of BOTH) {
      configureTunnel(this.cat[index].device()!, this.router.tunnels[index]!);
      this.loadRouter(index);
    }
  }

  async bothUp(): Promise<boolean> {
    for (const index of BOTH) if (!(await this.waitFor(index, 10))) return false;
    return true;
  }

  /** Gives the router another file, and ends what it has negotiated by the one before. */
  async reconfigure(router: RouterConfig): Promise<void> {
    await this.endTunnels();
    this.ends = translate(this.gatewayState, router, this.topology);
    this.router = router;
    this.refusedRoutes = configureRouter(this.topology, router);
    this.load();
  }

  /** Ends both tunnels; they stay down until the router's ends are loaded again. */
  async endTunnels(): Promise<void> {
    for (const index of BOTH) {
      const daemon = this.cat[index];
      daemon.load(swanctlConf([this.ends.tunnels[index]], daemon.timers));
      daemon.endAll();
    }
    const through = () => BOTH.some((index) => FAMILIES.some((family) => this.routesThrough(index, family) !== ""));
    for (let i = 0; i < 100 && through(); i++) await sleep(20);
  }

  /** Routes of the router's file that lead into a tunnel now. */
  routesThrough(index: Index, family: Family): string {
    const device = this.cat[index].device();
    return device ? ip("cat", `${ipFamily(family)}route show dev ${device} proto boot`).trim() : "";
  }

  /** Finds dead peers as the file and Azure's connections say, or quickly. */
  setTimers(which: "their own" | "quick"): void {
    const own = which === "their own";
    for (const daemon of this.cat) daemon.setTimers(own ? routerTimers(this.router) : QUICK);
    for (const daemon of this.gw) daemon.setTimers(own ? gatewayTimers(this.gatewayState) : QUICK);
  }

  /** Takes an interface of a tunnel away from the router; IOS-XE takes the tunnel with it. */
  loseInterface(index: Index): void {
    takeDownInterface(this.topology.exits[index]);
    runUpdown(this.cat[index].file("updown"), "down");
  }

  giveInterface(index: Index): void {
    bringUp(this.topology, this.router, this.topology.exits[index]);
    routesOf(this.router);
  }

  loadGateway(index: Index): void {
    const { connections } = this.ends.instances[index];
    this.gw[index].load(swanctlConf(connections, this.gw[index].timers, this.gatewayScript(index, connections)));
  }

  loadRouter(index: Index): void {
    this.cat[index].load(swanctlConf([this.ends.tunnels[index]], this.cat[index].timers, this.routerScript(index)));
  }

  /** Waits until a tunnel's traffic has its routes in both directions. */
  async waitFor(index: Index, seconds: number): Promise<boolean> {
    const routed = (node: "cat" | "vnet", device: string, target: string) =>
      ip(node, `route show match ${target} dev ${device}`).trim() !== "";
    for (let i = 0; i < seconds * 20; i++) {
      const device = this.cat[index].device();
      const there = device !== undefined && routed("cat", device, bare(this.topology.hub.machine.ipv4));
      if (there && routed("vnet", `gw${index}`, bare(this.topology.app.machine.ipv4))) return true;
      await sleep(50);
    }
    return false;
  }

  /** Ends an instance of the gateway and takes its links down, as a failure of its host does. */
  async stopInstance(index: Index, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.gw[index].stop(signal);
    for (const device of ["wan", "lan"]) ip(`gw${index}`, `link set ${device} down`);
  }

  /** Starts an instance again. Its link to the Internet comes up only after its connections are loaded. */
  async restartInstance(index: Index): Promise<void> {
    ip(`gw${index}`, "link set lan up");
    joinHub(this.topology, index);
    await this.gw[index].start();
    this.loadGateway(index);
    ip(`gw${index}`, "link set wan up");
    connectInstance(`gw${index}`);
  }

  /**
   * Stands in for the line protocol of the router's tunnel interfaces: the routes through a tunnel exist as
   * long as its SA does. Tunnel 0 has the better metric, where IOS-XE would share the load.
   */
  private routerScript(index: Index): string {
    const { name } = this.ends.tunnels[index];
    const through = [...this.router.ipv4Routes, ...this.router.ipv6Routes].filter(({ via }) => via === name);
    const device = this.cat[index].device();
    return this.script(
      this.cat[index],
      through.map((route) => ({
        node: "cat",
        prefix: route.prefix,
        how: `dev ${device} metric ${metricOf(route) + index}`,
      })),
    );
  }

  /**
   * The routes of an instance and, in the network behind it, those that lead to it. That Azure leads the network to
   * the other instance as soon as one has lost its tunnel is assumed.
   */
  private gatewayScript(index: Index, connections: readonly GatewayConnection[]): string {
    const prefixes = [...new Set(connections.flatMap((one) => one.prefixes))];
    const inner = this.topology.instances[index];
    const routes = prefixes.flatMap((prefix): TunnelRoute[] => {
      const via = bare(prefix.includes(":") ? inner.ipv6 : inner.ipv4);
      return [
        { node: `gw${index}`, prefix, how: `dev ${this.gw[index].device()} metric 10` },
        { node: "vnet", prefix, how: `via ${via} dev gw${index} metric ${10 + 10 * index}` },
      ];
    });
    return this.script(this.gw[index], routes);
  }

  private script(daemon: Daemon, routes: readonly TunnelRoute[]): string {
    for (const [name, text] of Object.entries(updownFiles(routes))) daemon.write(`updown.${name}`, text);
    daemon.write("updown", UPDOWN, 0o700);
    return daemon.file("updown");
  }
}

/** Removes everything that the lab of this folder has made. */
export async function takeDown(home: string): Promise<void> {
  killProbes();
  await stopDaemons(home);
  removeNamespaces(home);
  rmSync(home, { recursive: true, force: true });
}
