import { UserError } from "../lib/model/user-error";

/** What Azure says instead of an answer. */
export class AzureRefusal extends UserError {
  /**
   * @param asked method and path: `GET /subscriptions/...`
   * @param status of HTTP; below 400 where an operation has failed that Azure had accepted
   * @param body Azure's own: `{ error: { code, message } }`, as a rule
   */
  constructor(
    asked: string,
    readonly status: number,
    readonly body: unknown,
  ) {
    const advice = adviceOn(asked, status);
    super(
      `${asked}\n  ${status < 400 ? "Failed" : status} ${words(body).replaceAll("\n", "\n  ")}${advice ? `\n${advice}` : ""}`,
    );
  }
}

type Words = Readonly<Record<"code" | "message" | "Message", string | undefined>>;

/** Code and message, in any of the forms of Azure's providers. */
function words(body: unknown): string {
  if (typeof body !== "object" || body === null) return String(body ?? "").slice(0, 500) || "without a word";
  const { code, message, Message } = ("error" in body ? body.error : body) as Words;
  return [code, message ?? Message].filter(Boolean).join(": ") || JSON.stringify(body).slice(0, 500);
}

/** The least role of Azure's own for a question. Reader has no actions. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^GET /, "Reader"],
  [/\/Microsoft\.Network\//i, "Network Contributor"],
  [/\/Microsoft\.Compute\//i, "Virtual Machine Contributor"],
];

function adviceOn(asked: string, status: number): string | undefined {
  if (status === 401) return "log in with az login";
  if (status === 404) return "look at the id, and at the subscription in it";
  if (status !== 403) return undefined;
  const role = ROLES.find(([pattern]) => pattern.test(asked))?.[1];
  const action = actionOf(asked);
  return `the role ${role ?? "Contributor"} on it is enough${action ? `, or one of your own with the action ${action}` : ""}`;
}

/** `Microsoft.Network/connections/getikesas/action` */
function actionOf(asked: string): string | undefined {
  const [, type, operation] = /^POST .*\/providers\/([^/]+\/[^/]+)\/[^/]+\/([^/?]+)(?:\?.*)?$/.exec(asked) ?? [];
  return type && `${type}/${operation}/action`;
}
