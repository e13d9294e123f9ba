import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { InputError } from "../input-error";
import { failed, send, VERSION_MISSING, type Answer } from "./answer";
import type { Cloud } from "./cloud";
import { contents, remove, removeWithContents, type Managed } from "./contents";
import { drift, DRIFTS } from "./drift";
import { read } from "./reads";
import { rulesOf } from "./rules/rules-of";
import { terraformType, TYPES } from "./types";

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
    text(request)
      .then((body): Answer => {
        const { pathname, searchParams } = new URL(url, "http://azure");
        const path = decodeURIComponent(pathname);
        if (path.startsWith("/simulator/")) return ofSimulator(cloud, `${method} ${path}`, body);
        if (searchParams.has("api-version")) return ofAzure(cloud, method, path);
        return VERSION_MISSING;
      })
      .catch((error: Error): Answer => {
        if (error instanceof InputError) return failed(400, "BadRequest", error.message);
        return failed(500, "InternalServerError", error.stack ?? error.message);
      })
      .then((answer) => send(response, answer));
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
  if (method === "GET") return read(cloud, path);
  if (method !== "DELETE")
    return failed(405, "MethodNotAllowed", `The simulator reads and deletes; ${method} it cannot.`);
  const resource = cloud.get(path);
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
