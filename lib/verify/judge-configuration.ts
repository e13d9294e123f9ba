import type { Difference } from "../router/difference";
import type { RouterConfig } from "../router/router-config";
import { ALL, type Finding } from "./finding";

/** Judges how what a router runs differs from its file. Whatever fails may follow from it. */
export function configurationFindings({ tunnels }: RouterConfig, { steps }: Difference): Finding[] {
  const check = "running configuration";
  const common = { check, expected: "as the file", stage: "setting", breaks: ALL } as const;
  const all = tunnels.map(({ name }) => name);
  if (steps.length === 0) return [{ ...common, outcome: "passed", seen: "as the file", tunnels: all }];
  return steps.map(({ what, tunnel }) => ({
    ...common,
    outcome: "degraded",
    seen: `another: ${what}`,
    tunnels: tunnel ? [tunnel.name] : all,
    causes: [
      {
        name: "router runs another file",
        text: `The router does not run its file: ${what}. vpn router diff shows the commands, and vpn router apply gives them.`,
      },
    ],
  }));
}
