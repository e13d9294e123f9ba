import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { InputError } from "../input-error";
import type { Cloud } from "./cloud";
import { contents, remove, removeWithContents, type Managed } from "./contents";
import { drift, DRIFTS } from "./drift";
import { shownToAll } from "./readback";
import { rulesOf } from "./rules/rules-of";
import { terraformType, TYPES } from "./types";

/** Status and body. */
type Answer = readonly [status: number, body?: unknown];

const failed = (status: number, code: string, message: string): Answer => [status, { error: { code, message } }];

/**
 * Azure Resource Manager's own language over HTTP: reads and deletions of what the cloud has, and
 * under `/simulator` what Azure has no words for.
 *
 * - `GET {id}`, `GET /subscriptions/{id}/resources`, `GET {group}/resources`, `DELETE {id}`, each with `?api-version=`
 * - `GET /simulator/resources`: what Terraform has as resources, with its types and ids
 * - `DELETE /simulator/resources`, with a list of these: takes them away, in use or not
 * - `GET /simulator/drift`, `POST /simulator/drift/{word}`: what may change unasked, and lets it
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export function door(cloud: Cloud): Server {
  return createServer((request, response) => {
    const { method = "GET", url = "/" } = request;
    const { pathname, searchParams } = new URL(url, "http://azure");
    const path = decodeURIComponent(pathname);
    text(request)
      .then((body): Answer => {
        if (path.startsWith("/simulator/")) return ofSimulator(cloud, `${method} ${path}`, body);
        if (searchParams.has("api-version")) return ofAzure(cloud, method, path);
        const message = "The api-version query parameter (?api-version=) is required for all requests.";
        return failed(400, "MissingApiVersionParameter", message);
      })
      .catch((error: Error): Answer => {
        if (error instanceof InputError) return failed(400, "BadRequest", error.message);
        return failed(500, "InternalServerError", error.stack ?? error.message);
      })
      .then(([status, answer]) => {
        response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
        response.end(answer === undefined ? undefined : JSON.stringify(answer));
      });
  });
}

function ofSimulator(cloud: Cloud, asked: string, body: string): Answer {
  const word = /^POST \/simulator\/drift\/(.*)$/.exec(asked)?.[1];
  if (word !== undefined) return [200, drift(cloud, word).map(({ id }) => id)];
  switch (asked) {
    case "GET /simulator/drift":
      return [
        200,
        [...DRIFTS].map(
          ([
            name,
            {
              drift: [explanation],
            },
          ]) => ({ word: name, explanation }),
        ),
      ];
    case "GET /simulator/resources":
      return [200, contents(cloud)];
    case "DELETE /simulator/resources":
      for (const one of JSON.parse(body) as Managed[]) remove(cloud, one);
      return [204];
  }
  return failed(404, "NotFound", `the simulator has no ${asked}`);
}

function ofAzure(cloud: Cloud, method: string, path: string): Answer {
  const [, within] = /^(.+)\/resources$/i.exec(path) ?? [];
  if (method === "GET" && within) {
    if (within.split("/").length > 3 && !cloud.get(within)) return notFound(within);
    const value = cloud
      .all()
      .filter(({ id, type }) => id.toLowerCase().startsWith(`${within.toLowerCase()}/`) && isTopLevel(type))
      .map(({ properties: _, prepared: __, ...rest }) => rest);
    return [200, { value }];
  }
  const resource = cloud.get(path);
  if (method === "GET") return resource ? [200, shownToAll(cloud, resource)] : notFound(path);
  if (method !== "DELETE")
    return failed(405, "MethodNotAllowed", `The simulator reads and deletes; ${method} it cannot.`);
  if (!resource) return [204];
  const settings = { termsAccepted: false, keepsGroupWithContents: false };
  for (const { code, status = 400, by, on, broken } of rulesOf(TYPES[terraformType(resource.type)]!)) {
    const detail = on?.includes("delete") && !by && broken(resource, cloud, settings);
    if (detail) return failed(status, code, detail);
  }
  if (cloud.isMarkedForDeletion(resource.id)) {
    return failed(409, "AnotherOperationInProgress", `${resource.id} is being deleted.`);
  }
  removeWithContents(resource, cloud);
  return [200];
}

/** A list has what Azure tracks: no groups, and nothing that is part of another resource. */
const isTopLevel = (type: string) => type.split("/").length === 2 && type !== "Microsoft.Resources/resourceGroups";

function notFound(id: string): Answer {
  const [, , , , group, , ...path] = id.split("/");
  if (path.length === 0) return failed(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
  const message = `The Resource '${path.join("/")}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return failed(404, "ResourceNotFound", message);
}
