import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { familyOf, type Family } from "../lib/model/dual-stack";
import type { Instance } from "../lib/model/topology";
import { UserError } from "../lib/model/user-error";
import type { RouterConfig } from "../lib/router/router-config";
import { Daemon, QUICK } from "./daemon";
import { peerOf, placeAtInstance, translate, withoutTunnel, type Ends, type Tunnel } from "./ends";
import { gatewayTimers, type GatewayConnection } from "./gateway";
import type { ShownState } from "./inputs";
import { ip, ipFamily, makeNamespaces, removeNamespaces, type Node } from "./namespaces";
import { portsOf } from "./packet-rules";
import { routerTimers } from "./router";
import {
  bringUp,
  configureRouter,
  configureTunnel,
  metricOf,
  removeRoutes,
  routesOf,
  takeDownInterface,
} from "./router-node";
import { liveTunnel, unless } from "./live-tunnel";
import { sectionOf, swanctlConf, type Endpoint } from "./swanctl";
import { bare, familiesOf, type Topology } from "./topology";
import { removeTunnelRoute, runUpdown, UPDOWN, updownFiles, type TunnelRoute } from "./updown";
import { connectInstance, joinHub, wire } from "./wiring";

/** The namespaces and the daemons of one run: one for each end of each tunnel, whose TUN device is the tunnel's. */
export class Lab {
  /** The families that both networks have. */
  readonly families: readonly Family[];
  /** The router's end of each tunnel. */
  readonly cat: readonly Daemon[];
  /** The gateway's end of each tunnel, in the instance's node. */
  readonly gw: readonly Daemon[];
  ends: Ends;
  /** The tunnel that traffic goes through while it is up; the others follow in the order of the file. */
  private preferred = 0;
  /** The last configuration of the router that had all of its tunnels. */
  private whole: RouterConfig;
  /** What each of the router's daemons was last told to ask for, where it follows the router. */
  private readonly asked: (string | undefined)[] = [];
  private readonly routesOfScripts = new Map<Daemon, readonly TunnelRoute[]>();
  /** Routes of the router's file that could not be installed. */
  refusedRoutes: readonly string[] = [];

  constructor(
    public gatewayState: ShownState,
    readonly topology: Topology,
    public router: RouterConfig,
    private readonly home: string,
    environment: NodeJS.ProcessEnv,
  ) {
    this.whole = router;
    this.families = familiesOf(topology);
    this.ends = translate(gatewayState, router, topology);
    if (existsSync(join(home, "namespaces"))) throw new UserError("a lab is up already; npm run lab:down removes it");
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { mode: 0o700 });
    const { tunnels } = this.ends;
    this.cat = tunnels.map((_, i) => new Daemon(`cat${i}`, "cat", portsOf(i), home, environment));
    this.gw = tunnels.map(({ instance }, i) => {
      const nth = placeAtInstance(tunnels, i);
      return new Daemon(`gw${instance}${nth ? `-${nth}` : ""}`, `gw${instance}`, portsOf(nth), home, environment);
    });
  }

  get tunnels(): readonly Tunnel[] {
    return this.ends.tunnels;
  }

  /** Brings everything up. @returns seconds until all tunnels carried traffic, or undefined if they never did */
  async up(): Promise<number | undefined> {
    const started = performance.now();
    makeNamespaces(this.home);
    this.refusedRoutes = wire(this.topology, this.ends, this.router);
    // The gateway loads first: without connections it would refuse every proposal, and the router would give up.
    for (const daemon of [...this.gw, ...this.cat]) await daemon.start();
    this.load();
    return (await this.allUp()) ? (performance.now() - started) / 1000 : undefined;
  }

  /** Tells every daemon its ends, and the router's tunnel interfaces what the file says of them. */
  load(): void {
    for (const index of this.gw.keys()) this.loadGateway(index);
    for (const [index, daemon] of this.cat.entries()) {
      configureTunnel(daemon.device()!, this.router.tunnels[index]!);
      this.loadRouter(index);
      this.asked[index] = JSON.stringify(this.asks(this.tunnels[index]!.name));
    }
  }

  async allUp(): Promise<boolean> {
    for (const index of this.cat.keys()) if (!(await this.waitFor(index, 10))) return false;
    return true;
  }

  /** Has the traffic go through this tunnel while it is up. */
  async prefer(index: number): Promise<void> {
    await this.endTunnels();
    this.preferred = index;
    this.load();
    await this.allUp();
  }

  /** The tunnels, the preferred one first. */
  get order(): readonly number[] {
    const all = [...this.cat.keys()];
    return [...all.slice(this.preferred), ...all.slice(0, this.preferred)];
  }

  /** Gives the router another file, and ends what it has negotiated by the one before. */
  async reconfigure(router: RouterConfig): Promise<void> {
    await this.endTunnels();
    this.ends = translate(this.gatewayState, router, this.topology);
    this.router = router;
    this.refusedRoutes = configureRouter(this.topology, router);
    this.load();
  }

  /**
   * Takes both ends as they are from now on. A tunnel whose ends stay as they are keeps its SA; a tunnel that the router
   * does not ask for is down.
   */
  follow(router: RouterConfig, gatewayState: ShownState): void {
    const before = { far: this.cat.map((_, i) => JSON.stringify(this.connectionsOf(i))), router: this.router };
    [this.router, this.gatewayState] = [router, gatewayState];
    this.ends = this.translated(router) ?? this.translated(this.whole) ?? this.ends;
    removeRoutes(this.topology, before.router, router);
    this.refusedRoutes = routesOf(this.topology, router);
    for (const [index, daemon] of this.gw.entries()) {
      // An instance that is down gets its connections when it starts.
      if (!daemon.isRunning || JSON.stringify(this.connectionsOf(index)) === before.far[index]) continue;
      // Azure takes the tunnels of a connection down that changes.
      this.loadGateway(index);
      daemon.endAll();
    }
    for (const [index, daemon] of this.cat.entries()) this.followTunnel(index, daemon);
  }

  /** Both ends, as long as the router has all of its tunnels. */
  private translated(router: RouterConfig): Ends | undefined {
    const ends = unless(() => translate(this.gatewayState, router, this.topology));
    const names = (tunnels: readonly Tunnel[]) => tunnels.map(({ name }) => name).join();
    if (!ends || names(ends.tunnels) !== names(this.tunnels)) return undefined;
    this.whole = router;
    return ends;
  }

  private followTunnel(index: number, daemon: Daemon): void {
    const { name } = this.tunnels[index]!;
    const near = this.asks(name);
    const now = JSON.stringify(near);
    const script = this.routerScript(index);
    const isUp = daemon.associations().some(({ child }) => child !== undefined);
    if (now === this.asked[index]) {
      // The script's routes may be others.
      if (isUp) runUpdown(script, "up");
      return;
    }
    this.asked[index] = now;
    daemon.load(near ? swanctlConf([near], daemon.timers, script) : swanctlConf([], daemon.timers));
    daemon.endAll();
    const tunnel = this.router.tunnels.find((one) => one.name === name);
    if (tunnel) configureTunnel(daemon.device()!, tunnel);
    if (near) daemon.swanctl("--initiate", "--child", sectionOf(near), "--timeout", "1");
  }

  /** Ends the SA of a tunnel, which the router then makes anew. */
  renew(index: number): void {
    this.asked[index] = undefined;
    this.followTunnel(index, this.cat[index]!);
  }

  /** The router's end of a tunnel, where it asks for the tunnel. */
  private asks(name: string): Endpoint | undefined {
    return liveTunnel(this.gatewayState, this.router, this.topology, name)?.near;
  }

  /** Ends all tunnels; they stay down until the router's ends are loaded again. */
  async endTunnels(): Promise<void> {
    for (const [index, daemon] of this.cat.entries()) {
      daemon.load(swanctlConf([this.tunnels[index]!], daemon.timers));
      daemon.endAll();
    }
    const through = () =>
      this.cat.some((_, index) => this.families.some((family) => this.routesThrough(index, family) !== "")) ||
      this.families.some((family) => this.routesToSite(family) !== "");
    for (let i = 0; i < 100 && through(); i++) await sleep(20);
  }

  /** Routes of the router's file that lead into a tunnel now. */
  routesThrough(index: number, family: Family): string {
    const device = this.cat[index]!.device();
    return device ? ip("cat", `${ipFamily(family)}route show dev ${device} proto boot`).trim() : "";
  }

  /** Routes to the site's network that Azure has now in the gateway's network: there are as many as tunnels. */
  private routesToSite(family: Family): string {
    return ip("vnet", `${ipFamily(family)}route show match ${this.topology.app[family][0]}`).trim();
  }

  /** Finds dead peers as the file and Azure's connections say of each tunnel, or quickly. */
  setTimers(which: "their own" | "quick"): void {
    const own = which === "their own";
    this.tunnels.forEach((tunnel, i) => {
      const peer = peerOf(this.ends, tunnel);
      this.cat[i]!.setTimers(own ? routerTimers(this.router, tunnel.name) : QUICK);
      this.gw[i]!.setTimers(own && peer ? gatewayTimers(this.gatewayState, peer.name) : QUICK);
    });
  }

  /** Takes an interface away from the router; IOS-XE takes its tunnels with it. */
  loseInterface(exit: number): void {
    takeDownInterface(exit);
    this.tunnels.forEach((one, i) => {
      if (one.exit === exit) runUpdown(this.cat[i]!.file("updown"), "down");
    });
  }

  giveInterface(exit: number): void {
    bringUp(this.topology, this.router, exit);
    routesOf(this.topology, this.router);
  }

  /**
   * What the daemon at the gateway's end of a tunnel has: the tunnel's connection. That of the instance's
   * first tunnel has those connections too that the router has no tunnel for.
   */
  connectionsOf(index: number, ends: Ends = this.ends): readonly GatewayConnection[] {
    const { instance } = this.tunnels[index]!;
    const peer = peerOf(ends, ends.tunnels[index]!);
    const others = placeAtInstance(this.tunnels, index) === 0 ? withoutTunnel(ends, instance) : [];
    return [...(peer ? [peer] : []), ...others];
  }

  loadGateway(index: number): void {
    const daemon = this.gw[index]!;
    const connections = this.connectionsOf(index);
    daemon.load(swanctlConf(connections, daemon.timers, this.gatewayScript(index, connections)));
  }

  loadRouter(index: number): void {
    const daemon = this.cat[index]!;
    daemon.load(swanctlConf([this.tunnels[index]!], daemon.timers, this.routerScript(index)));
  }

  /** Waits until a tunnel's traffic has its routes in both directions. */
  async waitFor(index: number, seconds: number): Promise<boolean> {
    const routed = (node: Node, device: string | undefined, target: string) =>
      device !== undefined && ip(node, `route show match ${target} dev ${device}`).trim() !== "";
    const node = `gw${this.tunnels[index]!.instance}` as const;
    const [hub, app] = [this.topology.hub, this.topology.app].map(({ ipv4 }) => ipv4[0]);
    for (let i = 0; i < seconds * 20; i++) {
      const there = routed("cat", this.cat[index]!.device(), hub!) && routed(node, this.gw[index]!.device(), app!);
      if (there && routed("vnet", node, app!)) return true;
      await sleep(50);
    }
    return false;
  }

  /** Ends an instance of the gateway and takes its links down, as a failure of its host does. */
  async stopInstance(instance: Instance, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const daemons = this.indicesAt(instance).map((index) => this.gw[index]!);
    await Promise.all(daemons.map((daemon) => daemon.stop(signal)));
    for (const device of ["wan", "lan"]) ip(`gw${instance}`, `link set ${device} down`);
    // A daemon that is killed runs no script: its routes would lead to the instance again before it has a tunnel.
    for (const daemon of daemons) runUpdown(daemon.file("updown"), "down");
  }

  /** Starts an instance again. Its link to the Internet comes up only after its connections are loaded. */
  async restartInstance(instance: Instance): Promise<void> {
    ip(`gw${instance}`, "link set lan up");
    joinHub(this.topology, instance);
    for (const index of this.indicesAt(instance)) {
      await this.gw[index]!.start();
      this.loadGateway(index);
    }
    ip(`gw${instance}`, "link set wan up");
    connectInstance(`gw${instance}`);
  }

  /** The tunnels to an instance. */
  private indicesAt(instance: Instance): number[] {
    return [...this.tunnels.keys()].filter((index) => this.tunnels[index]!.instance === instance);
  }

  /**
   * Stands in for the line protocol of the router's tunnel interfaces: the routes through a tunnel exist as
   * long as its SA does. One tunnel has the better metric, where IOS-XE would share the load.
   */
  private routerScript(index: number): string {
    const { name } = this.tunnels[index]!;
    const through = [...this.router.ipv4Routes, ...this.router.ipv6Routes].filter(({ via }) => via === name);
    const device = this.cat[index]!.device();
    return this.script(
      this.cat[index]!,
      through.map((route) => ({
        node: "cat",
        prefix: route.prefix,
        how: `dev ${device} metric ${metricOf(route) + this.order.indexOf(index)}`,
      })),
    );
  }

  /**
   * The routes of an instance and, in the network behind it, those that lead to it. That Azure leads the network to
   * the other instance as soon as one has lost its tunnel is assumed.
   */
  private gatewayScript(index: number, connections: readonly GatewayConnection[]): string {
    const prefixes = [...new Set(connections.flatMap((one) => one.prefixes))];
    const { instance } = this.tunnels[index]!;
    const inner = this.topology.instances[instance];
    const metric = 10 + this.order.indexOf(index);
    const routes = prefixes.flatMap((prefix): TunnelRoute[] => {
      const via = inner[familyOf(prefix)];
      if (!via) return [];
      return [
        { node: `gw${instance}`, prefix, how: `dev ${this.gw[index]!.device()} metric ${metric}` },
        { node: "vnet", prefix, how: `via ${bare(via)} dev gw${instance} metric ${metric}` },
      ];
    });
    return this.script(this.gw[index]!, routes);
  }

  /** Writes the script of a daemon. Routes that it no longer has go now, since it cannot take them away later. */
  private script(daemon: Daemon, routes: readonly TunnelRoute[]): string {
    const kept = new Set(routes.map((one) => JSON.stringify(one)));
    for (const one of this.routesOfScripts.get(daemon) ?? [])
      if (!kept.has(JSON.stringify(one))) removeTunnelRoute(one);
    this.routesOfScripts.set(daemon, routes);
    for (const [name, text] of Object.entries(updownFiles(routes))) daemon.write(`updown.${name}`, text);
    daemon.write("updown", UPDOWN, 0o700);
    return daemon.file("updown");
  }
}

/** Removes everything that the lab of this folder has made. */
export async function takeDown(home: string): Promise<void> {
  await removeNamespaces(home);
  rmSync(home, { recursive: true, force: true });
}
