import { UserError } from "../lib/model/user-error";
import type { AzureManagement } from "./azure-management";
import { AzureRefusal } from "./azure-refusal";

const NETWORK = "2025-01-01";
const COMPUTE = "2024-11-01";

/** An answer of Azure, as Azure Resource Manager gives it: with `properties`, where az has none. */
export interface AzureFact {
  /** What was asked: `connections/conn1/getikesas` */
  readonly name: string;
  /** JSON without secrets; of IKE SAs a text with JSON in it. Of a refusal Azure's own: `{ error: { code, message } }`. */
  readonly body: unknown;
  /** The same for the user, with advice. */
  readonly refusal?: string;
}

/** What is asked of a resource beside itself, or in its place. */
const QUESTIONS: readonly (readonly [type: RegExp, ask: readonly string[]])[] = [
  [/\/connections\/[^/]+$/i, ["", "/getikesas"]],
  [/\/networkInterfaces\/[^/]+$/i, ["/effectiveRouteTable"]],
];

/**
 * Reads what Azure knows of a VPN.
 *
 * @param ids of the gateway, its public addresses, connections, local network gateways, and interfaces of machines
 * @throws UserError where the login is not taken, or Azure does not answer
 */
export async function collectAzure(management: AzureManagement, ids: readonly string[]): Promise<AzureFact[]> {
  const asked = ids.flatMap((id) => {
    const questions = QUESTIONS.find(([type]) => type.test(id))?.[1] ?? [""];
    return questions.map((operation) => ({ id, operation }));
  });
  return Promise.all(
    asked.map(async ({ id, operation }): Promise<AzureFact> => {
      const name = `${id.split("/").slice(-2).join("/")}${operation}`;
      try {
        const body = operation ? await management.post(id + operation, NETWORK) : await management.get(id, NETWORK);
        return { name, body: withoutSecrets(body) };
      } catch (error) {
        // Without a login, no question has an answer.
        if (!(error instanceof AzureRefusal) || error.status === 401) throw error;
        return { name, body: error.body, refusal: error.message };
      }
    }),
  );
}

const SECRETS = new Set(["sharedKey", "authorizationKey", "radiusServerSecret"]);

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const shown = Object.entries(value).filter(([name]) => !SECRETS.has(name));
  return Object.fromEntries(shown.map(([name, inner]) => [name, withoutSecrets(inner)]));
}

interface RunCommandResult {
  readonly value: readonly { readonly message: string }[];
}

/**
 * Runs a shell script on a Linux machine, as root. Azure gives the last 4096 bytes of what it prints, and no exit code.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/linux/run-command
 * @throws AzureRefusal, or UserError where the script was not run
 */
export async function runOnMachine(
  management: AzureManagement,
  machineId: string,
  script: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const sent = { commandId: "RunShellScript", script: script.split("\n") };
  const answer = (await management.post(`${machineId}/runCommand`, COMPUTE, sent)) as RunCommandResult;
  const message = answer.value.map((one) => one.message).join("\n");
  const [, stdout, stderr] = /\[stdout\]\n([^]*)\n\[stderr\]\n([^]*)$/.exec(message) ?? [];
  if (stdout === undefined) throw new UserError(`POST ${machineId}/runCommand\n  ${message}`);
  return { stdout, stderr: stderr! };
}

/**
 * Reboots an instance of a gateway. Azure accepts no way back, and goes on whoever waits.
 *
 * @param address public address of the instance
 * @returns once Azure has done it; the instance's tunnels may come later
 * @see https://learn.microsoft.com/azure/vpn-gateway/reset-gateway
 * @throws AzureRefusal, or UserError where it has not ended in time
 */
export async function resetInstance(management: AzureManagement, gatewayId: string, address: string): Promise<void> {
  await management.post(`${gatewayId}/reset?gatewayVip=${address}`, NETWORK);
}
