import { setTimeout } from "node:timers/promises";
import { UserError } from "../lib/model/user-error";
import { AzureRefusal } from "./azure-refusal";

/** Azure Resource Manager of Azure's public cloud. */
export const PUBLIC_CLOUD = "https://management.azure.com";

/** Milliseconds. */
const WAITS = {
  /** Until Azure must have answered, and ended what it was asked to do. A script on a machine takes a minute or two. */
  timeout: 300_000,
  /** Between two tries where Azure names no time. */
  retry: 5_000,
};

/** What ends a question that has no answer yet. */
export interface AzureLimits extends Partial<typeof WAITS> {
  readonly signal?: AbortSignal;
  /** What to do where nothing answers. @default - what helps where Azure does not */
  readonly remedy?: string;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

interface Question {
  readonly method: "GET" | "POST";
  /** The id of a resource, or an operation on it. */
  readonly path: string;
  readonly url: URL;
  readonly sent?: unknown;
  /** Time at which its asker gives up. */
  readonly end: number;
  /** Whether it asks what has become of an operation, which goes on meanwhile: a fault that passes ends nothing. */
  readonly isFollowUp?: boolean;
}

interface Page {
  readonly value: readonly unknown[];
  readonly nextLink?: string | null;
}

/** What the address of an operation tells. */
interface Operation {
  readonly status?: string;
  readonly properties?: { readonly output?: unknown };
}

/**
 * Asks Azure Resource Manager, as the user.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export class AzureManagement {
  private readonly base: URL;
  private readonly waits: typeof WAITS;
  private readonly signal: AbortSignal | undefined;
  private readonly remedy: string;

  /**
   * @param base address: {@link PUBLIC_CLOUD}, or a simulated Azure on loopback
   * @param token supplies the access token, which goes to this address alone
   * @throws UserError where the token would leave the machine in clear text
   */
  constructor(
    base: string,
    private readonly token: () => Promise<string>,
    { signal, remedy = "look at the network, and at a proxy, which is not used", ...waits }: AzureLimits = {},
  ) {
    this.base = new URL(base);
    this.waits = { ...WAITS, ...waits };
    this.signal = signal;
    this.remedy = remedy;
    const { protocol, hostname } = this.base;
    if (protocol !== "https:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) {
      throw new UserError(`${base}: a token for Azure leaves this machine over https alone; begin it with https://`);
    }
  }

  /** Reads a resource. @throws AzureRefusal, or UserError where nothing answers */
  async get(id: string, version: string): Promise<unknown> {
    const question = this.question("GET", id, version);
    return accepted(question, await this.ask(question)).body;
  }

  /**
   * Reads a list, page by page.
   *
   * @param query what is asked beside the version
   * @throws AzureRefusal, or UserError where nothing answers
   */
  async list(path: string, version: string, query: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> {
    const question = this.question("GET", path, version);
    for (const [name, value] of Object.entries(query)) question.url.searchParams.set(name, value);
    const items: unknown[] = [];
    let next: URL | undefined = question.url;
    while (next) {
      const { body } = accepted(question, await this.ask({ ...question, url: next }));
      const { value, nextLink } = body as Page;
      items.push(...value);
      next = nextLink ? this.own(question, nextLink) : undefined;
    }
    return items;
  }

  /**
   * Asks a resource to do something, and waits until it has.
   *
   * @param path id and operation: `<id of a connection>/getikesas`
   * @throws AzureRefusal, or UserError where nothing answers, or not in time
   */
  async post(path: string, version: string, sent?: unknown): Promise<unknown> {
    const question = this.question("POST", path, version, sent);
    const reply = accepted(question, await this.ask(question));
    return reply.status === 202 ? this.outcome(question, reply) : reply.body;
  }

  private question(method: Question["method"], path: string, version: string, sent?: unknown): Question {
    const url = this.own({ method, path }, encodeURI(path));
    url.searchParams.set("api-version", version);
    return { method, path, url, sent, end: Date.now() + this.waits.timeout };
  }

  /** What an operation ends with, which Azure has accepted. */
  private async outcome(question: Question, { headers, ...first }: Reply): Promise<unknown> {
    const status = headers.get("azure-asyncoperation");
    const result = headers.get("location");
    const address = status ?? result;
    if (!address) return first.body;
    const follow = async (to: string) =>
      accepted(
        question,
        await this.ask({ ...question, method: "GET", url: this.own(question, to), sent: undefined, isFollowUp: true }),
      );
    let reply: Reply = { ...first, headers };
    do {
      await this.pause(question, reply);
      reply = await follow(address);
    } while (status ? isRunning(reply.body as Operation) : reply.status === 202);
    if (!status) return reply.body;
    const operation = reply.body as Operation;
    if (operation.status !== "Succeeded") throw refusal(question, reply);
    return result ? (await follow(result)).body : operation.properties?.output;
  }

  /** Asks, and again for as long as Azure takes no more questions, or a fault passes. */
  private async ask(question: Question): Promise<Reply> {
    for (;;) {
      const reply = await this.send(question);
      const { status } = reply;
      if (status !== 429 && !(question.isFollowUp && (status === 408 || status >= 500))) return reply;
      await this.pause(question, reply);
    }
  }

  private async send({ method, path, url, sent, end, isFollowUp }: Question): Promise<Reply> {
    const token = await this.token();
    try {
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(sent !== undefined && { body: JSON.stringify(sent) }),
        redirect: "error",
        signal: AbortSignal.any([
          AbortSignal.timeout(Math.max(end - Date.now(), 1)),
          ...(this.signal ? [this.signal] : []),
        ]),
      });
      return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
    } catch (error) {
      if (this.signal?.aborted) throw error;
      const { name, message, cause } = error as Error & { readonly cause?: NodeJS.ErrnoException };
      if (name === "TimeoutError") throw this.late(method, path);
      if (isFollowUp) return { status: 503, headers: new Headers(), body: undefined };
      throw new UserError(
        `${method} ${path}\n  ${this.base.origin} does not answer: ${cause?.code ?? cause?.message ?? message}; ${this.remedy}`,
      );
    }
  }

  /** Waits for as long as Azure asks for. */
  private async pause({ method, path, end }: Question, { headers }: Reply): Promise<void> {
    const seconds = Number(headers.get("retry-after") ?? NaN);
    const time = Number.isNaN(seconds) ? this.waits.retry : seconds * 1000;
    if (Date.now() + time > end) throw this.late(method, path);
    await setTimeout(time, undefined, { signal: this.signal });
  }

  private late(method: string, path: string): UserError {
    return new UserError(`${method} ${path}\n  has not ended within ${this.waits.timeout / 1000} s; try again later`);
  }

  /** An address at Azure Resource Manager, which alone gets the token. */
  private own({ method, path }: Pick<Question, "method" | "path">, address: string): URL {
    const url = new URL(address, this.base);
    if (url.origin === this.base.origin) return url;
    throw new UserError(`${method} ${path}\n  leads to ${url.origin}, which gets no token of ${this.base.origin}`);
  }
}

const isRunning = ({ status = "" }: Operation) => !/^(Succeeded|Failed|Canceled)$/.test(status);

const refusal = ({ method, path }: Question, { status, body }: Reply) =>
  new AzureRefusal(`${method} ${path}`, status, body);

function accepted(question: Question, reply: Reply): Reply {
  if (reply.status >= 400) throw refusal(question, reply);
  return reply;
}

/** JSON, or else the text. */
function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
