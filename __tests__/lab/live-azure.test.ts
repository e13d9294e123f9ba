import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRouter, ShownState } from "../../lab/inputs";
import { azureTunnels } from "../../lab/live-azure";
import { Paper } from "../../lab/paper";
import { topologyOf } from "../../lab/topology";

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");
const azure = ShownState.parse("gateway.json", fixture("gateway-state.json"));
const topology = topologyOf(azure, ShownState.parse("site.json", fixture("site-state.json")));
const router = parseRouter("router.cfg", fixture("cat-tunnels.cfg"));

let time = 1_000_000;
function first(state = azure, mode?: string) {
  const config = { ...router, tunnels: router.tunnels.map((one) => ({ ...one, mode: mode ?? one.mode })) };
  const paper = new Paper(topology, () => time);
  paper.follow(config, state);
  time += 10_000;
  return azureTunnels(state, config, paper, "conn1-to-Catalyst", time)[0]!;
}

test("a tunnel has the mean of its packets and bytes in a second, in each direction", () => {
  const flow = { bytes: 100, packets: 1, dropped: 0, mismatched: 0 };
  expect(first()).toMatchObject({ connected: true, ingressBytes: 1000, ingress: flow, egress: flow });
});

test("what the selectors of a tunnel do not let through is dropped on its way out", () => {
  const { ingress, egress } = first(azure, "ipsec ipv4");
  expect([ingress!.mismatched, egress!.mismatched]).toEqual([0, 1]);
});

test("nothing goes through a tunnel without an IPsec SA", () => {
  const changed = azure.with(
    "azurerm_virtual_network_gateway_connection",
    (values) => (values.use_policy_based_traffic_selectors = true),
  );
  const tunnel = first(changed);
  expect(tunnel.ikeSa!.childSas).toEqual([]);
  expect([tunnel.connected, tunnel.ingress, tunnel.egress]).toEqual([false, undefined, undefined]);
});
