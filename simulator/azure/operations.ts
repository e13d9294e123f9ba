import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Answer } from "./answer";

/** Milliseconds that a question after an operation waits for its end, so that nobody asks in a hot loop. */
const PATIENCE = 200;
const PATH = /^\/subscriptions\/[^/]+\/providers\/[^/]+\/locations\/[^/]+\/(operations|operationResults)\/([^/]+)$/i;

interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

/**
 * Operations that Azure accepts and ends later: 202 names two addresses, that of the operation and that of its answer.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export class Operations {
  private readonly running = new Map<string, Promise<Answer>>();

  /** @param origin of the door: `http://127.0.0.1:1234` @param id of the resource that is asked */
  accept(origin: string, id: string, location: string, version: string, answer: Promise<Answer>): Answer {
    const operation = randomUUID();
    // Its question comes later.
    answer.catch(() => {});
    this.running.set(operation, answer);
    const [, , subscription] = id.split("/");
    const [namespace] = id.split("/providers/").at(-1)!.split("/");
    const base = `${origin}/subscriptions/${subscription}/providers/${namespace}/locations/${location}`;
    const address = (kind: string) => `${base}/${kind}/${operation}?api-version=${version}`;
    const headers = {
      "azure-asyncoperation": address("operations"),
      location: address("operationResults"),
      // Azure has 10.
      "retry-after": "0",
    };
    return [202, null, headers];
  }

  /** Answers a question after an operation; undefined where the path is another's. */
  async ask(path: string): Promise<Answer | undefined> {
    const [, kind, operation] = PATH.exec(path) ?? [];
    const answer = operation === undefined ? undefined : this.running.get(operation);
    if (!answer) return undefined;
    const ended = await Promise.race([answer, setTimeout(PATIENCE, undefined, { ref: false })]);
    if (kind!.toLowerCase() === "operationresults") return ended ?? [202, null, { "retry-after": "0" }];
    if (!ended) return [200, { status: "InProgress" }];
    const [status, body] = ended;
    return status < 400
      ? [200, { status: "Succeeded", properties: { output: body } }]
      : [200, { status: "Failed", ...(body as Failure) }];
  }
}
