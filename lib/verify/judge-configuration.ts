import type { Difference } from "../router/difference";
import type { RouterConfig } from "../router/router-config";
import { cause } from "./cause";
import { ALL, type Finding } from "./finding";

/**
 * Judges how what a router runs differs from its file. Whatever fails may follow from it. Remarks are said, and no more:
 * a key that the router shows encrypted is proved by the IKE SA.
 */
export function configurationFindings(
  { tunnels }: RouterConfig,
  { steps, needs, notes }: Pick<Difference, "steps" | "needs" | "notes">,
): Finding[] {
  const check = "running configuration";
  const all = tunnels.map(({ name }) => name);
  const common = { check, expected: "as the file", stage: "setting", breaks: ALL, tunnels: all } as const;
  if (steps.length === 0 && needs.length === 0) {
    return [{ ...common, outcome: "passed", seen: ["as the file", ...notes].join("; ") }];
  }
  return [
    ...needs.map(({ text, stops }): Finding => {
      const causes = [cause("router lacks what its file needs", `To be mended by hand at the router: ${text}.`)];
      return {
        ...common,
        outcome: "degraded",
        seen: text,
        ...(stops === "IPv6" && { breaks: ["traffic", "reach"] as const }),
        causes,
      };
    }),
    ...steps.map(({ what, tunnel }): Finding => {
      const text = `The router does not run its file: ${what}. vpn router diff shows the commands, and vpn router apply gives them.`;
      return {
        ...common,
        outcome: "degraded",
        seen: `another: ${what}`,
        ...(tunnel && { tunnels: [tunnel.name] }),
        causes: [cause("router runs another file", text)],
      };
    }),
  ];
}
