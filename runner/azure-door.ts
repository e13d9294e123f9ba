import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { text as read } from "node:stream/consumers";
import { UserError } from "../lib/model/user-error";

/** What Terraform has as a resource of its own, by its type and its id there. */
export interface Managed {
  readonly type: string;
  readonly id: string;
}

/** By which two are the same, whatever the case of an id. */
export const nameOf = ({ type, id }: Managed): string => `${type} ${id}`.toLowerCase();

interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

/** The simulator's second door: Azure Resource Manager's language, on a unix socket. */
export class AzureDoor {
  constructor(private readonly socket: string) {}

  /** All that the simulated cloud has. */
  async contents(): Promise<Managed[]> {
    return (await this.ask("GET", "/simulator/resources")).body as Managed[];
  }

  /** Takes these away, in use or not. In Azure one deletes them by hand. */
  async remove(resources: readonly Managed[]): Promise<void> {
    await this.ask("DELETE", "/simulator/resources", resources);
  }

  /** What may change without Terraform. */
  async drifts(): Promise<{ readonly word: string; readonly explanation: string }[]> {
    return (await this.ask("GET", "/simulator/drift")).body as { word: string; explanation: string }[];
  }

  /**
   * Lets something change that Terraform knows nothing of.
   *
   * @returns the ids of what has changed
   * @throws UserError where the word is unknown
   */
  async drift(word: string): Promise<string[]> {
    return (await this.ask("POST", `/simulator/drift/${encodeURIComponent(word)}`)).body as string[];
  }

  /** @throws UserError where the answer is a refusal, but for what is not there to be read, or there is none */
  private async ask(method: string, path: string, sent?: unknown) {
    const text = sent === undefined ? "" : JSON.stringify(sent);
    const asked = request({
      socketPath: this.socket,
      method,
      path: path.replaceAll(" ", "%20"),
      headers: { "content-length": Buffer.byteLength(text) },
    }).end(text);
    const { status, answer } = await answerTo(asked).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(
        `the simulator has ended before it answered (${error.code}); run it again to go on from here`,
      );
    });
    const body: unknown = answer === "" ? undefined : JSON.parse(answer);
    const isAbsent = method === "GET" && status === 404;
    if (status >= 400 && !isAbsent) throw new UserError((body as Failure).error.message);
    return { status, body };
  }
}

async function answerTo(asked: ClientRequest) {
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return { status: response.statusCode!, answer: await read(response) };
}
