import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { failed, type Answer } from "./answer";

/** Milliseconds that a question after an operation waits for its end, so that nobody asks in a hot loop. */
const PATIENCE = 200;
/** Seconds until it is asked again, of which Azure has 10. */
const AT_ONCE = { "retry-after": "0" };
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
      ...AT_ONCE,
    };
    return [202, null, headers];
  }

  /** Answers a question after an operation; undefined where the path is another's. */
  async ask(path: string): Promise<Answer | undefined> {
    const [, kind, operation] = PATH.exec(path) ?? [];
    if (operation === undefined) return undefined;
    const answer = this.running.get(operation);
    if (!answer) return failed(404, "NotFound", `Operation ${operation} was not found.`);
    const ended = await Promise.race([answer, setTimeout(PATIENCE, undefined, { ref: false })]);
    if (kind!.toLowerCase() === "operationresults") return ended ?? [202, null, AT_ONCE];
    if (!ended) return [200, { status: "InProgress" }, AT_ONCE];
    const [status, body] = ended;
    return status < 400
      ? [200, { status: "Succeeded", properties: { output: body } }]
      : [200, { status: "Failed", ...(body as Failure) }];
  }
}
