import { azureEvidence } from "../../lib/evidence/azure-evidence";
import type { Difference } from "../../lib/router/difference";
import type { Intent } from "../../lib/verify/intent";
import { judge } from "../../lib/verify/judge";
import { machineEvidence, type MachineText } from "../../lib/evidence/machine-evidence";
import { routerEvidence } from "../../lib/evidence/router-evidence";
import { showCommands } from "../../lib/evidence/show-commands";
import type { Verdict } from "../../lib/verify/verdict";
import type { AzureText } from "../../lib/evidence/azure-evidence";
import { azureTexts, healthyAzure, type AzureState } from "./showing-azure";
import { HEALTHY_MACHINES, machineTexts, type MachineState } from "./showing-machines";
import { healthy, terminalOf, type RouterState } from "./showing-router";

/** Both ends of a deployment, and what ought to be. */
export interface World {
  readonly intent: Intent;
  readonly router: RouterState;
  /** Where the router's running configuration was asked. */
  readonly configuration?: Difference;
  readonly azure: AzureState;
  readonly machines: MachineState;
}

export const healthyWorld = (intent: Intent): World => ({
  intent,
  router: healthy(intent.file),
  azure: healthyAzure(intent),
  machines: HEALTHY_MACHINES,
});

/** What a world shows, in the forms in which it shows it. */
export interface Shown {
  readonly router: string;
  readonly configuration?: Difference;
  readonly azure: readonly AzureText[];
  readonly machines: readonly MachineText[];
}

export function shownBy({ intent, router, configuration, azure, machines }: World, form?: "az" | "arm"): Shown {
  return {
    ...(configuration && { configuration }),
    router: terminalOf(intent.file, router, showCommands(intent.file)),
    azure: azureTexts(intent, azure, form),
    machines: machineTexts(intent, machines),
  };
}

export const evidenceOf = ({ router, configuration, azure, machines }: Shown) => ({
  ...(configuration && { configuration }),
  router: routerEvidence(router),
  azure: azureEvidence(...azure),
  machines: machineEvidence(...machines),
});

/** What is said of a world, of which everything is shown. */
export const judged = (world: World, form?: "az" | "arm"): Verdict[] =>
  judge(world.intent, evidenceOf(shownBy(world, form)));
