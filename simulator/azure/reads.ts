import { notFound, type Answer } from "./answer";
import type { Cloud } from "./cloud";
import { shownToAll } from "./readback";
import type { Resource } from "./resource";

/**
 * Answers `GET {id}`, `GET {subscription or group}/resources`, and with a type, such as
 * `GET {subscription or group}/providers/Microsoft.Insights/metricAlerts`, the resources of it as they are.
 */
export function read(cloud: Cloud, path: string): Answer {
  const [, scope, type] =
    /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/providers\/([^/]+\/[^/]+)$/i.exec(path) ?? [];
  if (type) return listed(cloud, scope!, type);
  const [, within] = /^(.+)\/resources$/i.exec(path) ?? [];
  if (!within) {
    const resource = cloud.get(path);
    return resource ? [200, shownToAll(cloud, resource)] : notFound(path);
  }
  if (isAbsent(cloud, within)) return notFound(within);
  const value = cloud
    .all()
    .filter((one) => isWithin(within, one) && isTracked(one))
    .map(({ properties: _, prepared: __, ...rest }) => rest);
  return [200, { value }];
}

/** A list has what Azure tracks: no groups, and nothing that is part of another resource or lies on it. */
const isTracked = ({ id, type }: Resource) =>
  type.split("/").length === 2 &&
  type !== "Microsoft.Resources/resourceGroups" &&
  !/\/providers\/.+\/providers\//.test(id);

function listed(cloud: Cloud, scope: string, type: string): Answer {
  if (isAbsent(cloud, scope)) return notFound(scope);
  const value = cloud
    .all()
    .filter((one) => isWithin(scope, one) && one.type.toLowerCase() === type.toLowerCase())
    .map((one) => shownToAll(cloud, one));
  return [200, { value }];
}

/** Of a subscription nothing is kept, so that it is always there. */
const isAbsent = (cloud: Cloud, scope: string) => scope.split("/").length > 3 && !cloud.get(scope);
const isWithin = (scope: string, { id }: Resource) => id.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
