import { notFound, type Answer } from "./answer";
import type { Cloud } from "./cloud";
import { shownToAll } from "./readback";

/** Answers `GET {id}`, `GET /subscriptions/{id}/resources` and `GET {group}/resources`. */
export function read(cloud: Cloud, path: string): Answer {
  const [, within] = /^(.+)\/resources$/i.exec(path) ?? [];
  if (!within) {
    const resource = cloud.get(path);
    return resource ? [200, shownToAll(cloud, resource)] : notFound(path);
  }
  if (within.split("/").length > 3 && !cloud.get(within)) return notFound(within);
  const value = cloud
    .all()
    .filter(({ id, type }) => id.toLowerCase().startsWith(`${within.toLowerCase()}/`) && isTopLevel(type))
    .map(({ properties: _, prepared: __, ...rest }) => rest);
  return [200, { value }];
}

/** A list has what Azure tracks: no groups, and nothing that is part of another resource. */
const isTopLevel = (type: string) => type.split("/").length === 2 && type !== "Microsoft.Resources/resourceGroups";
