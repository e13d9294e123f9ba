import { spawn, type ChildProcess } from "node:child_process";
import { namespace, type Node } from "./namespaces";

/** A route through a tunnel that came or went. */
export interface RouteEvent {
  /** Seconds since 1970. */
  readonly at: number;
  /** The node and the device that the route leads into: `cat ipsec0`. */
  readonly way: string;
  readonly prefix: string;
  readonly there: boolean;
}

/** How long tunnels were without a route of theirs, in seconds. */
export interface Downtime {
  /** By tunnel. */
  readonly each: readonly number[];
  /** All tunnels at the same time; undefined if that was never so. */
  readonly together: number | undefined;
}

/** Reads a line of `ip -tshort -oneline monitor route`; undefined for what is no route to a prefix. */
export function routeEvent(node: Node, line: string): RouteEvent | undefined {
  const [, at, deleted, prefix, device] =
    /^\[(\S+)\] (Deleted )?([\da-f.:]+(?:\/\d+)?) (?:.* )?dev (\S+)/.exec(line) ?? [];
  if (!at || !prefix) return undefined;
  return { at: Date.parse(at) / 1000, way: `${node} ${device}`, prefix, there: !deleted };
}

/**
 * How long each tunnel was down: some route at one of its two ends was gone.
 *
 * @param events what happened to tunnels that were all up before
 * @param tunnels the ways into each tunnel, from both ends
 * @param end seconds since 1970
 */
export function downtime(
  events: readonly RouteEvent[],
  tunnels: readonly (readonly string[])[],
  end: number,
): Downtime {
  const gone = tunnels.map(() => new Set<string>());
  const each = tunnels.map(() => 0);
  let together: number | undefined;
  const sorted = [...events].sort((a, b) => a.at - b.at);
  sorted.forEach(({ at, way, prefix, there }, i) => {
    const own = gone[tunnels.findIndex((ways) => ways.includes(way))];
    if (there) own?.delete(`${way} ${prefix}`);
    else own?.add(`${way} ${prefix}`);
    const seconds = (sorted[i + 1]?.at ?? end) - at;
    gone.forEach((routes, tunnel) => (each[tunnel]! += routes.size > 0 ? seconds : 0));
    if (gone.every((routes) => routes.size > 0)) together = (together ?? 0) + seconds;
  });
  return { each, together };
}

/**
 * Notes each route of some nodes that comes or goes. The daemons' scripts set a tunnel's routes when its SA is there
 * and take them when it is gone, and the kernel tells each change: no moment is missed, as it would be between two
 * looks at the SAs.
 */
export class RouteWatch {
  private readonly events: RouteEvent[] = [];
  private readonly processes: readonly ChildProcess[];

  constructor(nodes: readonly Node[]) {
    this.processes = nodes.map((node) => {
      const args = ["-n", namespace(node), "-tshort", "-oneline", "monitor", "route"];
      const process = spawn("ip", args, { stdio: ["ignore", "pipe", "ignore"] });
      let rest = "";
      process.stdout!.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop()!;
        this.events.push(...lines.flatMap((line) => routeEvent(node, line) ?? []));
      });
      return process;
    });
  }

  since(seconds: number): readonly RouteEvent[] {
    return this.events.filter(({ at }) => at >= seconds);
  }

  stop(): void {
    for (const process of this.processes) process.kill();
  }
}
