import type { Deployment } from "../model/deployment";
import type { Site } from "../model/site";
import type { RouterConfig } from "../router/router-config";

/** What ought to be: a deployment, one of its sites, and the file of that site's router. */
export interface Intent {
  readonly deployment: Deployment;
  readonly site: Site;
  readonly file: RouterConfig;
}
