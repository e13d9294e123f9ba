import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "../../config/validate";
import { readTemplate, render } from "../../lib/catalyst/render";
import { catalystView } from "../../lib/catalyst/view";
import type { Deployment } from "../../lib/model/deployment";
import type { TopologyName } from "../../lib/model/topology";
import { readRouterConfig } from "../../lib/router/reader";
import type { Intent } from "../../lib/verify/intent";

/** Public addresses of the gateway's instances. */
export const INSTANCES = ["203.0.113.4", "203.0.113.5"] as const;

/** The key of a connection, which nothing may show. */
export const keyOf = (connection: number) => `TheKey${connection}OfThisConnection`;

/** What ought to be, with the file that a deployment writes for the router of a site. */
export function intentOf(deployment: Deployment, name?: string): Intent {
  const { gateway, sites, config } = deployment;
  const site = sites.find((one) => one.name === (name ?? sites[0]!.name))!;
  const view = catalystView({
    ...{ site, config, gatewayName: gateway.name, gatewayNetwork: gateway.network },
    farEnd: ({ instance, connection }) => ({ gatewayAddress: INSTANCES[instance], sharedKey: keyOf(connection) }),
  });
  const text = render(readTemplate("catalyst-tunnels.ios"), view);
  return { deployment, site, file: readRouterConfig(text) };
}

interface LabFile {
  readonly sites: [{ topology?: TopologyName; connections: unknown[] }];
}

const known = new Map<TopologyName, Intent>();

/** The article's lab, in any topology. */
export function labIntent(topology: TopologyName): Intent {
  const intent = known.get(topology) ?? readLabIntent(topology);
  known.set(topology, intent);
  return intent;
}

function readLabIntent(topology: TopologyName): Intent {
  const file = JSON.parse(readFileSync(join(__dirname, "../../config/lab.json"), "utf8")) as LabFile;
  const [site] = file.sites;
  site.topology = topology;
  if (topology === "single") site.connections.pop();
  const result = validate(file);
  if ("problems" in result) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return intentOf(result.deployment);
}
