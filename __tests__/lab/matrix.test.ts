import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policyTrials } from "../../commands/policy-trials";
import { NAMES } from "../../lab/associations";
import { parseRouter, ShownState } from "../../lab/inputs";
import { translate } from "../../lab/ends";
import { topologyOf } from "../../lab/topology";
import { acceptedPolicies, everyPair } from "../../lib/catalyst/policy-matrix";
import { deploymentOf, lab } from "../helpers/synth";

const fixture = (name: string) => readFileSync(join(__dirname, "../fixtures", name), "utf8");
const gateway = ShownState.parse("gateway.json", fixture("gateway-state.json"));
const topology = topologyOf(gateway, ShownState.parse("site.json", fixture("site-state.json")));
const trials = policyTrials({ file: "lab.json", deployment: deploymentOf(lab()) });

test("every policy that the config accepts is one that the lab knows, the same at both ends", () => {
  const ends = translate(gateway, parseRouter("router.cfg", fixture("cat-tunnels.cfg")), topology);
  const words = new Set(Object.values(NAMES));
  const policies = everyPair(acceptedPolicies());
  for (const policy of policies) {
    const state = gateway.with("azurerm_virtual_network_gateway_connection", (values) => {
      values.ipsec_policy = [trials.connectionBlock(policy)];
    });
    const told = translate(state, parseRouter("router.cfg", trials.routerFile([policy, policy], ends)), topology);
    const { ike, esp } = told.tunnels[0]!;
    expect(told.instances[0].connections[0]).toMatchObject({ ike, esp });
    // The daemons' reports are read into the same words.
    const unread = [...ike, ...esp]
      .flatMap((text) => text.split("-"))
      .filter((word) => !words.has(word.replace(/^aes\d+/, "")));
    expect({ policy, unread }).toEqual({ policy, unread: [] });
  }
  expect(policies.length).toBeGreaterThan(30);
});
