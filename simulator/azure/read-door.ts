import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import type { Attributes } from "../protocol/values";
import { failed, notFound, send, VERSION_MISSING, type Answer } from "./answer";
import type { Cloud } from "./cloud";
import { connectionStatus, isConnected } from "./connection-status";
import { effectiveRoutes } from "./effective-routes";
import { firedAlerts } from "./fired-alerts";
import { GatewayResets } from "./gateway-resets";
import { ikeSas } from "./ike-sas";
import type { Live } from "./live";
import { Operations } from "./operations";
import { read } from "./reads";
import type { Resource } from "./resource";
import { runCommand } from "./run-command";

/** Answers a POST on a resource; a promise is an operation that ends later. */
type Action = (resource: Resource, body: string, query: URLSearchParams) => Answer | Promise<Answer>;

/**
 * Azure Resource Manager's own language over HTTP, for one who may read, run scripts on machines and reset gateways:
 * what the cloud has, and what its gateways and machines see. It writes nothing into the cloud. Let it listen on
 * loopback alone.
 *
 * - `GET {id}` and lists, as {@link read} has them; a connection with its status
 * - `GET {subscription}/providers/Microsoft.AlertsManagement/alerts`: what fires now
 * - `POST {connection}/getikesas`, `POST {network interface}/effectiveRouteTable`, `POST {machine}/runCommand`
 * - `POST {gateway}/reset&gatewayVip=`, which reboots the instance with that address
 *
 * Each with `?api-version=` and `Authorization: Bearer <token>`.
 *
 * @param cloud as it is now, whoever writes it
 * @param live what is at the other ends; without it, no tunnel is up and no machine has an agent
 */
export function readDoor(cloud: () => Cloud, live: Live | undefined, token: string): Server {
  const operations = new Operations();
  const resets = new GatewayResets(live);
  const tunnels = (connectionId: string) => live?.tunnels(connectionId) ?? [];
  const actions: Readonly<Record<string, Action>> = {
    "microsoft.network/connections/getikesas": ({ id }) => Promise.resolve([200, ikeSas(tunnels(id))]),
    "microsoft.network/networkinterfaces/effectiveroutetable": (nic) => {
      if (
        !cloud()
          .usersOf(nic.id)
          .some(({ type }) => type === "Microsoft.Compute/virtualMachines")
      ) {
        // Public reports say that Azure refuses it; none shows the code and the words.
        return failed(400, "OperationNotAllowed", `Network interface ${nic.id} is not attached to a running machine.`);
      }
      const value = effectiveRoutes(nic, cloud(), (id) => isConnected(tunnels(id)));
      return Promise.resolve([200, { value }]);
    },
    "microsoft.compute/virtualmachines/runcommand": (machine, body) => runCommand(machine, body, live),
    "microsoft.network/virtualnetworkgateways/reset": (gateway, _, query) =>
      resets.begin(gateway, query.get("gatewayVip") ?? undefined),
  };

  /** What a resource shows that nobody has written. */
  function statusOf(resource: Resource): Attributes | undefined {
    if (resource.type === "Microsoft.Network/connections") return connectionStatus(resource.name, tunnels(resource.id));
    return resets.isRunning(resource) ? { provisioningState: "Updating" } : undefined;
  }

  function shown(path: string): Answer {
    const answer = read(cloud(), path);
    const resource = answer[1] as Resource;
    const status = answer[0] === 200 ? statusOf(resource) : undefined;
    return status ? [200, { ...resource, properties: { ...resource.properties, ...status } }] : answer;
  }

  function act(origin: string, path: string, query: URLSearchParams, body: string): Answer {
    const [, id, operation] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
    const resource = cloud().get(id!);
    if (!resource) return notFound(id!);
    const action = actions[`${resource.type}/${operation}`.toLowerCase()];
    if (!action) return UNSUPPORTED;
    const answer = action(resource, body, query);
    return answer instanceof Promise
      ? operations.accept(origin, resource.id, String(resource.location), query.get("api-version")!, answer)
      : answer;
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const refusal = unauthenticated(request.headers.authorization, token);
    if (refusal) return refusal;
    const { method = "GET", url = "/", headers } = request;
    const origin = `http://${headers.host}`;
    const asked = new URL(url, origin);
    const { searchParams } = asked;
    if (!searchParams.has("api-version")) return VERSION_MISSING;
    const path = decodeURIComponent(asked.pathname);
    if (method === "GET" && FIRED.test(path)) return firedAlerts(cloud(), live, asked, new Date());
    if (method === "GET") return (await operations.ask(path)) ?? shown(path);
    if (method === "POST") return act(origin, path, searchParams, await text(request));
    return unauthorized(method, path);
  }

  return createServer((request, response) => {
    answer(request)
      .catch((error: Error): Answer => failed(500, "InternalServerError", error.message))
      .then((answer) => send(response, answer));
  });
}

const FIRED = /^\/subscriptions\/[^/]+\/providers\/Microsoft\.AlertsManagement\/alerts$/i;

/** The form is that of Microsoft.Network: https://github.com/Azure/azure-service-operator/issues/2362 */
const UNSUPPORTED: Answer = [405, { Message: "The requested resource does not support http method 'POST'." }];

function unauthenticated(authorization: string | undefined, token: string): Answer | undefined {
  if (authorization === `Bearer ${token}`) return undefined;
  const headers = {
    "www-authenticate": 'Bearer authorization_uri="https://login.windows.net/", error="invalid_token"',
  };
  return authorization === undefined
    ? failed(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.", headers)
    : failed(401, "InvalidAuthenticationToken", "The access token is invalid.", headers);
}

/** What Azure tells one who may only read. */
function unauthorized(method: string, id: string): Answer {
  const [, type] = /\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(id) ?? [];
  const action = `${type ?? "Microsoft.Resources/subscriptions/resourceGroups"}/${method === "DELETE" ? "delete" : "write"}`;
  return failed(
    403,
    "AuthorizationFailed",
    `The client 'reader' with object id '00000000-0000-0000-0000-000000000000' does not have authorization to perform action '${action}' over scope '${id}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
