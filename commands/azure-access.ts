import { UserError } from "../lib/model/user-error";
import { AzureManagement, PUBLIC_CLOUD, type AzureLimits } from "../runner/azure-management";
import { azureToken } from "../runner/azure-token";
import { simulatedAzureAccess } from "../runner/stand-ins";
import type { Target } from "../runner/target";
import type { Shell } from "./shell";

/**
 * Who answers for Azure: Azure itself, with the login of az, or what a kept lab serves of the simulated one.
 *
 * @throws UserError where no lab is kept
 */
export function managementOf({ env }: Shell, target: Target, limits?: AzureLimits): AzureManagement {
  if (!target.simulated) return new AzureManagement(PUBLIC_CLOUD, azureToken({ cwd: target.project, env }), limits);
  const access = simulatedAzureAccess(target);
  if (!access) throw new UserError(`Nothing answers for the simulated Azure. ${HOW_TO_SERVE}`);
  const remedy = `the lab that served it has ended; ${HOW_TO_SERVE}`;
  return new AzureManagement(access.base, () => Promise.resolve(access.token), { remedy, ...limits });
}

const HOW_TO_SERVE =
  "npm run lab -- --keep starts what answers, and stays (on Linux, as root); npm run lab -- --keep --paper does so anywhere";
