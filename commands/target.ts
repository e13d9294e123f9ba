import { join } from "node:path";
import { UserError } from "../lib/model/user-error";
import type { Place } from "../runner/place";
import type { Shell } from "./shell";
import type { CommonOptions } from "./word";

/** Where a deployment is: the simulated Azure of this machine. */
export type Target = Place;

/** The simulated Azure. */
export const simulator = ({ project, interrupted }: Shell): Target => ({
  project,
  home: join(project, ".simulator"),
  interrupted,
});

/**
 * Where a word is to work.
 *
 * @throws UserError for Azure itself, which these words do not reach
 */
export function targetOf(name: string, shell: Shell, { simulate }: CommonOptions): Target {
  if (simulate) return simulator(shell);
  const instead = { plan: "diff STACK", deploy: "deploy '*'", destroy: "destroy '*'" }[name];
  const way = instead ? `; in Azure: npx cdktf ${instead}, with VPN_CONFIG naming the config` : "";
  throw new UserError(`vpn ${name} works on the simulated Azure only, with --simulate${way}`);
}
