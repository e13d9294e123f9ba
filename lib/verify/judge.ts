import type { Difference } from "../router/difference";
import type { AzureEvidence } from "../evidence/azure-evidence";
import { farEndOf } from "./azure-pair";
import { explained, type Finding } from "./finding";
import type { Intent } from "./intent";
import { azureFindings } from "./judge-azure";
import { configurationFindings } from "./judge-configuration";
import { fileFindings } from "./judge-file";
import { machineFindings } from "./judge-machines";
import { routerFindings } from "./judge-router";
import { testMachines, type MachineEvidence } from "../evidence/machine-evidence";
import type { RouterEvidence } from "../evidence/router-evidence";
import type { Verdict } from "./verdict";

/** What was shown of a deployment. A part that is absent was not asked. */
export interface Evidence {
  /** How what the router runs differs from its file. */
  readonly configuration?: Difference;
  readonly router?: RouterEvidence;
  readonly azure?: AzureEvidence;
  readonly machines?: MachineEvidence;
}

/** What each end shows, before it is explained by the other. */
export const findingsOf = (intent: Intent, { configuration, router, azure, machines }: Evidence): Finding[] => [
  ...fileFindings(intent),
  ...(configuration ? configurationFindings(intent.file, configuration) : []),
  ...(azure ? azureFindings(intent, azure) : []),
  ...(router ? routerFindings(intent.file, router, azure && farEndOf(intent, azure)) : []),
  ...(machines ? machineFindings(intent, machines) : []),
];

/** Of each part that nobody asked. */
function unasked({ deployment, site }: Intent, { router, azure, machines }: Evidence): Verdict[] {
  const parts = {
    "the router": router,
    Azure: azure,
    ...(testMachines(deployment, site).length > 0 && { "the test machines": machines }),
  };
  return Object.entries(parts).flatMap(([check, part]) =>
    part ? [] : [{ check, outcome: "unknown" as const, expected: "asked" }],
  );
}

/**
 * Judges both ends of a site's tunnels together: what one end shows tells the causes of the other end's failure
 * apart. `rootCause` of the verdicts is what to mend first. What nobody asked, and what an answer does not say, is
 * `unknown`.
 */
export const judge = (intent: Intent, evidence: Evidence): Verdict[] => [
  ...explained(findingsOf(intent, evidence)),
  ...unasked(intent, evidence),
];
