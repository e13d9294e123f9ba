import type { Family } from "../lib/model/dual-stack";
import type { RouterConfig } from "../lib/router/router-config";
import type { Association } from "./associations";
import type { ShownState } from "./inputs";
import type { LiveTunnel } from "./live-tunnel";
import type { Node } from "./namespaces";

/** A tunnel that the router asks for, and its SA as each end sees it, where it is established. */
export interface CarriedTunnel extends LiveTunnel {
  readonly router?: Association;
  readonly gateway?: Association;
  /** Packets in a second that Azure leads into the tunnel and none of its selectors lets through. @default 0 */
  readonly unselected?: number;
}

/** The machines behind the two ends: vm1 behind the gateway, vm2 behind the router. */
export type End = Extract<Node, "vm1" | "vm2">;

/** What carries the tunnels between a router and Azure, each as it is now: IKE daemons, or paper. */
export interface Carrier {
  /** Takes both ends as they are from now on, and touches no tunnel whose ends stay as they are. */
  follow(router: RouterConfig, azure: ShownState): void;
  /** @returns undefined where the router does not even ask for the tunnel */
  tunnel(name: string): CarriedTunnel | undefined;
  /** Ends SAs, which the router makes anew: those to an instance of the gateway, or all. */
  clear(remoteAddress?: string): void;
  /** Pings from the router. @returns how many were answered */
  ping(family: Family, target: string, source: string | undefined, count: number): number;
  /** Takes the instance of the gateway with this public address down for a while. @returns once it is up again */
  reset(instanceAddress: string): Promise<void>;
  /** Answers the pings and the requests of a shell script on a machine; pings in the background go on. @returns what it prints */
  run(machine: End, script: string): Promise<string>;
}
