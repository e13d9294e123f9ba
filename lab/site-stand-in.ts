import type { RouterConfig } from "../lib/router/router-config";
import { Router, type User } from "../simulator/ios-xe/router";
import type { Carrier } from "./carrier";
import type { ShownState } from "./inputs";
import { RouterWorld } from "./live-router";
import type { Topology } from "./topology";

export interface SiteStandInProps {
  /** Host name of the router. */
  readonly name: string;
  readonly topology: Topology;
  readonly carrier: Carrier;
  readonly users: readonly User[];
  /** What Azure has now. */
  readonly azure: () => ShownState;
  /** Reads what a router runs; undefined where it does not hold together, as between two commands. */
  readonly read: (running: string) => RouterConfig | undefined;
}

/** A simulated router in the place of a site's own, and what carries its tunnels. */
export class SiteStandIn {
  private running: RouterConfig | undefined;
  private current: Router | undefined;

  constructor(readonly props: SiteStandInProps) {}

  /** @throws Error before the first boot */
  get router(): Router {
    return this.current!;
  }

  /** What the router runs, as far as it holds together. */
  get configuration(): RouterConfig | undefined {
    return this.running;
  }

  /**
   * Starts the router anew: with what it is given at its first boot, and with files that are copied into its running
   * configuration after that.
   */
  boot(dayZero: string, ...files: readonly string[]): void {
    const { name, topology, carrier, users, read } = this.props;
    const world = new RouterWorld(topology, carrier, (text) => {
      this.running = read(text) ?? this.running;
      this.follow();
      return this.running;
    });
    this.running = undefined;
    const interfaces = topology.interfaces.map((one) => one.name).filter((one) => /\d$/.test(one));
    this.current = new Router({ hostname: name, configuration: dayZero, world, users, interfaces });
    world.configured(this.current.configurationText());
    for (const file of files) this.current.take(file, "console");
  }

  /** Lets the tunnels follow what the router runs and what Azure has. */
  follow(): void {
    if (this.running) this.props.carrier.follow(this.running, this.props.azure());
  }
}
