import type { Deployment } from "../model/deployment";
import type { Site } from "../model/site";
import type { PerInstance } from "../model/topology";
import { readTemplate, render } from "./render";
import { catalystView } from "./view";

/** Addresses in the place of the gateway's, from a block that RFC 5737 sets aside for documentation. */
export const STAND_INS: PerInstance<string> = ["203.0.113.1", "203.0.113.2"];
const MASKED_KEY = "********";

/** The configuration of a site's router, with its keys masked. */
export function previewOf({ config, gateway }: Deployment, site: Site, gatewayAddresses = STAND_INS): string {
  const view = catalystView({
    site,
    config,
    gatewayName: gateway.name,
    gatewayNetwork: gateway.network,
    farEnd: ({ instance }) => ({ gatewayAddress: gatewayAddresses[instance], sharedKey: MASKED_KEY }),
  });
  return render(readTemplate("catalyst-tunnels.ios"), view);
}
