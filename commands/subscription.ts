import { UserError } from "../lib/model/user-error";
import { SIMULATED_SUBSCRIPTION, type Target } from "../runner/target";
import type { NamedConfig } from "./config-file";

/** The subscription that ids begin with. @throws UserError where none is known */
export function subscriptionOf({ deployment, file }: NamedConfig, { env, simulated }: Target): string {
  const known =
    deployment.provider.subscriptionId ?? (env.ARM_SUBSCRIPTION_ID || (simulated ? SIMULATED_SUBSCRIPTION : undefined));
  if (known !== undefined) return known;
  throw new UserError(
    `an id begins with the subscription, and none is known; give ${file} a subscriptionId, or set ARM_SUBSCRIPTION_ID`,
  );
}
