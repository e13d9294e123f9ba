import { execFileSync, spawnSync } from "node:child_process";
import { namespace, type Node } from "./namespaces";

/** A route that is there as long as a tunnel's SA is. */
export interface TunnelRoute {
  readonly node: Node;
  readonly prefix: string;
  /** Such as `dev ipsec0 metric 10`. */
  readonly how: string;
}

/**
 * The script that charon's updown plugin calls, in every daemon. The routes lie beside it, in one file for each
 * verb and node, which `ip -batch` reads and no shell. charon sets PLUTO_VERB, such as up-client or down-client-v6.
 */
export const UPDOWN = `#!/bin/sh
exec 2>> "$0.errors"
for batch in "$0.$PLUTO_VERB".*; do
  [ -f "$batch" ] && ip -n "\${batch##*.}" -force -batch "$batch"
done
exit 0
`;

/** The files beside the script: lines for `ip -batch`, by what follows the script's name. */
export function updownFiles(routes: readonly TunnelRoute[]): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { node, prefix, how } of routes) {
    const family = prefix.includes(":") ? "-v6" : "";
    for (const [event, verb] of [
      ["up", "replace"],
      ["down", "del"],
    ] as const) {
      const name = `${event}-client${family}.${namespace(node)}`;
      files[name] = `${files[name] ?? ""}route ${verb} ${prefix} ${how}\n`;
    }
  }
  return files;
}

/** Takes a route away, where it is there. */
export function removeTunnelRoute({ node, prefix, how }: TunnelRoute): void {
  const args = [...(prefix.includes(":") ? ["-6"] : []), "route", "del", prefix, ...how.split(" ")];
  spawnSync("ip", ["-n", namespace(node), ...args], { stdio: "ignore" });
}

/** Does by hand what charon does when an SA comes or goes. */
export function runUpdown(file: string, event: "up" | "down"): void {
  for (const verb of [`${event}-client`, `${event}-client-v6`]) {
    execFileSync(file, [], { env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", PLUTO_VERB: verb }, stdio: "ignore" });
  }
}
