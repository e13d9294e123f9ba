import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

/** What Azure Resource Manager answers. */
export type Answer = readonly [status: number, body?: unknown, headers?: OutgoingHttpHeaders];

export const failed = (status: number, code: string, message: string, headers?: OutgoingHttpHeaders): Answer => [
  status,
  { error: { code, message } },
  headers,
];

export const VERSION_MISSING = failed(
  400,
  "MissingApiVersionParameter",
  "The api-version query parameter (?api-version=) is required for all requests.",
);

/** Of an id that nothing has. */
export function notFound(id: string): Answer {
  const [, , , , group, , ...path] = id.split("/");
  if (path.length === 0) return failed(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
  const message = `The Resource '${path.join("/")}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return failed(404, "ResourceNotFound", message);
}

/** Each on a connection of its own: a kept one could be closed by its age just when the next question comes. */
export function send(response: ServerResponse, [status, body, headers]: Answer): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", connection: "close", ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
