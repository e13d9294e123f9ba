import type { Deployment } from "../model/deployment";
import type { Site } from "../model/site";

/** What says where the fault of a site is. The login and the address of the router are the reader's to fill in. */
export const verifyCommand = ({ config }: Deployment, site?: Site): string =>
  `npx vpn verify ${site?.name ?? "<site>"} --config ${config} --ssh admin@${site?.router.name ?? "<router>"} --azure`;
