import type { Deployment } from "../../lib/model/deployment";
import { azureEvidence, type AzureText } from "../../lib/evidence/azure-evidence";
import { judge } from "../../lib/verify/judge";
import type { Intent } from "../../lib/verify/intent";
import { labIntent } from "../helpers/intent";
import { azureTexts, healthyAzure, type AzureState } from "../helpers/showing-azure";

const lab = labIntent("article");
const single = labIntent("single");

const judged = (intent: Intent, texts: readonly AzureText[]) =>
  new Map(judge(intent, { azure: azureEvidence(...texts) }).map((one) => [one.check, one]));
/** The texts of a healthy lab, the JSON of some of them changed. */
const texts = (
  change: (body: Record<string, unknown>, name: string) => void,
  intent = lab,
  state: AzureState = healthyAzure(intent),
) =>
  azureTexts(intent, state).map(({ name, text }) => {
    if (name.includes("ike-sas")) return { name, text };
    const body = JSON.parse(text) as Record<string, unknown>;
    change(body, name);
    return { name, text: JSON.stringify(body) };
  });
const without = (list: readonly AzureText[], ...names: RegExp[]) =>
  list.filter(({ name }) => !names.some((one) => one.test(name)));

describe("the addresses of the gateway", () => {
  test("are those of its tunnels, where the gateway shows them itself", () => {
    const own = texts((body, name) => {
      if (name !== "gw.json") return;
      body.bgpSettings = {
        bgpPeeringAddresses: ["203.0.113.4", "203.0.113.9"].map((one) => ({ tunnelIpAddresses: [one] })),
      };
    });
    const verdicts = judged(lab, without(own, /^gw-pubIP/));
    expect(verdicts.get("Tunnel0: address of the gateway")).toMatchObject({ outcome: "passed" });
    expect(verdicts.get("Tunnel1: address of the gateway")).toMatchObject({
      ...{ outcome: "failed", seen: "203.0.113.5", expected: "203.0.113.4 or 203.0.113.9" },
      causes: [{ name: "stale file" }],
    });
  });

  test("are not known as long as one of them is not shown", () => {
    const verdicts = judged(lab, without(azureTexts(lab, healthyAzure(lab)), /^gw-pubIP2/));
    expect(verdicts.get("Tunnel0: address of the gateway")).toMatchObject({ outcome: "unknown" });
  });
});

describe("whether a tunnel is up", () => {
  const withoutTunnels = (intent: Intent, status: string) =>
    texts((body, name) => {
      if (!/^conn\d-to-\w+(-again)?\.json$/.test(name)) return;
      body.tunnelConnectionStatus = null;
      body.connectionStatus = status;
    }, intent);
  const outcome = (intent: Intent, list: readonly AzureText[], tunnel = "Tunnel0") =>
    judged(intent, list).get(`${tunnel}: tunnel in Azure`)?.outcome;

  test("is said by its SAs where the connection does not list its tunnels", () => {
    expect(outcome(lab, withoutTunnels(lab, "Connected"))).toBe("passed");
    const state = healthyAzure(lab);
    const down = { connected: false, families: [], ingress: 0, egress: 0 };
    const gone = { ...state, connections: state.connections.map((one) => ({ ...one, tunnels: [down, down] })) };
    const lists = azureTexts(lab, gone).filter(({ name }) => name.includes("ike-sas"));
    expect(outcome(lab, [...without(withoutTunnels(lab, "Connected"), /ike-sas/), ...lists])).toBe("failed");
  });

  test("is said by the connection where it has that tunnel alone", () => {
    const sas = /ike-sas/;
    expect(outcome(lab, without(withoutTunnels(lab, "Connected"), sas))).toBe("passed");
    expect(outcome(single, without(withoutTunnels(single, "Connected"), sas))).toBe("unknown");
    expect(outcome(single, without(withoutTunnels(single, "NotConnected"), sas))).toBe("failed");
    expect(outcome(lab, without(withoutTunnels(lab, "Unknown"), sas))).toBe("unknown");
  });
});

test("an IKE SA of a tunnel that is down says that there is no ESP", () => {
  const state = healthyAzure(lab);
  const half = { connected: false, hasSa: true, families: [], ingress: 0, egress: 0 };
  const connections = state.connections.map((one) => ({ ...one, tunnels: [half, half] }));
  expect(judged(lab, azureTexts(lab, { ...state, connections })).get("Tunnel0: tunnel in Azure")).toMatchObject({
    ...{ outcome: "failed", causes: [{ name: "transform set differs at the router" }] },
  });
});

test("a list of IKE SAs without any is of the connection that its file is named after, by its whole name", () => {
  const none = (name: string) => ({ name, text: '"{\\"IkeSAs\\":[]}"' });
  const seen = (name: string, intent = lab) => {
    const list = texts((body) => {
      delete body.tunnelConnectionStatus;
      if ("connectionStatus" in body) body.connectionStatus = "Unknown";
    }, intent);
    return judged(intent, [...without(list, /ike-sas/), none(name)]).get("Tunnel0: tunnel in Azure")?.outcome;
  };
  expect(seen("conn1-to-Catalyst.sas.json")).toBe("failed");
  expect(seen("conn2-to-Catalyst.sas.json")).toBe("unknown");
  expect(seen("sas.json")).toBe("unknown");
  // Another site has a connection whose name goes on.
  const [site] = lab.deployment.sites;
  const other = { ...site!, name: "b", connections: [{ ...site!.connections[0]!, name: "conn1-to-Catalyst-2" }] };
  const deployment: Deployment = { ...lab.deployment, sites: [site!, other as (typeof lab.deployment.sites)[number]] };
  expect(seen("conn1-to-Catalyst-2.sas.json", { ...lab, deployment })).toBe("unknown");
});

test("the PRF of an SA is not judged where Azure lists the cipher as its integrity", () => {
  const lists = azureTexts(lab, healthyAzure(lab)).map(({ name, text }) => ({
    name,
    text: name.includes("ike-sas") ? text.replace('Integrity\\":\\"SHA384', 'Integrity\\":\\"GCMAES256') : text,
  }));
  expect(judged(lab, lists).get("Tunnel0: IKE SA in Azure")).toMatchObject({ outcome: "passed" });
});

test("of a router in Azure without addresses shown, the far end is not known to be right", () => {
  const verdicts = judged(lab, without(azureTexts(lab, healthyAzure(lab)), /^cat-eth2-pip/));
  expect(verdicts.get("conn1-to-Catalyst: address of the router")).toMatchObject({
    ...{ outcome: "unknown", seen: "198.51.100.10" },
  });
  expect(verdicts.get("conn2-to-Catalyst: address of the router")).toMatchObject({ outcome: "passed" });
});

test("a route of the user that leads to the gateway overrides nothing", () => {
  const state = healthyAzure(lab);
  const row = { source: "User", prefix: "10.2.0.0/24", type: "VirtualNetworkGateway" };
  const routes = [...state.routes.filter(({ prefix }) => prefix !== row.prefix), row];
  const verdicts = judged(lab, azureTexts(lab, { ...state, routes }));
  expect(verdicts.get("machine behind the gateway: route to 10.2.0.0/24")).toMatchObject({ outcome: "passed" });
});

test("counters that began anew, and one reading alone, say nothing of the traffic", () => {
  const check = "Tunnel0: traffic in Azure";
  const healthy = azureTexts(lab, healthyAzure(lab));
  expect(judged(lab, healthy).get(check)).toMatchObject({ outcome: "passed" });
  expect(judged(lab, without(healthy, /again/)).get(check)).toBeUndefined();
  expect(judged(lab, [...healthy].reverse()).get(check)).toBeUndefined();
});
